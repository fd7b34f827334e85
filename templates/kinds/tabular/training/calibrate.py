"""Scores → probabilities → a decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.calibration import CalibratedClassifierCV, _CalibratedClassifier, _SigmoidCalibration
from sklearn.pipeline import Pipeline

Array = np.ndarray[Any, Any]

CLEAR = 1e-4
REACH = 5e-3
MOST_SIGMOIDS = 50


@dataclass(frozen=True)
class Sigmoids:
    """Platt's sigmoids, one against the rest when there are several classes."""

    fitted: list[Any]

    def probabilities(self, scores: Array) -> Array:
        """Turn scores [n, outputs] into probabilities [n, classes]."""
        raw = np.column_stack([sigmoid.predict(scores[:, i]) for i, sigmoid in enumerate(self.fitted)])
        if raw.shape[1] == 1:
            return np.column_stack([1 - raw[:, 0], raw[:, 0]])
        total = raw.sum(axis=1, keepdims=True)
        shares: Array = np.divide(raw, total, out=np.full_like(raw, 1 / raw.shape[1]), where=total > 0)
        return shares

    def behind(self, pipeline: Pipeline) -> Pipeline:
        """Put them behind a fitted classifier.

        `CalibratedClassifierCV` would cross-validate a second time to get scores. They are here already, so its
        fitted form is put together from its own parts (private names: a test fails when they move).
        """
        model = pipeline[-1]
        wrapped = CalibratedClassifierCV(model, method="sigmoid", ensemble=False)
        wrapped.classes_ = np.arange(max(2, len(self.fitted)))
        wrapped.n_features_in_ = model.n_features_in_
        wrapped.calibrated_classifiers_ = [
            _CalibratedClassifier(model, self.fitted, method="sigmoid", classes=wrapped.classes_)
        ]
        return Pipeline([*pipeline.steps[:-1], ("model", wrapped)])


@dataclass(frozen=True)
class Temperature:
    """One number that scores are divided by before the softmax: for linear models of many classes, where a sigmoid
    for each would make the file slow. It goes into the weights, so that nothing is added to the file."""

    heat: float

    def probabilities(self, scores: Array) -> Array:
        """Turn scores [n, classes] into probabilities [n, classes]."""
        return np.asarray(softmax(scores / self.heat, axis=1))

    def behind(self, pipeline: Pipeline) -> Pipeline:
        """Scale a fitted linear classifier's weights, in place; any other stays as it is."""
        model = pipeline[-1]
        if hasattr(model, "coef_"):
            model.coef_, model.intercept_ = model.coef_ / self.heat, model.intercept_ / self.heat
        return pipeline


def learned(scores: Array, target: Array) -> Sigmoids | Temperature:
    """Learn how far scores can be believed.

    Args:
        scores: out-of-fold scores, [n, 1] for two classes, else [n, classes].
        target: [n], the classes' places 0 … classes - 1.
    """
    outputs = scores.shape[1]
    if outputs > MOST_SIGMOIDS:
        return Temperature(_heat(scores, target))
    return Sigmoids(
        [
            _SigmoidCalibration().fit(
                scores[:, place], (target == (place if outputs > 1 else 1)).astype(np.int64)
            )
            for place in range(outputs)
        ]
    )


def _heat(scores: Array, target: Array) -> float:
    """Find the temperature with the least log loss (Guo et al., 2017)."""
    some = slice(0, 5_000)
    rows = np.arange(len(target[some]))

    def loss(log_heat: float) -> float:
        return float(-np.mean(log_softmax(scores[some] / np.exp(log_heat), axis=1)[rows, target[some]]))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 5), method="bounded").x))


def wanted_threshold(decide: str | Mapping[str, float], probability: Array, positive: Array) -> float:
    """Return the threshold that serves the owner's aim best on out-of-fold probabilities.

    Args:
        decide: "balanced" (0.5), "f1" (F1 of the positive class), or costs {"false_alarm": 1, "miss": 20}.
        probability: [n], of the positive class.
        positive: [n], whether the row is positive.
    """
    if decide == "balanced":
        return 0.5
    order = np.argsort(-probability, kind="stable")
    ranked, hits = probability[order], np.cumsum(positive[order])
    said = np.arange(1, len(order) + 1)
    if decide == "f1":
        gain = 2 * hits / (said + positive.sum())
    else:
        costs = dict(decide) if isinstance(decide, Mapping) else {}
        gain = -(costs["false_alarm"] * (said - hits) + costs["miss"] * (positive.sum() - hits))
    last = np.append(ranked[1:] != ranked[:-1], True)  # a threshold cannot part equal probabilities
    best = int(np.argmax(np.where(last, gain, -np.inf)))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)


def between(probability: Array, wanted: float) -> float:
    """Keep a threshold clear of the final model's probabilities, [n].

    One that equals a row's probability would let the last bit of a float decide. If a row is too near, the threshold
    moves to the middle of the widest gap between two neighbouring probabilities close by.
    """
    steps = np.unique(np.concatenate([[0.0, 1.0], probability]))
    if np.abs(steps - wanted).min() >= CLEAR:
        return wanted
    near = steps[(steps >= wanted - REACH) & (steps <= wanted + REACH)]
    near = np.unique(np.concatenate([near, np.clip([wanted - REACH, wanted + REACH], 0.0, 1.0)]))
    widest = int(np.argmax(np.diff(near)))
    return float((near[widest] + near[widest + 1]) / 2)
