"""The prediction log: every answer with its request, in SQLite, written in batches behind the requests' backs.

A commit for each request would cost more than half of the throughput, so rows wait in memory for at most `WAIT`
seconds; a killed process loses those. Reads write what waits first. If the file cannot be used, the API answers
all the same, and `trouble` says why nothing is kept.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from serving.logs import log

WAIT = 0.05
RETRY = 1.0
AT_ONCE = 500  # rows a statement: SQLite takes at most 32,766 values
MOST_WAITING = 100_000

# One entry a version of the schema, never edited: a change is a new entry.
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
)


class Entry(NamedTuple):
    """One answer. `at` is ISO 8601 in UTC; `request` and `answer` are JSON."""

    id: str
    at: str
    operation: str
    actor: str
    model_version: str
    request: str
    answer: str


_COLUMNS = ", ".join(Entry._fields)
_ROW = f"({', '.join('?' for _ in Entry._fields)})"
_FIND = f"SELECT {_COLUMNS} FROM predictions WHERE id = ?"


class PredictionLog:
    """Keeps entries; safe to use from several threads.

    Attributes:
        trouble: why nothing is kept, or None.
        lost: how many entries could not be kept.
    """

    def __init__(self, file: Path | None, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
        """Open the file, or make it, and bring its schema up to date. `None` keeps nothing."""
        self.trouble: str | None = None
        self.lost = 0
        self._waiting: deque[Entry] = deque()
        self._something = threading.Event()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._database: sqlite3.Connection | None = None
        if file is None:
            self.trouble = "it is turned off (DATABASE=off)"
            return
        try:
            self._database = _open(file, migrations)
        except (OSError, sqlite3.Error, _TooNew) as error:
            self.trouble = f"{file} cannot be used ({error}); set DATABASE to a file that can be written"

    def __len__(self) -> int:
        """Return how many entries wait to be written."""
        return len(self._waiting)

    def add(self, entry: Entry) -> None:
        """Keep an entry; returns at once. When the disk does not keep up, the oldest waiting entry is given up."""
        if self._database is None:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft()
            self.lost += 1
        self._waiting.append(entry)
        if not self._something.is_set():
            self._something.set()
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_on, name="prediction-log", daemon=True)
                self._writer.start()

    def find(self, entry_id: str) -> Entry | None:
        """Return an entry, also one that was added a moment ago."""
        if self._database is None:
            return None
        with self._lock:
            self._write()
            row = self._database.execute(_FIND, (entry_id,)).fetchone()
        return Entry(*row) if row else None

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._closing.set()
        self._something.set()
        if self._writer is not None:
            self._writer.join()
        with self._lock:
            if self._database is not None:
                self._write()
                self._database.close()
                self._database = None

    def _write_on(self) -> None:
        """Write whatever comes, until closing; the writer's thread."""
        while not self._closing.is_set():
            self._something.wait()
            self._closing.wait(WAIT)
            self._something.clear()
            with self._lock:
                written = self._write()
            if not written:
                self._closing.wait(RETRY)
                self._something.set()

    def _write(self) -> bool:
        """Write what waits, in one transaction. False: it could not be, and still waits. Wants the lock."""
        batch = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not batch or self._database is None:
            return True
        try:
            with _transaction(self._database):
                for start in range(0, len(batch), AT_ONCE):
                    _insert(self._database, batch[start : start + AT_ONCE])
        except sqlite3.Error as error:
            self._waiting.extendleft(reversed(batch))
            log().error("prediction log not written", reason=str(error), waiting=len(batch))
            return False
        return True


def _insert(database: sqlite3.Connection, rows: Sequence[Entry]) -> None:
    """Insert rows by one statement: `executemany` would hand the interpreter's lock over for each of them."""
    values = ", ".join([_ROW] * len(rows))
    database.execute(f"INSERT INTO predictions ({_COLUMNS}) VALUES {values}", [*chain.from_iterable(rows)])


class _TooNew(Exception):
    pass


def _open(file: Path, migrations: Sequence[Sequence[str]]) -> sqlite3.Connection:
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


def _migrate(database: sqlite3.Connection, migrations: Sequence[Sequence[str]]) -> None:
    """Apply the migrations that the file has not seen; its `user_version` counts them."""
    with _transaction(database):
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > len(migrations):
            raise _TooNew(
                f"a newer version of this product wrote it: schema {version}, this one knows {len(migrations)}"
            )
        for statements in migrations[version:]:
            for statement in statements:
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {len(migrations)}")


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
