"""How good the answers are: every metric that training knows, by its name."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn import metrics as sk

from training.errors import TrainingError

Array = np.ndarray[Any, Any]

TWO, CLASSES, NUMBERS = "two classes", "classes", "numbers"
RARE = 0.01  # from here on, a ROC AUC hardly notices false alarms


@dataclass(frozen=True)
class Decision:
    """How probabilities become a class.

    Attributes:
        positive, threshold: of two classes, the positive one's place and the probability from which it is said.
    """

    positive: int | None = None
    threshold: float | None = None

    def labels(self, probabilities: Array) -> Array:
        """Return the class that is said, [n]: the likeliest, or of two classes the one that the threshold picks."""
        if self.threshold is None or self.positive is None:
            return np.asarray(probabilities.argmax(axis=1))
        return np.where(probabilities[:, self.positive] >= self.threshold, self.positive, 1 - self.positive)


@dataclass(frozen=True)
class Metric:
    """A figure for answers on rows whose truth is known.

    Attributes:
        of: what it judges: TWO, CLASSES (two or more) or NUMBERS.
        measure: (target [n], answers, decision) → figure, NaN where it is not defined. Answers are probabilities
            [n, classes] or numbers [n, 1].
        share: (target, answers, decision) → [k] of 0 and 1 whose mean the figure is; None where it is no such share.
    """

    name: str
    label: str
    of: str
    higher_is_better: bool
    measure: Callable[[Array, Array, Decision], float]
    share: Callable[[Array, Array, Decision], Array] | None = None

    def better(self, one: float, other: float) -> bool:
        return one > other if self.higher_is_better else one < other


def chosen(name: str, classes: int | None, shares: Array | None = None) -> Metric:
    """Return the metric that candidates are compared by.

    Args:
        name: as in training/settings.json; "auto" is RMSE for numbers, accuracy for several classes and ROC AUC for
            two. Where the rarer of two is rarer than RARE it is PR AUC: a ROC AUC of 0.98 can still mean that most
            alarms are false.
        classes: how many; None for numbers.
        shares: [classes], of the rows.

    Raises:
        TrainingError: there is no such metric, or it does not judge such a target.
    """
    fitting = [metric for metric in fitting_metrics(classes) if metric.name not in ("precision", "recall")]
    if name == "auto":
        if classes == 2:
            rare = shares is not None and shares.min() < RARE
            return METRICS["pr_auc" if rare else "roc_auc"]
        return METRICS["rmse" if classes is None else "accuracy"]
    if name not in METRICS or name in ("precision", "recall"):
        near = difflib.get_close_matches(name, [metric.name for metric in fitting], n=1)
        raise TrainingError(
            f"training/settings.json: there is no metric '{name}'."
            + (f" Did you mean '{near[0]}'?" if near else ""),
            f"It can be auto, {', '.join(metric.name for metric in fitting)}.",
        )
    if METRICS[name] not in fitting:
        found = "a number is predicted" if classes is None else f"one of {classes} classes is predicted"
        raise TrainingError(
            f"training/settings.json: the metric {name} judges {METRICS[name].of}, but {found}.",
            f"It can be auto, {', '.join(metric.name for metric in fitting)}.",
        )
    return METRICS[name]


def fitting_metrics(classes: int | None) -> list[Metric]:
    """List the metrics that judge such a target."""
    kinds = (NUMBERS,) if classes is None else (TWO, CLASSES) if classes == 2 else (CLASSES,)
    return [metric for metric in METRICS.values() if metric.of in kinds]


def _right(target: Array, p: Array, decision: Decision) -> Array:
    return np.asarray(target == decision.labels(p))


def _positive(target: Array, decision: Decision) -> Array:
    return np.asarray(target == decision.positive)


def _auc(target: Array, p: Array, decision: Decision) -> float:
    if len(np.unique(target)) < 2:
        return float("nan")
    return float(sk.roc_auc_score(_positive(target, decision), p[:, decision.positive or 0]))


def _pr_auc(target: Array, p: Array, decision: Decision) -> float:
    positive = _positive(target, decision)
    return (
        float(sk.average_precision_score(positive, p[:, decision.positive or 0]))
        if positive.any()
        else float("nan")
    )


def _f1(target: Array, p: Array, decision: Decision) -> float:
    return _f1_of(_positive(target, decision), decision.labels(p) == decision.positive)


def _f1_of(positive: Array, said: Array) -> float:
    total = positive.sum() + said.sum()
    return float(2 * (positive & said).sum() / total) if total else float("nan")


def _f1_macro(target: Array, p: Array, decision: Decision) -> float:
    said = decision.labels(p)
    met, n = np.unique(target), p.shape[1]
    hits = np.bincount(target[said == target], minlength=n)
    totals = np.bincount(target, minlength=n) + np.bincount(said, minlength=n)
    return float(np.mean(2 * hits[met] / totals[met]))


def _balanced(target: Array, p: Array, decision: Decision) -> float:
    met, n = np.unique(target), p.shape[1]
    hits = np.bincount(target[decision.labels(p) == target], minlength=n)
    return float(np.mean(hits[met] / np.bincount(target, minlength=n)[met]))


def _precision(target: Array, p: Array, decision: Decision) -> Array:
    return np.asarray(_positive(target, decision)[decision.labels(p) == decision.positive])


def _recall(target: Array, p: Array, decision: Decision) -> Array:
    return np.asarray((decision.labels(p) == decision.positive)[_positive(target, decision)])


def _log_loss(target: Array, p: Array, decision: Decision) -> float:
    return float(-np.mean(np.log(np.clip(p[np.arange(len(p)), target], 1e-15, 1))))


def _brier(target: Array, p: Array, decision: Decision) -> float:
    if p.shape[1] == 2:
        return float(np.mean((p[:, 1] - target) ** 2))
    right = p[np.arange(len(p)), target]
    return float(np.mean((p**2).sum(axis=1) - 2 * right + 1))


def _r2(y: Array, a: Array, decision: Decision) -> float:
    spread = float(np.sum((y - y.mean()) ** 2))
    return 1 - float(np.sum((y - a[:, 0]) ** 2)) / spread if spread else float("nan")


def _rmsle(y: Array, a: Array, decision: Decision) -> float:
    if y.min() < 0:
        return float("nan")
    return float(np.sqrt(np.mean((np.log1p(y) - np.log1p(np.maximum(a[:, 0], 0))) ** 2)))


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else float("nan")


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("roc_auc", "ROC AUC", TWO, True, _auc),
        Metric("pr_auc", "PR AUC", TWO, True, _pr_auc),
        Metric("f1", "F1", TWO, True, _f1),
        Metric("precision", "Precision", TWO, True, lambda y, p, d: _mean(_precision(y, p, d)), _precision),
        Metric("recall", "Recall", TWO, True, lambda y, p, d: _mean(_recall(y, p, d)), _recall),
        Metric("accuracy", "Accuracy", CLASSES, True, lambda y, p, d: _mean(_right(y, p, d)), _right),
        Metric("balanced_accuracy", "Balanced accuracy", CLASSES, True, _balanced),
        Metric("f1_macro", "F1, mean of the classes", CLASSES, True, _f1_macro),
        Metric("log_loss", "Log loss", CLASSES, False, _log_loss),
        Metric("brier", "Brier score", CLASSES, False, _brier),
        Metric("rmse", "RMSE", NUMBERS, False, lambda y, a, d: float(np.sqrt(np.mean((y - a[:, 0]) ** 2)))),
        Metric("mae", "MAE", NUMBERS, False, lambda y, a, d: float(np.mean(np.abs(y - a[:, 0])))),
        Metric("r2", "R²", NUMBERS, True, _r2),
        Metric("rmsle", "RMSLE", NUMBERS, False, _rmsle),
    )
}
