"""A number that is never negative and reaches far up, learned as its logarithm, which the file undoes itself."""

from typing import Any

import numpy as np
from scipy.stats import skew
from sklearn.base import BaseEstimator, RegressorMixin, clone

Array = np.ndarray[Any, Any]

SKEWED = 1.0
ROOM = float(np.log(10))  # answers stay within ten times what was seen


def is_skewed(target: Array) -> bool:
    """Say whether a target, [n], is worth learning as its logarithm: it is much less skewed for it."""
    if target.min() < 0 or (target > 0).mean() < 0.5:
        return False
    return bool(skew(target) > SKEWED and abs(skew(np.log(target + _offset(target)))) < 0.5 * skew(target))


def _offset(target: Array) -> float:
    """Return what is added before the logarithm is taken: nothing, or where there are zeros a small positive value."""
    return 0.0 if target.min() > 0 else float(np.quantile(target[target > 0], 0.05))


class LogTarget(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A regressor that learns log(y + offset) and answers exp(…) · factor - offset.

    The exponential of a mean logarithm is a median. Where the mean is wanted, as RMSE and R² want it, the factor brings
    it back (Duan's smearing, 1983, as one ratio). Every constant is a float32 number, so that the file holds the same.

    Args:
        estimator: a regressor, not fitted.
        mean: whether the mean is wanted, and not the median.
    """

    def __init__(self, estimator: Any, mean: bool = True) -> None:
        self.estimator = estimator
        self.mean = mean

    def fit(self, inputs: Any, target: Array) -> "LogTarget":
        self.offset_ = float(np.float32(_offset(target)))
        logs = np.log(target + self.offset_)
        self.estimator_ = clone(self.estimator).fit(inputs, logs)
        self.factor_ = 1.0
        if self.mean:
            said = np.exp(np.clip(self.estimator_.predict(inputs), logs.min(), logs.max()))
            self.factor_ = float(np.float32((target + self.offset_).sum() / said.sum()))
        low = np.log(self.offset_ / self.factor_) if self.offset_ else logs.min() - ROOM
        self.bounds_ = (
            float(np.nextafter(np.float32(low), np.float32(np.inf))),
            float(np.float32(logs.max() + ROOM)),
        )
        self.n_features_in_ = self.estimator_.n_features_in_
        return self

    def predict(self, inputs: Any) -> Array:
        logs = np.asarray(self.estimator_.predict(inputs), dtype=np.float64).reshape(-1)
        answers: Array = np.exp(np.clip(logs, *self.bounds_)) * self.factor_ - self.offset_
        return answers
