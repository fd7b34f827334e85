"""Answers in PostgreSQL, which several replicas may share.

psycopg, because whoever writes or reads here is a thread: an asynchronous driver would need an event loop in each.
Nothing is kept in a session from one statement to the next, so that a pooler may stand between.
"""

import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import BoundedSemaphore, Timer
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

from psycopg import Connection, DataError, Error, IntegrityError, connect
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus
from pydantic import SecretStr

from serving.errors import CannotServe
from serving.stores import COLUMNS, Ask, Entry, Refused, Row, TooNew, Unavailable

PATIENCE = 10.0  # seconds for a statement, before the server counts as away
READING = 30.0  # seconds for all that one reader asks
READERS = 4

# The schema as it grew. One entry a version, never edited: a change is a new entry. Times and JSON are text, as they
# are answered (`answer::jsonb` reads them); "C" sorts them as they are written. What was predicted may be longer than
# an index takes.
MIGRATIONS: tuple[Sequence[str], ...] = (
    (
        """
        CREATE TABLE predictions (
            place         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            id            text COLLATE "C" NOT NULL UNIQUE,
            at            text COLLATE "C" NOT NULL,
            operation     text NOT NULL,
            actor         text NOT NULL,
            model_version text COLLATE "C" NOT NULL,
            request       text NOT NULL,
            answer        text NOT NULL,
            prediction    text COLLATE "C",
            correct       integer,
            actual        text,
            note          text,
            judged_at     text COLLATE "C"
        )
        """,
        "CREATE INDEX by_version ON predictions (model_version, place) WHERE prediction IS NOT NULL",
        "CREATE INDEX by_prediction ON predictions (substr(prediction, 1, 200), place) WHERE prediction IS NOT NULL",
        "CREATE INDEX by_feedback ON predictions (correct, place) WHERE judged_at IS NOT NULL",
        "CREATE INDEX with_feedback ON predictions (place) WHERE judged_at IS NOT NULL",
        "CREATE INDEX by_time ON predictions (at)",
    ),
)

_MIGRATING = 0x6D6C_7072_6564  # the advisory lock of whoever changes the schema

# Columns instead of rows: one statement, one round trip, as fast as COPY, and what is there already is passed over.
_INSERT = f"""
    INSERT INTO predictions ({COLUMNS})
    SELECT * FROM unnest({", ".join(["%b::text[]"] * len(Entry._fields))})
    ON CONFLICT (id) DO NOTHING
""".encode()

_Connection: TypeAlias = Connection[Row]
_T = TypeVar("_T")


