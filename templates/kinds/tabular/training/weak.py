"""Where the model is weak: groups of held-out rows that it answers clearly worse than the others, in words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from scipy import stats

from serving.intervals import wilson
from training.data import Table
from training.expected import Contract, Expected
from training.figures import figure
from training.model import Trained

Array = np.ndarray[Any, Any]

FEWEST = 30
MOST_VALUES = 20
MOST_SLICES = 5
MOST_FIELDS = 100
CHANCE = 0.05
POINTS_WORSE = 0.05  # accuracy or recall, below the whole
TIMES_WORSE = 1.25  # mean error, over the whole's
RARE = 0.1


def weak(trained: Trained) -> dict[str, Any]:
    """Compare groups of held-out rows with the others: one for each category, fifth of a number, and "missing".

    A group is called weak if it is worse by more than chance would make the worst of as many groups as were looked at
    (one-sided tests at CHANCE / groups, Bonferroni; binomial for shares, Welch's for errors), and by enough to matter.
    The figure is accuracy, for a rare class the share of its rows that are found, and for numbers the mean error.
    """
    test, contract = trained.test, trained.contract
    name, figures, rows = _figures(trained)
    whole = float(figures.mean())
    groups = [
        (expected, label, mask)
        for expected in contract.features[:MOST_FIELDS]
        for label, mask in slices(test.take(rows), expected)
        if FEWEST <= mask.sum() <= len(rows) - FEWEST
    ]
    found: list[dict[str, Any]] = []
    for expected, label, mask in groups:
        inside, outside = figures[mask], figures[~mask]
        if not _clearly_worse(inside, outside, whole, name, CHANCE / len(groups)):
            continue
        value = float(inside.mean())
        low, high = _range(inside, name)
        found.append(
            {
                "field": expected.field,
                "label": label,
                "rows": int(mask.sum()),
                "value": value,
                "low": low,
                "high": high,
            }
        )
    found.sort(key=lambda one: one["value"], reverse=name == "mae")
    found = found[:MOST_SLICES]
    words = [_words(one, name, whole, contract) for one in found]
    return {"metric": name, "whole": whole, "slices": found, "words": words}


def slices(table: Table, expected: Expected) -> Iterator[tuple[str, Array]]:
    """Yield groups of rows by one field: what its rows have in common, in words, and a mask."""
    values = table.values[expected.field]
    name = expected.label
    if expected.type in ("category", "text", "boolean"):
        said = np.array(["" if value is None else str(value) for value in values], dtype=object)
        known, counts = np.unique(said.astype(str), return_counts=True)
        shown = {"True": "yes", "False": "no"} if expected.type == "boolean" else {}
        for value in known[np.argsort(-counts, kind="stable")][:MOST_VALUES]:
            yield (f"{name} is {shown.get(value, value)}" if value else f"{name} is missing"), said == value
        return
    numbers = _numbers(values, expected)
    missing = np.isnan(numbers)
    yield f"{name} is missing", missing
    if missing.all():
        return
    edges = np.unique(np.quantile(numbers[~missing], [0, 0.2, 0.4, 0.6, 0.8, 1], method="nearest"))
    for place, (low, high) in enumerate(zip(edges[:-1], edges[1:], strict=True)):
        last = place == len(edges) - 2
        first = place == 0
        within = (numbers >= low) & (numbers <= high if last else numbers < high)
        start, end = _shown(low, expected), _shown(high, expected)
        words = f"from {start} on" if last else f"below {end}" if first else f"from {start} to below {end}"
        yield f"{name} {words}", within


def _figures(trained: Trained) -> tuple[str, Array, Array]:
    target, answers = trained.test.target, trained.answers
    every = np.arange(len(target))
    if trained.question.classes is None:
        return "mae", np.abs(target - answers[:, 0]), every
    said = trained.decision.labels(answers)
    positive = trained.question.positive
    if positive is not None and (target == positive).mean() < RARE and (target == positive).any():
        rows = np.flatnonzero(target == positive)
        return "recall", (said[rows] == positive).astype(np.float64), rows
    return "accuracy", (said == target).astype(np.float64), every


def _clearly_worse(inside: Array, outside: Array, whole: float, name: str, chance: float) -> bool:
    value = float(inside.mean())
    if name == "mae":
        if value < TIMES_WORSE * whole:
            return False
        if inside.std() == 0 and outside.std() == 0:
            return value > float(outside.mean())
        return bool(stats.ttest_ind(inside, outside, equal_var=False, alternative="greater").pvalue < chance)
    if value > whole - POINTS_WORSE:
        return False
    return bool(
        stats.binomtest(int(inside.sum()), len(inside), float(outside.mean()), "less").pvalue < chance
    )


def _range(inside: Array, name: str) -> tuple[float, float]:
    if name != "mae":
        return wilson(float(inside.mean()), len(inside))
    half = 1.959964 * float(inside.std(ddof=1)) / np.sqrt(len(inside))
    return max(0.0, float(inside.mean() - half)), float(inside.mean() + half)


def _words(one: dict[str, Any], name: str, whole: float, contract: Contract) -> str:
    rows = f"{one['rows']:,} held-out rows"
    if name == "mae":
        unit = f" {contract.target.unit}" if contract.target.unit else ""
        return (
            f"Where {one['label']}, it is off by {figure(one['value'])}{unit} on average ({rows}), "
            f"against {figure(whole)}{unit} over all."
        )
    what = "it is right in" if name == "accuracy" else "it finds"
    rest = "over all" if name == "accuracy" else "of them over all"
    return f"Where {one['label']}, {what} {100 * one['value']:.0f} % of {rows}, against {100 * whole:.0f} % {rest}."


def _numbers(values: Array, expected: Expected) -> Array:
    if expected.type not in ("date", "datetime"):
        return np.asarray(values, dtype=np.float64)
    return np.array([np.nan if day is None else day.toordinal() for day in values], dtype=np.float64)


def _shown(number: float, expected: Expected) -> str:
    if expected.type in ("date", "datetime"):
        return date.fromordinal(int(number)).isoformat()
    unit = f" {expected.unit}" if expected.unit else ""
    return f"{figure(number, 6)}{unit}"
