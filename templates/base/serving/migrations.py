"""The schema of the prediction log, as it grew. One entry a version, never edited: a change is a new entry."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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
)


class TooNew(Exception):
    """The file was written by a newer version of this product."""


def open_database(file: Path, migrations: Sequence[Sequence[str]]) -> sqlite3.Connection:
    """Open the file, or make it, and bring its schema up to date.

    Raises:
        OSError, sqlite3.Error, TooNew: it cannot be used.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        _migrate(database, migrations)
    except BaseException:
        database.close()
        raise
    return database


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do all of the block, or nothing of it."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _migrate(database: sqlite3.Connection, migrations: Sequence[Sequence[str]]) -> None:
    """Apply the migrations that the file has not seen; its `user_version` counts them."""
    with transaction(database):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > len(migrations):
            raise TooNew(
                f"a newer version of this product wrote it: schema {version}, this one knows {len(migrations)}"
            )
        for statements in migrations[version:]:
            for statement in statements:
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(migrations)}")
