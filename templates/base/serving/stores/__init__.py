"""Where answers are kept: what every store does, whichever database is behind it.

SQL is written once, with `?` for each value, in what SQLite and PostgreSQL both understand.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

Row = tuple[Any, ...]
# Asks for rows, which come as they are read.
Ask = Callable[[str, Sequence[Any]], Iterator[Row]]


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


COLUMNS = ", ".join(Entry._fields)


class Unavailable(Exception):
    """The database cannot be used now, and may be later.

    Attributes:
        reason: what the database said, for the log; the message itself is fit for everyone.
    """

    def __init__(self, message: str, reason: object = "") -> None:
        """Take the message, and the reason where it differs."""
        super().__init__(message)
        self.reason = str(reason) or message


class Refused(Exception):
    """The database is there, and will never take this: a value that it cannot hold."""


class TooNew(Exception):
    """The schema was written by a newer version of this product."""

    def __init__(self, version: int, known: int) -> None:
        """Take the schema's version, and the newest that is known."""
        super().__init__(
            f"a newer version of this product wrote it: schema {version}, this one knows {known}"
        )


class Store(Protocol):
    """A database of answers.

    One thread at a time may open, write, change or close; any number may read meanwhile. All that asks the database
    raises Unavailable.
    """

    def open(self) -> None:
        """Be ready to write, with the schema as this version wants it."""
        ...

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep all of the entries or none. One whose id is there already is passed over, so writing can be repeated.

        Raises:
            Refused: one of them can never be kept.
        """
        ...

    def change(self, query: str, many: Sequence[Sequence[Any]]) -> int:
        """Run a statement for each set of values, all or none; return how many rows changed.

        Raises:
            Refused: a value can never be kept.
        """
        ...

    def reading(self) -> AbstractContextManager[Ask]:
        """Lend what asks for rows; nobody else waits for it."""
        ...

    def used_bytes(self) -> int | None:
        """Return how much of its file is in use; None: it has none of its own, and whoever runs it watches that."""
        ...

    def hang_up(self) -> None:
        """End what is being read, from any thread: a stop has no time."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...
