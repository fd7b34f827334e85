"""The prediction log: every answer with its request, written in batches behind the requests' backs.

A commit for each request would cost more than half of the throughput, so rows wait in memory for at most `WAIT`
seconds; a killed process loses those. Reads write what waits first: who finds an answer knows that it is stored. If
the database cannot be used, the API answers all the same, entries wait for it as long as there is room, and `trouble`
says why nothing is kept.
"""

import asyncio
import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

from serving.logs import log
from serving.retention import Retention
from serving.settings import Settings
from serving.stores import COLUMNS, Ask, Entry, Refused, Store, Unavailable
from serving.stores.sqlite import SqliteStore
from serving.waiting import Waiting

WAIT = 0.05
SAID_AGAIN = 60.0  # seconds until the same trouble is logged again
RETRY = 0.5  # seconds until the next try; twice as long after each
LONGEST_RETRY = 5.0
LAST_TRIES = 5.0  # seconds that a stop waits for a database that is away
PATIENCE = 5.0  # seconds that a reader waits for its turn
AT_ONCE = 2_000  # rows a transaction
MOST_WAITING = 100_000
MOST_CHARACTERS = 64_000_000
PLENTY_WAITING = 2_000  # from here on, who can wait should

_FIND = f"SELECT {COLUMNS} FROM predictions WHERE id = ?"


class NothingKept(Exception):
    """There is no prediction log; the message says why."""


def open_log(settings: Settings) -> "PredictionLog":
    """Open the prediction log that the settings name: none, a file, or PostgreSQL.

    Raises:
        CannotServe: DATABASE_URL is no address of a PostgreSQL.
    """
    return PredictionLog(_store(settings), settings.keep_days, settings.keep_bytes)


def _store(settings: Settings) -> Store | None:
    if settings.database is None:
        return None
    if settings.database_url is None:
        return SqliteStore(settings.database)
    from serving.stores.postgres import PostgresStore  # a tenth of a second, for those who need it

    return PostgresStore(settings.database_url)


