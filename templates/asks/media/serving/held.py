"""How many bytes all requests that are not yet answered hold together: bounded, so that memory is."""

from collections.abc import Iterator
from contextlib import contextmanager

from serving.memory import give_back
from serving.problems import Problem

_MUCH = 50_000_000  # bytes: a rush that held more leaves memory that nobody wants again soon


class Held:
    """Counts bytes; when a rush is over, its memory goes back to the system."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._now = self._peak = 0

    @contextmanager
    def hold(self, size: int) -> Iterator[None]:
        """Hold so many bytes in this block.

        Raises:
            Problem: 503, there would be too many.
        """
        if self._now and self._now + size > self._most:
            raise Problem(
                503,
                "The files of all requests together hold more memory than there is for them. Send fewer or smaller ones, or "
                "try again in a second; HELD_BYTES sets the limit.",
                headers={"Retry-After": "1"},
            )
        self._now += size
        self._peak = max(self._peak, self._now)
        try:
            yield
        finally:
            self._now -= size
            if not self._now and self._peak > _MUCH:
                self._peak = 0
                give_back()
