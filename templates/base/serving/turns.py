"""Long work on the event loop, a slice at a time: whoever asks meanwhile waits for one slice, not for the work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# One round of the loop reads a request that has come, the next one answers it: so many go by between two slices.
_ROUNDS = 3


class Turns:
    """Lets one slice of long work run at a time, however many pieces of work there are, and lets others in between."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Do a slice in this block; everything else that is ready comes before the next one."""
        async with self._one:
            yield
            for _ in range(_ROUNDS):
                await asyncio.sleep(0)
