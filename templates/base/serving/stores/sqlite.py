"""Answers in a file of SQLite's. Several processes may share it: each waits for the others' short transactions."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from serving.stores import COLUMNS, Ask, Entry, Refused, TooNew, Unavailable

AT_ONCE = 500  # rows a statement: SQLite takes at most 32,766 values
PATIENCE = 5.0  # seconds to wait for another process that writes

# The schema as it grew. One entry a version, never edited: a change is a new entry.
MIGRATIONS: tuple[Sequence[str], ...] = (
    (
        """
        CREATE TABLE predictions (
            id            TEXT PRIMARY KEY,
            at            TEXT NOT NULL,
            operation     TEXT NOT NULL,
            actor         TEXT NOT NULL,
            model_version TEXT NOT NULL,
            request       TEXT NOT NULL,
            answer        TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    ),
    (  # History: a place in the order of answers, what was predicted as text, and what came true.
        "ALTER TABLE predictions RENAME TO before_history",
        """
        CREATE TABLE predictions (
            place         INTEGER PRIMARY KEY AUTOINCREMENT,
            id            TEXT NOT NULL UNIQUE,
            at            TEXT NOT NULL,
            operation     TEXT NOT NULL,
            actor         TEXT NOT NULL,
            model_version TEXT NOT NULL,
            request       TEXT NOT NULL,
            answer        TEXT NOT NULL,
            prediction    TEXT,
            correct       INTEGER,
            actual        TEXT,
            note          TEXT,
            judged_at     TEXT
        )
        """,
        """
        INSERT INTO predictions (id, at, operation, actor, model_version, request, answer, prediction)
        SELECT id, at, operation, actor, model_version, request, answer,
               CAST(json_extract(answer, '$.prediction') AS TEXT)
        FROM before_history ORDER BY id
        """,
        "DROP TABLE before_history",
        "CREATE INDEX by_version ON predictions (model_version, place) WHERE prediction IS NOT NULL",
        "CREATE INDEX by_prediction ON predictions (prediction, place) WHERE prediction IS NOT NULL",
        "CREATE INDEX by_feedback ON predictions (correct, place) WHERE judged_at IS NOT NULL",
        "CREATE INDEX with_feedback ON predictions (place) WHERE judged_at IS NOT NULL",
    ),
    ("CREATE INDEX by_time ON predictions (at)",),  # Retention: the oldest are found without looking at all.
)

_ROW = f"({', '.join('?' for _ in Entry._fields)})"


class SqliteStore:
    """Answers in a file."""

    def __init__(self, file: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
        """Take the file; nothing is opened yet."""
        self._file = file
        self._migrations = migrations
        self._database: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None

    def open(self) -> None:
        """Open the file, or make it, and bring its schema up to date."""
        self._writer()

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep all of the entries or none."""
        with self._transaction() as database:
            for start in range(0, len(entries), AT_ONCE):
                _insert(database, entries[start : start + AT_ONCE])

    def change(self, query: str, many: Sequence[Sequence[Any]]) -> int:
        """Run a statement for each set of values, all or none; return how many rows changed."""
        with self._transaction() as database:
            return database.executemany(query, many).rowcount

    @contextmanager
    def reading(self) -> Iterator[Ask]:
        """Lend a connection of one's own."""
        with self._told():
            address = f"{self._file.resolve().as_uri()}?mode=ro"
            database = sqlite3.connect(address, uri=True, isolation_level=None, timeout=PATIENCE)
            try:
                yield database.execute
            finally:
                database.close()

    def used_bytes(self) -> int:
        """Return how large the file is, without the room in it that was freed."""
        database = self._writer()
        with self._told():
            pages, free, size = (
                int(database.execute(f"PRAGMA {name}").fetchone()[0])
                for name in ("page_count", "freelist_count", "page_size")
            )
        return (pages - free) * size

    def hang_up(self) -> None:
        """Nothing here keeps anybody waiting for long."""

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _writer(self) -> sqlite3.Connection:
        if self._database is not None and _identity(self._file) != self._opened:
            self.close()  # it was deleted or put back meanwhile: what went on in the old one would be seen by nobody
        if self._database is None:
            with self._told():
                self._database = _open(self._file, self._migrations)
                self._opened = _identity(self._file)
        return self._database

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        database = self._writer()
        with self._told(), _all_or_nothing(database):
            yield database

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what went wrong in the words of a store."""
        try:
            yield
        except (sqlite3.DataError, UnicodeError) as error:
            raise Refused(str(error)) from None
        except (OSError, sqlite3.Error, TooNew) as error:
            raise Unavailable(
                f"{self._file} cannot be used ({error}); set DATABASE to a file that can be written"
            ) from None


def _identity(file: Path) -> tuple[int, int] | None:
    """Return which file lies there; None: none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _open(file: Path, migrations: Sequence[Sequence[str]]) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        _migrate(database, migrations)
    except BaseException:
        database.close()
        raise
    return database


def _migrate(database: sqlite3.Connection, migrations: Sequence[Sequence[str]]) -> None:
    """Apply the migrations that the file has not seen; its `user_version` counts them."""
    with _all_or_nothing(database):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > len(migrations):
            raise TooNew(version, len(migrations))
        for statements in migrations[version:]:
            for statement in statements:
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(migrations)}")


def _insert(database: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    """Insert rows by one statement: `executemany` would hand the interpreter's lock over for each of them."""
    rows = ", ".join([_ROW] * len(entries))
    database.execute(
        f"INSERT INTO predictions ({COLUMNS}) VALUES {rows} ON CONFLICT (id) DO NOTHING",
        [*chain.from_iterable(entries)],
    )


@contextmanager
def _all_or_nothing(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if database.in_transaction:  # a full disk has ended it already
            database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
