"""Rows a second into a prediction log, in batches as the server writes them; run in a product's folder.

Takes how many rounds; prints JSON: {name: [rows a second, a round each]}. Without a PostgreSQL on this machine only SQLite's.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import psycopg

sys.path[:0] = [".", "tests"]

from databases import PostgresDatabase
from postgres import NoPostgres, new_database, running

from serving.stores import COLUMNS, Entry
from serving.stores.sqlite import SqliteStore

ROWS, AT_ONCE = 20_000, 200
REQUEST = json.dumps({f"feature_{number}": number / 7 for number in range(8)})
ANSWER = json.dumps(
    {"prediction": "Gentoo", "probabilities": {"Adelie": 0.1, "Chinstrap": 0.2, "Gentoo": 0.7}}
)
numbers = count()


def batches() -> list[list[Entry]]:
    at = "2026-01-01T00:00:00.000+00:00"
    rows = [
        Entry(f"01J9{next(numbers):022d}", at, "predict", "anonymous", "v1", REQUEST, ANSWER, "Gentoo")
        for _ in range(ROWS)
    ]
    return [rows[start : start + AT_ONCE] for start in range(0, ROWS, AT_ONCE)]


def rate(write: Callable[[Sequence[Entry]], object]) -> float:
    work = batches()
    begin = time.perf_counter()
    for some in work:
        write(some)
    return ROWS / (time.perf_counter() - begin)


def by_copy(connection: "psycopg.Connection[tuple[object, ...]]", some: Sequence[Entry]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(f"COPY waiting ({COLUMNS}) FROM STDIN") as copy:
            for row in some:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO predictions ({COLUMNS}) SELECT * FROM waiting ON CONFLICT (id) DO NOTHING"
        )
        cursor.execute("TRUNCATE waiting")


def by_executemany(connection: "psycopg.Connection[tuple[object, ...]]", some: Sequence[Entry]) -> None:
    places = ", ".join(["%s"] * len(Entry._fields))
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO predictions ({COLUMNS}) VALUES ({places}) ON CONFLICT (id) DO NOTHING", some
        )


def main() -> None:
    rounds = range(int(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        file = SqliteStore(Path(folder) / "log.sqlite3")
        found = {"sqlite": [rate(file.write) for _ in rounds]}
        file.close()
    try:
        with running() as server, new_database(server.url) as url:
            store = PostgresDatabase(url).store()
            store.open()
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE TEMP TABLE waiting AS SELECT {COLUMNS} FROM predictions LIMIT 0")
                found |= {"postgres": [], "copy": [], "executemany": []}
                for _ in rounds:
                    found["postgres"].append(rate(store.write))
                    found["copy"].append(rate(lambda some: by_copy(connection, some)))
                    found["executemany"].append(rate(lambda some: by_executemany(connection, some)))
            store.close()
    except NoPostgres as error:
        print(error, file=sys.stderr)
    print(json.dumps(found))


main()
