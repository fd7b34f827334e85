"""What came true, beside what was answered: was it right, and how good are the answers so far?

The metrics have the passport's names and meanings. Intervals are 95 %: Wilson's (1927) for shares, DeLong's (1988) for
ROC AUC, multinomial draws for F1, and the normal approximation for errors of numbers.
"""

from collections.abc import Iterable, Sequence
from math import isfinite, sqrt
from typing import Any

import numpy as np

from contract.schema import Prediction
from serving.answers import CLASSES, TARGET, TARGET_LABEL
from serving.intervals import Z, wilson
from serving.problems import Problem
from serving.words import check, seen

_DRAWS = 1_000
Judged = tuple[dict[str, Any], bool, Any]
Array = np.ndarray[Any, Any]


def actual(value: Any) -> Any:
    """Check what came true.

    Raises:
        Problem: 422, it is no value of the target.
    """
    if CLASSES and value not in CLASSES:
        shown = ", ".join(f"'{name}'" for name in CLASSES[:8]) + (" …" if len(CLASSES) > 8 else "")
        raise Problem(422, f"{TARGET_LABEL} must be one of {shown}; found {seen(value)}.")
    return getattr(check(Prediction, {TARGET: value}), TARGET)


def is_right(answer: dict[str, Any], came: Any) -> bool:
    """Say whether a class was the one, or a number lies within the range that was answered."""
    if "interval" not in answer:
        return bool(answer["prediction"] == came)
    low, high = answer["interval"]
    return bool(low <= came <= high)


def measure(judged: Iterable[Judged], classes: Sequence[str], positive: int | None) -> list[dict[str, Any]]:
    """Return metrics over judged answers; those that need the truth, over the answers whose truth is known.

    Answers of an older version that predicted something else are left out.
    """
    alike = _alike(judged, classes)
    return _of_classes(alike, classes, positive) if CLASSES else _of_numbers(alike)


def _alike(judged: Iterable[Judged], classes: Sequence[str]) -> list[Judged]:
    return [one for one in judged if set(one[0].get("probabilities", ())) == set(classes)]


def _of_classes(judged: list[Judged], classes: Sequence[str], positive: int | None) -> list[dict[str, Any]]:
    right = [correct for _, correct, _ in judged]
    if not right:
        return []
    share = sum(right) / len(right)
    found = [_metric("accuracy", "Accuracy", share, *wilson(share, len(right)))]
    places = {name: place for place, name in enumerate(classes)}
    known = [
        (places[truth], answer)
        for answer, correct, came in judged
        if (truth := _truth(answer, correct, came, classes)) in places
    ]
    if not known:
        return found
    truth = np.array([place for place, _ in known])
    said = np.array([places.get(answer["prediction"], -1) for _, answer in known])
    if positive is None:
        return [*found, *_f1("f1_macro", "F1, mean of the classes", truth, said, np.unique(truth))]
    scores = np.array([answer["probabilities"][classes[positive]] for _, answer in known])
    return [*_auc(truth == positive, scores), *_f1("f1", "F1", truth, said, np.array([positive])), *found]


def _truth(answer: dict[str, Any], correct: bool, came: Any, classes: Sequence[str]) -> Any:
    """Return the class that came true, where it is known: right, or wrong of two, says it too."""
    if came is not None or correct:
        return came if came is not None else answer["prediction"]
    others = [name for name in classes if name != answer["prediction"]]
    return others[0] if len(others) == 1 else None


def _f1(name: str, label: str, truth: Array, said: Array, classes: Array) -> list[dict[str, Any]]:
    """F1, the mean over classes, by their confusion with the rest; its interval by drawing the pairs again."""
    pairs, counts = np.unique(np.stack([truth, said]), axis=1, return_counts=True)
    draw = np.random.default_rng(0).multinomial(len(truth), counts / counts.sum(), _DRAWS)

    def score(drawn: Array) -> Array:
        parts = []
        for one in classes:
            hit = drawn[..., (pairs[0] == one) & (pairs[1] == one)].sum(axis=-1)
            total = drawn[..., pairs[0] == one].sum(axis=-1) + drawn[..., pairs[1] == one].sum(axis=-1)
            parts.append(np.divide(2 * hit, total, out=np.zeros(np.shape(total)), where=total > 0))
        return np.asarray(np.mean(parts, axis=0))

    if not np.isin(pairs, classes).any():
        return []
    low, high = np.quantile(score(draw), [0.025, 0.975])
    return [_metric(name, label, float(score(counts)), float(low), float(high))]


def _auc(positive: Array, scores: Array) -> list[dict[str, Any]]:
    """ROC AUC and its interval (DeLong, DeLong and Clarke-Pearson, 1988), by midranks (Sun and Xu, 2014)."""
    m, n = int(positive.sum()), int((~positive).sum())
    if m < 2 or n < 2:
        return []
    among_all, among_own = _midranks(scores), np.empty(len(scores))
    among_own[positive], among_own[~positive] = _midranks(scores[positive]), _midranks(scores[~positive])
    above = (among_all - among_own)[positive] / n
    below = 1 - (among_all - among_own)[~positive] / m
    value = float(above.mean())
    half = Z * sqrt(float(above.var(ddof=1)) / m + float(below.var(ddof=1)) / n)
    return [_metric("roc_auc", "ROC AUC", value, max(0.0, value - half), min(1.0, value + half))]


def _midranks(values: Array) -> Array:
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[which])


def _of_numbers(judged: list[Judged]) -> list[dict[str, Any]]:
    known = [(answer["prediction"], came) for answer, _, came in judged if came is not None]
    if not known:
        return []
    errors = np.array([said - came for said, came in known], dtype=np.float64)
    root, half = float(np.sqrt(np.mean(errors**2))), _half(errors**2)
    rmse_half = half / (2 * root) if root else 0.0  # the delta method
    mae, mae_half = float(np.mean(np.abs(errors))), _half(np.abs(errors))
    return [
        _metric("rmse", "RMSE", root, max(0.0, root - rmse_half), root + rmse_half, higher=False),
        _metric("mae", "MAE", mae, max(0.0, mae - mae_half), mae + mae_half, higher=False),
    ]


def _half(values: Array) -> float:
    """Half of the 95 % interval of a mean; of one value nothing is known, and the whole value is said."""
    half = float(Z * np.std(values, ddof=1) / sqrt(len(values))) if len(values) > 1 else float("nan")
    return half if isfinite(half) else float(values.mean())


def _metric(
    name: str, label: str, value: float, low: float, high: float, *, higher: bool = True
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "value": value,
        "low": low,
        "high": high,
        "higher_is_better": higher,
    }
