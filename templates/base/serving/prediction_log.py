"""The prediction log: every answer with its request, in SQLite, written in batches behind the requests' backs.

A commit for each request would cost more than half of the throughput, so rows wait in memory for at most `WAIT`
seconds; a killed process loses those. Reads write what waits first. If the file cannot be used, the API answers
all the same, and `trouble` says why nothing is kept.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from serving.logs import log
from serving.migrations import MIGRATIONS, TooNew, open_database, transaction

WAIT = 0.05
RETRY = 1.0
AT_ONCE = 500  # rows a statement: SQLite takes at most 32,766 values
MOST_WAITING = 100_000
PLENTY_WAITING = 2_000  # from here on, who can wait should


class Entry(NamedTuple):
    """One answer. `at` is ISO 8601 in UTC; `request` and `answer` are JSON; `prediction` is what was predicted, as text."""

    id: str
    at: str
    operation: str
    actor: str
    model_version: str
    request: str
    answer: str
    prediction: str | None = None


class NothingKept(Exception):
    """There is no prediction log; the message says why."""


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
        self._file = file
        self._failing = False
        if file is None:
            self.trouble = "it is turned off (DATABASE=off)"
            return
        try:
            self._database = open_database(file, migrations)
        except (OSError, sqlite3.Error, TooNew) as error:
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

    async def room(self) -> None:
        """Wait until entries are written about as fast as they come; not for a disk that takes none at all."""
        while len(self._waiting) >= PLENTY_WAITING and not self._failing:
            await asyncio.sleep(WAIT / 5)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection of one's own that sees all entries, also those of a moment ago: nobody waits for a long read.

        Raises:
            NothingKept: there is no database.
        """
        with self._lock:
            self._writable()
            self._write()
        assert self._file
        database = sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction, which sees all entries. Keep it short: nothing is written meanwhile.

        Raises:
            NothingKept: there is no database.
        """
        with self._lock:
            database = self._writable()
            self._write()
            with transaction(database):
                yield database

    def find(self, entry_id: str) -> Entry | None:
        """Return an entry, also one that was added a moment ago."""
        if self._database is None:
            return None
        with self._lock:
            self._write()
            row = self._database.execute(_FIND, (entry_id,)).fetchone()
        return Entry(*row) if row else None

    def _writable(self) -> sqlite3.Connection:
        if self._database is None:
            raise NothingKept(self.trouble or "it is closed")
        return self._database

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
            with transaction(self._database):
                for start in range(0, len(batch), AT_ONCE):
                    _insert(self._database, batch[start : start + AT_ONCE])
        except sqlite3.Error as error:
            self._waiting.extendleft(reversed(batch))
            self._failing = True
            log().error("prediction log not written", reason=str(error), waiting=len(batch))
            return False
        self._failing = False
        return True


def _insert(database: sqlite3.Connection, rows: Sequence[Entry]) -> None:
    """Insert rows by one statement: `executemany` would hand the interpreter's lock over for each of them."""
    values = ", ".join([_ROW] * len(rows))
    database.execute(f"INSERT INTO predictions ({_COLUMNS}) VALUES {values}", [*chain.from_iterable(rows)])
