"""A fitted pipeline, made to hold in float32 exactly what its exported file will hold.

The exporter rounds numbers to the nearest float32. For a scaler's mean near 1e9 that is a shift of up to 32, for
a tree's threshold it can put a value on the other side. Rounded here, before the export, pipeline and file agree.
"""

from typing import Any

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from training.logarithm import LogTarget


def round_down(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the largest float32 numbers that are not above `values`, as float64.

    For float32 inputs x, `x <= t` and `x <= round_down(t)` are the same question.
    """
    with np.errstate(over="ignore"):
        near = values.astype(np.float32)
    return np.where(near > values, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float64)


def settle(pipeline: Pipeline) -> Pipeline:
    """Round a fitted pipeline's thresholds and means in place, and return it."""
    for part in _parts(pipeline):
        if isinstance(part, StandardScaler) and part.mean_ is not None:
            part.mean_ = part.mean_.astype(np.float32).astype(np.float64)
        elif hasattr(part, "_predictors"):  # HistGradientBoosting
            for trees in part._predictors:
                for tree in trees:
                    tree.nodes["num_threshold"] = round_down(tree.nodes["num_threshold"])
        elif hasattr(part, "tree_"):
            part.tree_.threshold[:] = round_down(part.tree_.threshold)
    return pipeline


def _parts(estimator: Any) -> list[Any]:
    """List an estimator and everything fitted inside it."""
    if isinstance(estimator, Pipeline):
        inner = [step for _, step in estimator.steps]
    elif isinstance(estimator, ColumnTransformer):
        inner = [step for _, step, _ in estimator.transformers_ if not isinstance(step, str)]
    elif isinstance(estimator, LogTarget):
        inner = [estimator.estimator_]
    else:
        inner = list(np.ravel(np.asarray(getattr(estimator, "estimators_", []), dtype=object)))
    return [estimator, *(part for step in inner for part in _parts(step))]
