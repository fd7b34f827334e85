"""Which rows are learned from, and which are kept to judge by. Every draw is repeatable."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from contract.cells import Cells
from publishing.errors import CannotPublish
from training.estimators import SEED
from training.order import groups, in_time

Places = np.ndarray[Any, np.dtype[np.int64]]
Array = np.ndarray[Any, Any]

HELD_OUT = 0.2
FOLDS = 5
MOST_CV_ROWS = 20_000
FEWEST_ROWS = 10
MOST_STRATIFIED_GROUPS = 1_000


@dataclass(frozen=True)
class Split:
    """How rows are held out.

    Attributes:
        by: "random", "time" or "group".
        column: the table's column that holds the time or the group.
        keys: [n], what grows with time, or the number of the group; None where rows are held out at random.
    """

    by: str = "random"
    column: str | None = None
    keys: Array | None = None

    @classmethod
    def of(cls, by: str, column: str | None, texts: Array | None, cells: Cells) -> "Split":
        """Read the texts of the column, [n] `str`; without them, rows are held out at random.

        Raises:
            CannotPublish: they hold neither time nor groups.
        """
        if by == "random" or column is None or texts is None:
            return cls()
        written = cells.column(column)
        if by == "time":
            keys = in_time(texts, column, written, "dateFormat" in cells.columns.get(column, {}))
        else:
            keys = groups(texts, written)
        if len(np.unique(keys)) < 2:
            raise CannotPublish(
                f"'{column}' holds one and the same value in every row: rows cannot be held out by it.",
                'Say {"by": "random"} in training/settings.json, or name another column.',
            )
        return cls(by, column, keys)

    def take(self, places: Places) -> "Split":
        """Return the split of some of the rows."""
        return self if self.keys is None else Split(self.by, self.column, self.keys[places])

    def held_out(self, target: Array, classes: int | None) -> tuple[Places, Places]:
        """Split rows into training and held-out ones: about a fifth, the latest, or whole groups.

        Args:
            target: [n], the classes' places or the numbers.
            classes: how many classes; None for regression.

        Returns:
            Places of the training rows and of the held-out rows, each sorted. At random, rare classes are on both
            sides; a class that the training rows would lack is only trained on.

        Raises:
            CannotPublish: too few rows to learn from and to judge by.
        """
        if len(target) < FEWEST_ROWS:
            raise CannotPublish(
                f"{len(target)} usable rows are too few: expected at least {FEWEST_ROWS}.", "Give more rows."
            )
        if self.keys is None:
            chosen = _random(target, classes)
        elif self.by == "time":
            chosen = np.flatnonzero(self.keys >= _cuts(self.keys, [1 - HELD_OUT])[0])
        else:
            chosen = next(self._group_folds(target, classes))[1]
        if classes:
            learned = np.ones(len(target), dtype=bool)
            learned[chosen] = False
            chosen = chosen[np.isin(target[chosen], target[learned])]
        if not len(chosen):
            raise CannotPublish(
                f"Held out by '{self.column}', no row is left to judge by.",
                'Give more rows, or say {"by": "random"} in training/settings.json.',
            )
        rest: Places = np.setdiff1d(np.arange(len(target)), chosen)
        return rest, np.sort(chosen)

    def folds(self, target: Array, classes: int | None) -> Iterator[tuple[Places, Places]]:
        """Yield (training places, validation places).

        At random and by group each row is validated once; by time a fold is validated by what came after it, and the
        earliest sixth of the rows by nothing.
        """
        if self.keys is None:
            yield from _random_folds(target, classes)
        elif self.by == "time":
            cuts = np.unique(_cuts(self.keys, [n / (FOLDS + 1) for n in range(1, FOLDS + 1)]))
            for start, end in zip(cuts, [*cuts[1:], np.inf], strict=True):
                within = (self.keys >= start) & (self.keys <= end if end == np.inf else self.keys < end)
                yield np.flatnonzero(self.keys < start), np.flatnonzero(within)
        else:
            yield from self._group_folds(target, classes)

    def _group_folds(self, target: Array, classes: int | None) -> Iterator[tuple[Places, Places]]:
        count = len(set() if self.keys is None else np.unique(self.keys))
        folds = min(FOLDS, count)
        spread = classes and count <= MOST_STRATIFIED_GROUPS and np.bincount(target).max() >= folds
        kind = StratifiedGroupKFold if spread else GroupKFold
        nothing = np.zeros((len(target), 1))
        for one, other in kind(folds, shuffle=True, random_state=SEED).split(nothing, target, self.keys):
            if len(one) and len(other):
                yield one, other

    def words(self) -> str:
        """Say in a sentence how rows were held out, and why so."""
        if self.by == "time":
            return (
                f"Held out were the latest rows by `{self.column}`, about a fifth: the model is asked about what comes "
                "after what it has seen. Its folds look backwards only."
            )
        if self.by == "group":
            return (
                f"Held out were whole groups of `{self.column}`, about a fifth of the rows: no group is on both sides, "
                "so that nothing is judged by rows of somebody it already knows."
            )
        return "A fifth of the rows was held out at random."


def sample(places: Places, target: Array, classes: int | None, most: int) -> Places:
    """Return at most about `most` of the places, class by class; every class that is there stays."""
    if len(places) <= most:
        return places
    draw = np.random.default_rng(SEED)
    share = most / len(places)
    groups = _classes(target[places], classes)
    chosen = [draw.permutation(group)[: max(1, round(share * len(group)))] for group in groups]
    some: Places = places[np.sort(np.concatenate(chosen))]
    return some


def _random(target: Array, classes: int | None) -> Places:
    draw = np.random.default_rng(SEED)
    test: list[Places] = []
    for group in _classes(target, classes):
        wanted = max(round(HELD_OUT * len(group)), 1 if len(group) >= 3 else 0)
        test.append(draw.permutation(group)[:wanted])
    return np.concatenate(test)


def _random_folds(target: Array, classes: int | None) -> Iterator[tuple[Places, Places]]:
    draw = np.random.default_rng(SEED)
    fold = np.empty(len(target), dtype=np.int64)
    start = 0  # rare classes do not all begin in the first fold
    for group in _classes(target, classes):
        fold[draw.permutation(group)] = (start + np.arange(len(group))) % FOLDS
        start += len(group)
    for number in range(FOLDS):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def _cuts(keys: Array, shares: list[float]) -> list[float]:
    """Return the keys that part rows nearest to these shares; rows of one time stay together."""
    values, counts = np.unique(keys, return_counts=True)
    before = np.cumsum(counts)[:-1] / len(keys)  # the share of rows before values[1:]
    return [float(values[1:][np.argmin(np.abs(before - share))]) for share in shares]


def _classes(target: Array, classes: int | None) -> list[Places]:
    if classes is None:
        return [np.arange(len(target))]
    order = np.argsort(target, kind="stable")
    ends = np.cumsum(np.bincount(target, minlength=classes))
    return [group for group in np.split(order, ends[:-1]) if len(group)]