class PostgresStore:
    """Answers in a database that `DATABASE_URL` names."""

    def __init__(self, url: SecretStr, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
        """Take the address; nothing is connected yet.

        Raises:
            CannotServe: it is no address of a PostgreSQL.
        """
        self._url = url.get_secret_value()
        self._migrations = migrations
        try:
            said = conninfo_to_dict(self._url)
        except Error:  # what it says may hold the password
            raise CannotServe(
                "DATABASE_URL cannot be read as postgresql://user:password@host:5432/database. Signs such as "
                "@ : / % in the password are written as %40 %3A %2F %25."
            ) from None
        self._secrets = {str(said[name]) for name in ("password", "sslpassword") if said.get(name)}
        self._secrets |= {urlsplit(self._url).password or ""} - {""}
        usual = {
            "connect_timeout": 5,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
            "application_name": "predictions",
        }
        self._how: dict[str, Any] = {name: value for name, value in usual.items() if name not in said}
        self._writer: _Connection | None = None
        self._idle: deque[_Connection] = deque()
        self._lent: set[_Connection] = set()
        self._readers = BoundedSemaphore(READERS)

    def open(self) -> None:
        """Connect, and bring the schema up to date; where that was done, see whether the database still answers."""
        self._do(lambda connection: connection.execute("SELECT 1"))

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep all of the entries or none."""
        columns = [[_text(value) for value in column] for column in zip(*entries, strict=True)]
        self._do(lambda connection: connection.execute(_INSERT, columns))

    def change(self, query: str, many: Sequence[Sequence[Any]]) -> int:
        """Run a statement for each set of values, all or none; return how many rows changed."""
        values = [[_text(value) for value in one] for one in many]

        def run(connection: _Connection) -> int:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(_dialect(query), values)
                return cursor.rowcount

        return self._do(run)

    @contextmanager
    def reading(self) -> Iterator[Ask]:
        """Lend a connection of one's own."""
        if not self._readers.acquire(timeout=PATIENCE):
            raise Unavailable("PostgreSQL is busy: too many read at the same time")
        try:
            connection = self._borrow()
            try:
                with self._told(), _at_most(READING, connection):
                    yield partial(_ask, connection)
            finally:
                self._give_back(connection)
        finally:
            self._readers.release()

    def used_bytes(self) -> None:
        """Its disk is its owner's to watch."""

    def hang_up(self) -> None:
        """End what is being read: the server may say nothing for long."""
        for connection in list(self._lent):
            if not connection.closed:
                _hang_up(connection.fileno())

    def close(self) -> None:
        """Close all connections that are not lent."""
        while self._idle:
            self._idle.pop().close()
        self._drop_writer()

    def _do(self, work: Callable[[_Connection], _T]) -> _T:
        """Do some work, once more on a new connection where the one at hand turns out dead: all of it can be repeated."""
        at_hand = self._writer is not None
        try:
            return self._once(work)
        except Unavailable:
            if not at_hand:
                raise
        return self._once(work)

    def _once(self, work: Callable[[_Connection], _T]) -> _T:
        try:
            with self._told():
                if self._writer is None:
                    self._writer = self._connect()
                    self._migrate(self._writer)  # which takes as long as it takes
                with _at_most(PATIENCE, self._writer):
                    return work(self._writer)
        except Unavailable:
            self._drop_writer()
            raise

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _connect(self) -> _Connection:
        return connect(
            self._url, autocommit=True, prepare_threshold=None, client_encoding="utf8", **self._how
        )

    def _borrow(self) -> _Connection:
        """Take an idle connection that still works, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            try:
                with _at_most(PATIENCE, connection):
                    connection.execute("SELECT 1")
            except Error:
                connection.close()
            else:
                break
        else:
            with self._told():
                connection = self._connect()
        self._lent.add(connection)
        return connection

    def _give_back(self, connection: _Connection) -> None:
        self._lent.discard(connection)
        if connection.info.transaction_status == TransactionStatus.IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def _migrate(self, connection: _Connection) -> None:
        """Apply the migrations that the database has not seen; one replica at a time."""
        known = len(self._migrations)
        with _at_most(PATIENCE, connection):
            if _version(connection) == known:
                return
        with connection.transaction():
            connection.execute("SET LOCAL lock_timeout = '5s'")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATING,))
            version = _version(connection)
            if version > known:
                raise TooNew(version, known)
            connection.execute("CREATE TABLE IF NOT EXISTS prediction_log_schema (version integer NOT NULL)")
            for statements in self._migrations[version:]:
                for statement in statements:
                    connection.execute(statement.encode())
            connection.execute("DELETE FROM prediction_log_schema")
            connection.execute("INSERT INTO prediction_log_schema VALUES (%s)", (known,))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what went wrong in the words of a store, and never the password."""
        try:
            yield
        except (DataError, IntegrityError, UnicodeError) as error:
            raise Refused(self._line(error)) from None
        except (Error, OSError) as error:
            raise Unavailable(
                "PostgreSQL cannot be used now: the server's log says why", self._line(error)
            ) from None
        except TooNew as error:
            raise Unavailable(str(error)) from None

    def _line(self, error: Exception) -> str:
        said = " ".join(str(error).split()) or type(error).__name__
        for secret in self._secrets:
            said = said.replace(secret, "…")
        return said


def _version(connection: _Connection) -> int:
    """Return the version of the schema; 0: there is none."""
    there = connection.execute("SELECT to_regclass('prediction_log_schema')::text").fetchone()
    if there is None or there[0] is None:
        return 0
    row = connection.execute("SELECT version FROM prediction_log_schema").fetchone()
    return int(row[0]) if row else 0


def _ask(connection: _Connection, query: str, values: Sequence[Any]) -> Iterator[Row]:
    with connection.cursor() as cursor:
        yield from cursor.stream(_dialect(query), [_text(value) for value in values], size=100)


def _dialect(query: str) -> bytes:
    return query.replace("?", "%s").encode()


def _text(value: Any) -> Any:
    """Return what PostgreSQL can hold: its texts have no NUL."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value


@contextmanager
def _at_most(seconds: float, connection: _Connection) -> Iterator[None]:
    """Hang up on a server that takes longer: it may be there and say nothing, and no driver's timeout covers that."""
    watch = Timer(seconds, _hang_up, [connection.fileno()])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _hang_up(line: int) -> None:
    """End a connection's socket, which wakes whoever waits for it."""
    end = socket.socket(fileno=line)
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has ended already
    finally:
        end.detach()
