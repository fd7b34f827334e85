"""What the figures come to, in sentences: a model that learned nothing must not pass for one that did."""

from typing import Any

import numpy as np

from training.alone import Alone
from training.measure import draws
from training.model import Trained

SURE = 0.05  # of the drawn differences, at most so many may be against the model
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

    Both answer the same rows, drawn with replacement again and again (a paired bootstrap). Two that answer all but
    perfectly cannot be told apart and need not be: then the model is no worse, and that is enough.
    """
    metric, target = trained.question.metric, trained.test.target
    sign = 1 if metric.higher_is_better else -1

    def gains(rows: Any) -> float:
        mine = metric.measure(target[rows], trained.answers[rows], trained.decision)
        theirs = metric.measure(target[rows], other.answers[rows], other.decision)
        # F1 is not defined where nobody is positive and nobody is said to be: nothing was gained.
        return float(sign * (np.nan_to_num(mine) - np.nan_to_num(theirs)))

    if gains(slice(None)) <= 0:
        return False
    drawn = np.array([gains(rows) for rows in draws(len(target))])
    return bool((drawn <= 0).mean() <= SURE)


def leak(trained: Trained, baseline: Alone, column: Alone | None) -> dict[str, str] | None:
    """Name the column that carries nearly the whole score by itself: often it is written down after the answer.

    It has to come within a twentieth of a perfect score, counted from the baseline's, on two sets of rows, and to give
    at least as large a part of what the model gains.
    """
    if column is None or len(trained.contract.columns) < 2:
        return None
    metric = trained.question.metric
    perfect = 1.0 if metric.higher_is_better else 0.0
    start = baseline.value if np.isfinite(baseline.value) else 0.0
    if metric.name in ("rmse", "mae", "rmsle"):
        perfect, start = 0.0, baseline.value
    whole = metric.measure(trained.test.target, trained.answers, trained.decision)
    reach, gain = perfect - start, whole - start
    if not reach or gain * reach <= 0:
        return None
    alone = min((value - start) / reach for value in (column.value, column.before))
    close = (
        NEARLY_ALL if metric.name not in ("rmse", "mae", "rmsle", "log_loss") else 1 - (1 - NEARLY_ALL) ** 0.5
    )
    if alone < close or (column.value - start) / gain < CARRIES:
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