class PredictionLog:
    """Keeps entries; safe to use from several threads.

    Attributes:
        is_off: whether nothing was ever meant to be kept.
        trouble: why nothing is kept now, or None.
    """

    def __init__(
        self, store: Store | None, keep_days: int | None = None, keep_bytes: int | None = None
    ) -> None:
        """Open the store and begin to write. One that cannot be used is tried again; `None` keeps nothing."""
        self.is_off = store is None
        self.trouble: str | None = "it is turned off (DATABASE=off)" if store is None else None
        self._said: tuple[str, float] | None = None
        self._store = store
        self._waiting = Waiting(MOST_WAITING, MOST_CHARACTERS)
        self._refused = 0
        self._retention = Retention(keep_days, keep_bytes)
        self._something = threading.Event()
        self._closing = threading.Event()
        self._until = 0.0  # when a stop gives up
        self._lock = threading.Lock()  # whoever holds it writes
        self._writer: threading.Thread | None = None
        if store is None:
            return
        try:
            store.open()
        except Unavailable as error:
            self._is_away(error)
        self._writer = threading.Thread(target=self._work, args=[store], name="prediction-log", daemon=True)
        self._writer.start()

    def __len__(self) -> int:
        """Return how many entries wait to be written."""
        return len(self._waiting)

    @property
    def lost(self) -> int:
        """How many entries could not be kept."""
        return self._waiting.lost + self._refused

    def add(self, entry: Entry) -> None:
        """Keep an entry; returns at once. When the database does not keep up, the oldest waiting entry is given up."""
        if self._store is None:
            return
        self._waiting.put(entry)
        if not self._something.is_set():
            self._something.set()

    async def room(self) -> None:
        """Wait until entries are written about as fast as they come; not for a database that takes none at all."""
        while len(self._waiting) >= PLENTY_WAITING and not self.trouble:
            await asyncio.sleep(WAIT / 5)

    @contextmanager
    def reading(self) -> Iterator[Ask]:
        """Lend what asks for rows, also those of entries of a moment ago: nobody waits for a long read.

        Raises:
            NothingKept: there is no database.
            Unavailable: it is away.
        """
        with self._writing() as store:
            self._write(store)
        try:
            with store.reading() as ask:
                yield ask
        except Unavailable as error:
            self._is_away(error)  # until the writer finds that it is not
            raise

    def change(self, query: str, many: Sequence[Sequence[Any]]) -> int:
        """Run a statement over all entries for each set of values, all or none; return how many rows changed.

        Raises:
            NothingKept: there is no database.
            Unavailable: it is away.
            Refused: a value can never be kept.
        """
        with self._writing() as store:
            self._write(store)
            return store.change(query, many)

    def find(self, entry_id: str) -> Entry | None:
        """Return an entry, also one that was added a moment ago; raises as `reading` does."""
        with self.reading() as ask:
            rows = list(ask(_FIND, (entry_id,)))
        return Entry(*rows[0]) if rows else None

    def close(self, seconds: float = LAST_TRIES) -> None:
        """Write what waits, for at most so long, and close the database; what could not be written is said."""
        if self._store is None or self._writer is None:
            return
        self._until = monotonic() + seconds
        self._closing.set()
        self._something.set()
        self._writer.join(seconds)
        if len(self):
            log().error("stopped without the database: answers are lost", lost=self.lost + len(self))
        self._store.hang_up()
        if self._lock.acquire(blocking=False):  # else the writer still hangs in it, and ends with the process
            self._store.close()
            self._lock.release()
        self._store = None
        self.trouble = "it is closed"

    @contextmanager
    def _writing(self) -> Iterator[Store]:
        """Lend the store to whoever's turn it is; at once refused while the database is away, or many would wait."""
        if self._store is None:
            raise NothingKept(self.trouble)
        if self.trouble:
            raise Unavailable(self.trouble)
        if not self._lock.acquire(timeout=PATIENCE):
            raise Unavailable("the database does not answer")
        try:
            yield self._store
        except Unavailable as error:
            self._is_away(error)
            raise
        finally:
            self._lock.release()

    def _work(self, store: Store) -> None:
        """Write whatever comes, and delete what is too old, until closing; the writer's thread."""
        pause = RETRY
        while not self._is_done():
            if not self.trouble:
                self._something.wait(self._retention.due_in)
                self._closing.wait(WAIT)
            self._something.clear()
            try:
                with self._lock:
                    if self._is_done():
                        return
                    if self.trouble:
                        store.open()
                    self._write(store)
                    self._retention.step(store)
            except Exception as error:  # a writer that ended by a defect would lose everything from then on
                defect = Unavailable(
                    "the prediction log has a defect: the server's log says which", repr(error)
                )
                self._is_away(error if isinstance(error, Unavailable) else defect)
                self._rest(pause)
                pause = min(2 * pause, LONGEST_RETRY)
            else:
                self._is_back()
                pause = RETRY

    def _is_done(self) -> bool:
        return self._closing.is_set() and (not len(self) or monotonic() > self._until)

    def _rest(self, seconds: float) -> None:
        """Wait before the next try; replicas do not all come at once, and a stop has no time."""
        if self._closing.wait(seconds * random.uniform(0.5, 1)):
            sleep(max(0.0, min(RETRY, self._until - monotonic())))

    def _write(self, store: Store) -> None:
        """Write what waits now. Wants the lock."""
        for _ in range(-(-len(self._waiting) // AT_ONCE)):
            with self._waiting.some(AT_ONCE) as entries:
                if entries:
                    self._write_some(store, entries)

    def _write_some(self, store: Store, entries: list[Entry]) -> None:
        try:
            store.write(entries)
        except Refused as error:
            if len(entries) > 1:  # the others are good
                for entry in entries:
                    self._write_some(store, [entry])
                return
            self._refused += 1
            log().error("an answer cannot be kept", id=entries[0].id, reason=str(error))

    def _is_away(self, error: Unavailable) -> None:
        self.trouble = str(error)
        self._something.set()
        if self._said is None or self._said[0] != error.reason or monotonic() > self._said[1] + SAID_AGAIN:
            self._said = error.reason, monotonic()
            log().error("prediction log not written", reason=error.reason, waiting=len(self), lost=self.lost)

    def _is_back(self) -> None:
        if self.trouble and not self._closing.is_set():
            self.trouble = self._said = None
            log().warning("prediction log is written again", lost=self.lost)
