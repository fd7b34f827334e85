"""What the figures come to, in sentences: a model that learned nothing must not pass for one that did."""

from typing import Any

import numpy as np

from training.alone import Alone
from training.measure import draws
from training.metrics import NUMBERS, TWO, Metric
from training.model import Trained

SURE = 0.025  # of the drawn differences, at most so many may be against the model
CARRIES = 0.95
NEARLY_ALL = 0.95


def verdict(trained: Trained, baseline: Alone, column: Alone | None) -> dict[str, Any]:
    """Say what the model fails to beat on the held-out rows; `words` is None if it beats what needs no model."""
    beats_baseline = beats(trained, baseline)
    # A single column is no rival where it is the only one.
    rival = column if column and len(trained.contract.columns) > 1 else None
    beats_column = beats(trained, rival) if rival else None
    words = None
    if not beats_baseline:
        words = (
            f"It is not clearly better than {baseline.name}: these columns say little about the answer, or the rows "
            "are too few to tell."
        )
    elif rival and beats_column is False:
        words = f"It is not clearly better than {rival.name} alone: the other columns add little, or the rows are too few to tell."
    return {"beats_baseline": beats_baseline, "beats_best_column": beats_column, "words": words}


def beats(trained: Trained, other: Alone) -> bool:
    """Say whether the model is better than other answers to the held-out rows, and not by chance.

    Both answer the same rows, drawn with replacement again and again (a paired bootstrap).
    """
    metric, target = trained.question.metric, trained.test.target
    sign = 1 if metric.higher_is_better else -1
    mine, theirs = trained.said, other.said
    if metric.each is not None and metric.of != TWO:  # a mean of rows: their differences are drawn
        apart = sign * (metric.each(target, mine).astype(np.float64) - metric.each(target, theirs))
        drawn = [apart[rows].mean() for rows in draws(len(target))]
    else:
        # F1 is not defined where nobody is positive and nobody is said to be: nothing was gained.
        drawn = [
            sign
            * (
                np.nan_to_num(metric.measure(target[rows], mine.take(rows)))
                - np.nan_to_num(metric.measure(target[rows], theirs.take(rows)))
            )
            for rows in draws(len(target))
        ]
    return bool((np.array(drawn) <= 0).mean() <= SURE)


def leak(trained: Trained, baseline: Alone, column: Alone | None) -> dict[str, str] | None:
    """Name the column that carries nearly the whole score by itself: often it is written down after the answer.

    It has to come within a twentieth of a perfect score, counted from the baseline's, on two sets of rows, and to give
    at least as large a part of what the model gains.
    """
    if column is None or len(trained.contract.columns) < 2:
        return None
    metric = trained.question.metric
    whole = metric.measure(trained.test.target, trained.said)
    gain, alone = (_skill(metric, value, baseline.value) for value in (whole, column.value))
    before = _skill(metric, column.before, baseline.value)
    if min(alone, before) < NEARLY_ALL or alone < CARRIES * gain:
        return None
    label = next(e.label for e in trained.contract.features if e.field == column.name)
    return {
        "field": column.name,
        "words": (
            f"{label} (`{column.name}`) alone answers nearly everything: {metric.label} {column.value:.4g}, all columns "
            f"together {whole:.4g}. Columns like that are often written down only once the answer is known. If so, take "
            f"it out: delete `{column.name}` from Features in contract/schema.py (or create the product again with "
            f"--exclude), then npm run train."
        ),
    }


def _skill(metric: Metric, value: float, start: float) -> float:
    """Return a figure as a share of the way from the baseline's (0) to a perfect one (1), errors squared as in R²."""
    if metric.name == "r2":
        return value
    start = float(np.nan_to_num(start))
    if metric.of == NUMBERS:
        return 1 - (value / start) ** 2 if start else 0.0
    perfect = 1.0 if metric.higher_is_better else 0.0
    return (value - start) / (perfect - start) if perfect != start else 0.0
