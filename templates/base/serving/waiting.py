"""Entries on their way to the database: as many as memory has room for, the oldest given up first."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from serving.stores import Entry


class Waiting:
    """A queue with an end; safe to use from several threads, of which one at a time may take.

    Attributes:
        lost: how many entries were given up.
    """

    def __init__(self, most: int, most_characters: int) -> None:
        """Take how many entries may wait, and how long all their requests and answers together may be."""
        self.lost = 0
        self._most, self._most_characters = most, most_characters
        self._entries: deque[Entry] = deque()
        self._characters = 0
        self._taken = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return how many are not written yet, those that are being written included."""
        return len(self._entries) + self._taken

    def put(self, entry: Entry) -> None:
        """Add an entry, and give up the oldest where there is no room."""
        with self._lock:
            self._entries.append(entry)
            self._characters += _length(entry)
            self._give_up()

    @contextmanager
    def some(self, most: int) -> Iterator[list[Entry]]:
        """Take the oldest; they come back unless the block ends well."""
        with self._lock:
            taken = [self._entries.popleft() for _ in range(min(most, len(self._entries)))]
            self._characters -= sum(map(_length, taken))
            self._taken = len(taken)
        try:
            yield taken
        except BaseException:
            with self._lock:
                self._entries.extendleft(reversed(taken))
                self._characters += sum(map(_length, taken))
                self._taken = 0
                self._give_up()
            raise
        self._taken = 0

    def _give_up(self) -> None:
        while len(self._entries) > self._most or self._characters > self._most_characters:
            self._characters -= _length(self._entries.popleft())
            self.lost += 1


def _length(entry: Entry) -> int:
    return len(entry.request) + len(entry.answer)
