"""Entries on their way to the database: as many as memory has room for, the oldest given up first."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from serving.stores import Entry


class Waiting:
    """A queue with an end. Any thread may put, one at a time may take; who puts never waits for who takes.

    Attributes:
        lost: how many entries were given up.
    """

    def __init__(self, most: int, most_characters: int) -> None:
        """Take how many entries may wait, and how long all their requests and answers together may be."""
        self.lost = 0
        self._most, self._most_characters = most, most_characters
        self._entries: deque[Entry] = deque()
        self._taken = 0
        # Two sums instead of their difference: each is changed by one side only.
        self._came = self._went = 0
        self._putting = threading.Lock()

    def __len__(self) -> int:
        """Return how many are not written yet, those that are being written included."""
        return len(self._entries) + self._taken

    def put(self, entry: Entry) -> None:
        """Add an entry, and give up the oldest where there is no room."""
        with self._putting:
            self._entries.append(entry)
            self._came += _length(entry)
            while len(self._entries) > self._most or self._came - self._went > self._most_characters:
                try:
                    oldest = self._entries.popleft()
                except IndexError:  # all of them are being written
                    break
                self._came -= _length(oldest)
                self.lost += 1

    @contextmanager
    def some(self, most: int) -> Iterator[list[Entry]]:
        """Take the oldest; they come back unless the block ends well."""
        taken: list[Entry] = []
        try:
            while len(taken) < most:
                taken.append(self._entries.popleft())
        except IndexError:
            pass
        self._taken = len(taken)
        try:
            yield taken
        except BaseException:
            self._entries.extendleft(reversed(taken))
            self._taken = 0
            raise
        self._taken = 0
        self._went += sum(map(_length, taken))


def _length(entry: Entry) -> int:
    return len(entry.request) + len(entry.answer)
