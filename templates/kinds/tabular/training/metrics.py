"""How good the answers are: every metric that training knows, by its name."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.stats import rankdata

from publishing.errors import CannotPublish

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


class Said:
    """Answers to rows, and the classes that were said. Some of the rows cost no more than they hold.

    Args:
        values: probabilities [n, classes] or numbers [n, 1].
        decision: how probabilities become a class.
    """

    def __init__(self, values: Array, decision: Decision, labels: Array | None = None) -> None:
        self.decision = decision
        self._values = values
        self._rows: Array | None = None
        self._labels = labels

    @property
    def values(self) -> Array:
        return self._values if self._rows is None else self._values[self._rows]

    @cached_property
    def labels(self) -> Array:
        """The class that was said, [n]."""
        if self._labels is None:
            self._labels = self.decision.labels(self._values)
        return self._labels if self._rows is None else self._labels[self._rows]

    @property
    def positive(self) -> int:
        return self.decision.positive or 0

    def take(self, rows: Array) -> "Said":
        """Return some of the rows, drawn from the whole."""
        some = Said(self._values, self.decision, self._labels)
        some._rows = rows
        return some


@dataclass(frozen=True)
class Metric:
    """A figure for answers on rows whose truth is known.

    Attributes:
        of: what it judges: TWO, CLASSES (two or more) or NUMBERS.
        measured: (target [n], answers) → figure, NaN where it is not defined.
        each: (target [n], answers) → [k] values whose mean the figure is; None where it is no mean of rows.
        share: whether those are only 0 and 1.
    """

    name: str
    label: str
    of: str
    higher_is_better: bool
    measured: Callable[[Array, Said], float] | None = None
    each: Callable[[Array, Said], Array] | None = None
    share: bool = False

    def measure(self, target: Array, said: Said) -> float:
        """Return the figure, NaN where it is not defined."""
        if self.measured is not None:
            return self.measured(target, said)
        values = self.each(target, said) if self.each else np.zeros(0)
        return float(values.mean()) if len(values) else float("nan")

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
        CannotPublish: there is no such metric, or it does not judge such a target.
    """
    fitting = [metric for metric in fitting_metrics(classes) if metric.name not in ("precision", "recall")]
    if name == "auto":
        if classes == 2:
            rare = shares is not None and shares.min() < RARE
            return METRICS["pr_auc" if rare else "roc_auc"]
        return METRICS["rmse" if classes is None else "accuracy"]
    if name not in METRICS or name in ("precision", "recall"):
        near = difflib.get_close_matches(name, [metric.name for metric in fitting], n=1)
        raise CannotPublish(
            f"training/settings.json: there is no metric '{name}'."
            + (f" Did you mean '{near[0]}'?" if near else ""),
            f"It can be auto, {', '.join(metric.name for metric in fitting)}.",
        )
    if METRICS[name] not in fitting:
        found = "a number is predicted" if classes is None else f"one of {classes} classes is predicted"
        raise CannotPublish(
            f"training/settings.json: the metric {name} judges {METRICS[name].of}, but {found}.",
            f"It can be auto, {', '.join(metric.name for metric in fitting)}.",
        )
    return METRICS[name]


def fitting_metrics(classes: int | None) -> list[Metric]:
    """List the metrics that judge such a target."""
    kinds = (NUMBERS,) if classes is None else (TWO, CLASSES) if classes == 2 else (CLASSES,)
    return [metric for metric in METRICS.values() if metric.of in kinds]


def _auc(target: Array, said: Said) -> float:
    """Return the area under the ROC curve by ranks (Mann and Whitney, 1947): a bootstrap asks for it hundreds of times."""
    positive = target == said.positive
    hits = int(positive.sum())
    misses = len(target) - hits
    if not hits or not misses:
        return float("nan")
    ranks = rankdata(said.values[:, said.positive])
    return float((ranks[positive].sum() - hits * (hits + 1) / 2) / (hits * misses))


