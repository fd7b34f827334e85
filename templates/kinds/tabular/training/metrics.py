"""How good the answers are, with how sure one can be of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn import metrics as sk

from training.estimators import SEED

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Primary:
    """The metric that candidates are compared by."""

    name: str
    label: str
    higher_is_better: bool
    score: Callable[[Array, Array], float]  # (target [n], scores or answers [n, outputs])

    def better(self, one: float, other: float) -> bool:
        return one > other if self.higher_is_better else one < other


def primary_for(classes: int | None) -> Primary:
    """ROC AUC for two classes, accuracy for several, RMSE for a number."""
    if classes is None:
        return Primary("rmse", "RMSE", False, lambda y, a: float(sk.root_mean_squared_error(y, a[:, 0])))
    if classes == 2:
        return Primary("roc_auc", "ROC AUC", True, lambda y, a: _auc(y, a[:, -1]))
    return Primary("accuracy", "Accuracy", True, lambda y, a: float(np.mean(y == a.argmax(axis=1))))


def measured(
    target: Array, answers: Array, positive: int | None, threshold: float | None
) -> list[dict[str, Any]]:
    """Measure held-out answers; the ranges are 95 % bootstrap intervals, for accuracy Wilson's.

    Args:
        target: [n], classes' places or numbers.
        answers: probabilities [n, classes], or predicted numbers [n, 1].
        positive, threshold: of two classes, the positive one's place and the probability from which it is said.
    """
    named = _classification(positive, threshold) if answers.shape[1] > 1 else _REGRESSION
    draw = np.random.default_rng(SEED)
    n = len(target)
    again = [draw.integers(0, n, n) for _ in range(200 if n <= 5000 else 100)]
    values = []
    for name, label, higher, score in named:
        value = score(target, answers)
        drawn = [one for rows in again if np.isfinite(one := score(target[rows], answers[rows]))]
        low, high = np.quantile(drawn, [0.025, 0.975]) if drawn else (value, value)
        if name == "accuracy":
            low, high = wilson(value, n)
        values.append(
            {
                "name": name,
                "label": label,
                "value": _finite(value),
                "low": _finite(low),
                "high": _finite(high),
                "higher_is_better": higher,
            }
        )
    return [value for value in values if value["value"] is not None]


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return a share's 95 % interval (Wilson, 1927). Unlike the bootstrap, it does not call 20 of 20 certain."""
    z = 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return float(middle - half), float(min(1.0, middle + half))


def labels_of(probabilities: Array, positive: int | None, threshold: float | None) -> Array:
    """Return the class that is said, [n]: the likeliest, or of two classes the one that the threshold picks."""
    if threshold is None or positive is None:
        return np.asarray(probabilities.argmax(axis=1))
    return np.where(probabilities[:, positive] >= threshold, positive, 1 - positive)


Metric = tuple[str, str, bool, Callable[[Array, Array], float]]


def _classification(positive: int | None, threshold: float | None) -> list[Metric]:
    def said(p: Array) -> Array:
        return labels_of(p, positive, threshold)

    common: list[Metric] = [
        ("accuracy", "Accuracy", True, lambda y, p: float(np.mean(y == said(p)))),
        ("log_loss", "Log loss", False, _log_loss),
        ("brier", "Brier score", False, _brier),
    ]
    if positive is None:
        macro: Metric = ("f1_macro", "F1, mean of the classes", True, lambda y, p: _f1_macro(y, said(p)))
        return [common[0], macro, *common[1:]]
    return [
        ("roc_auc", "ROC AUC", True, lambda y, p: _auc(y == positive, p[:, positive])),
        ("pr_auc", "PR AUC", True, lambda y, p: _pr_auc(y == positive, p[:, positive])),
        ("f1", "F1", True, lambda y, p: _f1(y == positive, said(p) == positive)),
        ("precision", "Precision", True, lambda y, p: _ratio(y == positive, said(p) == positive)),
        ("recall", "Recall", True, lambda y, p: _ratio(said(p) == positive, y == positive)),
        *common,
    ]


_REGRESSION: list[Metric] = [
    ("rmse", "RMSE", False, lambda y, a: float(np.sqrt(np.mean((y - a[:, 0]) ** 2)))),
    ("mae", "MAE", False, lambda y, a: float(np.mean(np.abs(y - a[:, 0])))),
    ("r2", "R²", True, lambda y, a: _r2(y, a[:, 0])),
]


def _auc(positive: Array, score: Array) -> float:
    return float(sk.roc_auc_score(positive, score)) if len(np.unique(positive)) == 2 else float("nan")


def _pr_auc(positive: Array, score: Array) -> float:
    return float(sk.average_precision_score(positive, score)) if positive.any() else float("nan")


def _f1(positive: Array, said: Array) -> float:
    total = positive.sum() + said.sum()
    return float(2 * (positive & said).sum() / total) if total else float("nan")


def _f1_macro(target: Array, said: Array) -> float:
    return float(np.mean([_f1(target == place, said == place) for place in np.unique(target)]))


def _ratio(inside: Array, whole: Array) -> float:
    return float((inside & whole).sum() / whole.sum()) if whole.any() else float("nan")


def _log_loss(target: Array, p: Array) -> float:
    return float(-np.mean(np.log(np.clip(p[np.arange(len(p)), target], 1e-15, 1))))


def _brier(target: Array, p: Array) -> float:
    if p.shape[1] == 2:
        return float(np.mean((p[:, 1] - target) ** 2))
    told = np.zeros_like(p)
    told[np.arange(len(p)), target] = 1
    return float(np.mean(((p - told) ** 2).sum(axis=1)))


def _r2(y: Array, a: Array) -> float:
    spread = float(np.sum((y - y.mean()) ** 2))
    return 1 - float(np.sum((y - a) ** 2)) / spread if spread else float("nan")


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
