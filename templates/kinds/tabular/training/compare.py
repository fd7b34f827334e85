"""Cross-validation: which candidate is best, and what its scores look like on rows that it has not seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from training import calibrate
from training.metrics import Decision, Metric, Said
from training.split import Split

Array = np.ndarray[Any, Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Question:
    """What is asked, and how answers are judged.

    Attributes:
        classes: how many; None for numbers.
        metric: the one that candidates are compared by.
        positive: of two classes, the positive one's place.
        decide: what its threshold is chosen for (`calibrate.wanted_threshold`).
    """

    classes: int | None
    metric: Metric
    positive: int | None = None
    decide: str | Mapping[str, float] = "balanced"

    @property
    def outputs(self) -> int:
        """Numbers that a model gives for a row: one for two classes or a number, else one for each class."""
        return 1 if self.classes in (None, 2) else int(self.classes or 1)

    def decision(self, probabilities: Array, target: Array) -> Decision:
        """Choose the threshold that serves the owner's aim on these rows."""
        if self.positive is None:
            return Decision()
        chosen = calibrate.wanted_threshold(
            self.decide, probabilities[:, self.positive], target == self.positive
        )
        return Decision(self.positive, chosen)


@dataclass(frozen=True)
class Validated:
    """A candidate's cross-validation.

    Attributes:
        score, sd: the metric's mean and standard deviation over the folds.
        rows: places of the rows that a fold has answered, [m]; with folds by time, not all of them.
        answers: their out-of-fold answers, [m, outputs]: scores of the classes, or predicted numbers.
    """

    score: float
    sd: float
    rows: Array
    answers: Array


def cross_validate(
    make: Callable[[], Pipeline],
    frame: pd.DataFrame,
    target: Array,
    split: Split,
    question: Question,
    told: Progress,
) -> Validated:
    """Fit on the other folds and answer each, as the split makes them."""
    answered: list[Array] = []
    answers: list[Array] = []
    folds = list(split.folds(target, question.classes))
    for number, (train, test) in enumerate(folds):
        told(number + 1, len(folds))
        if question.classes and len(np.unique(target[train])) < 2:
            continue
        fitted = make().fit(frame.iloc[train], target[train])
        answered.append(test)
        answers.append(scores_of(fitted, frame.iloc[test], question.classes))
    if not answered:
        nothing = np.zeros((0, question.outputs))
        return Validated(float("nan"), 0.0, np.zeros(0, dtype=np.int64), nothing)
    scores = scored(answered, answers, target, question)
    known = [score for score in scores if np.isfinite(score)]
    return Validated(
        float(np.mean(known)) if known else float("nan"),
        float(np.std(known)) if known else 0.0,
        np.concatenate(answered),
        np.concatenate(answers),
    )


def scored(places: list[Array], answers: list[Array], target: Array, question: Question) -> list[float]:
    """Return the metric of each fold. Scores become probabilities and a decision first, as the final model's will."""
    metric, decision = question.metric, Decision()
    if question.classes:
        scores, truth = np.concatenate(answers), target[np.concatenate(places)]
        if len(np.unique(truth)) < 2:
            return []
        belief = calibrate.learned(scores, truth)
        decision = question.decision(belief.probabilities(scores), truth)
        answers = [belief.probabilities(part) for part in answers]
    return [
        metric.measure(target[rows], Said(part, decision)) for rows, part in zip(places, answers, strict=True)
    ]


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