def _pr_auc(target: Array, said: Said) -> float:
    """Return average precision: the precision at each distinct score, weighted by the recall that it adds."""
    positive, scores = target == said.positive, said.values[:, said.positive]
    if not positive.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    hits = np.cumsum(positive[order])[ends]
    return float(np.sum(np.diff(hits, prepend=0) * hits / (ends + 1)) / positive.sum())


def _f1(target: Array, said: Said) -> float:
    positive, heard = target == said.positive, said.labels == said.positive
    total = positive.sum() + heard.sum()
    return float(2 * (positive & heard).sum() / total) if total else float("nan")


def _f1_macro(target: Array, said: Said) -> float:
    hits, true, heard = _counts(target, said)
    met = true > 0
    return float(np.mean(2 * hits[met] / (true + heard)[met]))


def _balanced(target: Array, said: Said) -> float:
    hits, true, _ = _counts(target, said)
    return float(np.mean(hits[true > 0] / true[true > 0]))


def _counts(target: Array, said: Said) -> tuple[Array, Array, Array]:
    """Count by class: rows that were answered rightly, rows that are of it, rows that were said to be."""
    labels = said.labels
    classes = int(max(target.max(initial=0), labels.max(initial=0))) + 1
    right = target[labels == target]
    hits, true, heard = (np.bincount(which, minlength=classes) for which in (right, target, labels))
    return hits, true, heard


def _log_losses(target: Array, said: Said) -> Array:
    p = said.values
    return np.asarray(-np.log(np.clip(p[np.arange(len(p)), target], 1e-15, 1)))


def _briers(target: Array, said: Said) -> Array:
    p = said.values
    if p.shape[1] == 2:
        return np.asarray((p[:, 1] - target) ** 2)
    return np.asarray((p**2).sum(axis=1) - 2 * p[np.arange(len(p)), target] + 1)


def _errors(target: Array, said: Said) -> Array:
    return np.asarray(target - said.values[:, 0])


def _r2(target: Array, said: Said) -> float:
    spread = float(np.sum((target - target.mean()) ** 2))
    return 1 - float(np.sum(_errors(target, said) ** 2)) / spread if spread else float("nan")


def _rmsle(target: Array, said: Said) -> float:
    if target.min(initial=0) < 0:
        return float("nan")
    return float(np.sqrt(np.mean((np.log1p(target) - np.log1p(np.maximum(said.values[:, 0], 0))) ** 2)))


def _precisions(target: Array, said: Said) -> Array:
    return np.asarray((target == said.positive)[said.labels == said.positive])


def _recalls(target: Array, said: Said) -> Array:
    return np.asarray((said.labels == said.positive)[target == said.positive])


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("roc_auc", "ROC AUC", TWO, True, _auc),
        Metric("pr_auc", "PR AUC", TWO, True, _pr_auc),
        Metric("f1", "F1", TWO, True, _f1),
        Metric("precision", "Precision", TWO, True, each=_precisions, share=True),
        Metric("recall", "Recall", TWO, True, each=_recalls, share=True),
        Metric("accuracy", "Accuracy", CLASSES, True, each=lambda y, a: y == a.labels, share=True),
        Metric("balanced_accuracy", "Balanced accuracy", CLASSES, True, _balanced),
        Metric("f1_macro", "F1, mean of the classes", CLASSES, True, _f1_macro),
        Metric("log_loss", "Log loss", CLASSES, False, each=_log_losses),
        Metric("brier", "Brier score", CLASSES, False, each=_briers),
        Metric("rmse", "RMSE", NUMBERS, False, lambda y, a: float(np.sqrt(np.mean(_errors(y, a) ** 2)))),
        Metric("mae", "MAE", NUMBERS, False, each=lambda y, a: np.abs(_errors(y, a))),
        Metric("r2", "R²", NUMBERS, True, _r2),
        Metric("rmsle", "RMSLE", NUMBERS, False, _rmsle),
    )
}
