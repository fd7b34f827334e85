"""Cross-validation: which candidate is best, and what its scores look like on rows that it has not seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from training.metrics import Primary
from training.split import folds

Array = np.ndarray[Any, Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Validated:
    """A candidate's cross-validation.

    Attributes:
        score, sd: the primary metric's mean and standard deviation over the folds.
        answers: out-of-fold answers, [n, outputs]: scores of the classes, or predicted numbers.
    """

    score: float
    sd: float
    answers: Array


def cross_validate(
    make: Callable[[], Pipeline],
    frame: pd.DataFrame,
    target: Array,
    classes: int | None,
    primary: Primary,
    told: Progress,
) -> Validated:
    """Fit on four fifths and answer the rest, five times."""
    outputs = 1 if classes in (None, 2) else int(classes or 1)
    answers = np.zeros((len(target), outputs))
    scores = []
    for number, (train, test) in enumerate(folds(target, classes)):
        told(number + 1, 5)
        if classes and len(np.unique(target[train])) < 2:
            continue
        fitted = make().fit(frame.iloc[train], target[train])
        answers[test] = scores_of(fitted, frame.iloc[test], classes)
        scores.append(primary.score(target[test], answers[test]))
    known = [score for score in scores if np.isfinite(score)]
    return Validated(
        float(np.mean(known)) if known else float("nan"), float(np.std(known)) if known else 0.0, answers
    )


def scores_of(fitted: Any, frame: pd.DataFrame, classes: int | None) -> Array:
    """Return what a fitted pipeline says before calibration, [n, outputs]; a class it has not met scores lowest."""
    if classes is None:
        return np.asarray(fitted.predict(frame), dtype=np.float64).reshape(-1, 1)
    if hasattr(fitted, "decision_function"):
        raw = np.asarray(fitted.decision_function(frame), dtype=np.float64)
    else:
        raw = np.asarray(fitted.predict_proba(frame), dtype=np.float64)
        raw = raw[:, 1] if raw.shape[1] == 2 else raw
    met = fitted.classes_
    if classes == 2:
        return raw.reshape(-1, 1)
    if raw.ndim == 1:  # met two of several classes
        raw = np.column_stack([-raw, raw])
    scores = np.full((len(raw), classes), raw.min())
    scores[:, met] = raw
    return scores
