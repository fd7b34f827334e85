"""Long work on the event loop, a slice at a time: whoever asks meanwhile waits for one slice, not for the work."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Lets one slice of long work run in each round of the event loop, however many pieces of work there are."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Do a slice in this block; everything else that is ready comes before the next one."""
        async with self._one:
            yield
            await asyncio.sleep(0)
