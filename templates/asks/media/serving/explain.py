"""Why this answer: what the best label's score loses when a part is hidden from the artifact.

Of a picture, patches are covered one at a time with its own mean colour (Zeiler and Fergus, 2014); of a text, words are
left out one by one. Both are asked of the artifact itself, within a time budget: the grid gets coarser, and only the
first words are tried, where the model is slow.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from serving.answers import Word
from serving.giving.giver import named
from serving.giving.labels import GivesLabels
from serving.inference import Feeds, Inference
from serving.question import Question

if TYPE_CHECKING:
    from serving.taking.pictures import Pictures
    from serving.taking.texts import Texts

# Sides of the grid that covers a picture, the finest first.
GRIDS = (14, 10, 7, 5, 3)
MOST_WORDS = 200
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")

Scores = np.ndarray[Any, Any]


class Explainer:
    """Asks the artifact about what is left of a question."""

    def __init__(
        self, inference: Inference, giver: GivesLabels, labels: Sequence[str], seconds: float
    ) -> None:
        self._inference, self._giver = inference, giver
        self._labels, self._seconds = labels, seconds

    async def picture(self, taker: "Pictures", question: Question) -> tuple[str, float, list[list[float]]]:
        """Return the best label, its score, and what each cell of a grid adds to it, by rows."""
        pixels = taker.pixels(question)
        best, base, taken = await self._first(question.feeds)
        side = self._grid(taken, min(pixels.shape[:2]))
        colour = pixels.mean(axis=(0, 1)).astype(np.uint8)
        rows, columns = (_edges(size, side) for size in pixels.shape[:2])

        def covered(cell: int) -> Callable[[], Feeds]:
            def feeds() -> Feeds:
                row, column = divmod(cell, side)
                copy = pixels.copy()
                copy[rows[row] : rows[row + 1], columns[column] : columns[column + 1]] = colour
                return taker.feeds(copy)

            return feeds

        losses = await self._losses([covered(cell) for cell in range(side * side)], best, base)
        filled = [0.0 if loss is None else loss for loss in losses]
        return named(self._labels, best), base, [filled[at * side : (at + 1) * side] for at in range(side)]

    async def text(self, taker: "Texts", question: Question) -> tuple[str, float, list[Word]]:
        """Return the best label, its score, and what each word adds to it."""
        best, base, _ = await self._first(question.feeds)
        places = [match.span() for match in islice(_WORD.finditer(question.text), MOST_WORDS)]

        def without(start: int, end: int) -> Callable[[], Feeds]:
            return lambda: (
                taker.question(question.text[:start] + question.text[end:] or " ", question.pair).feeds
            )

        losses = await self._losses([without(*place) for place in places], best, base)
        words = [
            Word(start=start, end=end, text=question.text[start:end], contribution=loss)
            for (start, end), loss in zip(places, losses, strict=True)
            if loss is not None
        ]
        return named(self._labels, best), base, words

    async def _first(self, feeds: Feeds) -> tuple[int, float, float]:
        started = perf_counter()
        scores = await self._inference.ask(feeds, self._giver.scores)
        best = int(scores.argmax())
        return best, float(scores[best]), perf_counter() - started

    def _grid(self, seconds: float, shortest: int) -> int:
        """Return the finest grid that there is time for, and pixels."""
        affordable = [side for side in GRIDS if side * side * seconds <= self._seconds]
        return max(1, min(affordable[0] if affordable else GRIDS[-1], shortest))

    async def _losses(
        self, asked: Sequence[Callable[[], Feeds]], best: int, base: float
    ) -> list[float | None]:
        """Return what the score loses by each; None for those there was no time for."""
        until = perf_counter() + self._seconds
        losses: list[float | None] = [None] * len(asked)
        left = iter(range(len(asked)))

        async def ask() -> None:
            for at in left:
                if perf_counter() > until:
                    return
                feeds = await asyncio.to_thread(asked[at])
                scores = await self._inference.ask(feeds, self._giver.scores)
                losses[at] = base - float(scores[best])

        await _all(ask, 2)
        return losses


async def _all(work: Callable[[], Awaitable[None]], side_by_side: int) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(side_by_side):
            group.create_task(work())  # type: ignore[arg-type]  # an async function gives a coroutine


def _edges(size: int, parts: int) -> list[int]:
    return [round(size * at / parts) for at in range(parts + 1)]
