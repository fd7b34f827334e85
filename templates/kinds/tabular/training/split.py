"""Which rows are learned from, and which are kept to judge by. Every draw is repeatable."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from training.errors import TrainingError
from training.estimators import SEED

Places = np.ndarray[Any, np.dtype[np.int64]]

HELD_OUT = 0.2
FOLDS = 5
MOST_CV_ROWS = 20_000
FEWEST_ROWS = 10


def held_out(target: Places, classes: int | None) -> tuple[Places, Places]:
    """Split rows into training and held-out ones, class by class, so that rare classes are on both sides.

    Args:
        target: [n], the classes' places or the numbers.
        classes: how many classes; None for regression.

    Returns:
        Places of the training rows and of the held-out rows, each sorted. A class with fewer than three rows
        is only trained on.

    Raises:
        TrainingError: too few rows to learn from and to judge by.
    """
    if len(target) < FEWEST_ROWS:
        raise TrainingError(
            f"{len(target)} usable rows are too few: expected at least {FEWEST_ROWS}.", "Give more rows."
        )
    draw = np.random.default_rng(SEED)
    groups = _groups(target, classes)
    test: list[Places] = []
    for group in groups:
        wanted = max(round(HELD_OUT * len(group)), 1 if len(group) >= 3 else 0)
        test.append(draw.permutation(group)[:wanted])
    chosen = np.sort(np.concatenate(test))
    rest: Places = np.setdiff1d(np.arange(len(target)), chosen)
    return rest, chosen


def sample(places: Places, target: Places, classes: int | None, most: int) -> Places:
    """Return at most about `most` of the places, class by class; every class that is there stays."""
    if len(places) <= most:
        return places
    draw = np.random.default_rng(SEED)
    share = most / len(places)
    groups = _groups(target[places], classes)
    chosen = [draw.permutation(group)[: max(1, round(share * len(group)))] for group in groups]
    some: Places = places[np.sort(np.concatenate(chosen))]
    return some


def folds(target: Places, classes: int | None) -> Iterator[tuple[Places, Places]]:
    """Yield (training places, validation places), each row once in validation, classes spread evenly."""
    draw = np.random.default_rng(SEED)
    fold = np.empty(len(target), dtype=np.int64)
    start = 0  # rare classes do not all begin in the first fold
    for group in _groups(target, classes):
        fold[draw.permutation(group)] = (start + np.arange(len(group))) % FOLDS
        start += len(group)
    for number in range(FOLDS):
        yield np.flatnonzero(fold != number), np.flatnonzero(fold == number)


def _groups(target: Places, classes: int | None) -> list[Places]:
    if classes is None:
        return [np.arange(len(target))]
    return [group for place in range(classes) if len(group := np.flatnonzero(target == place))]
