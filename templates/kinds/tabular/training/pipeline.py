"""Columns → the numbers a model is fitted on. Only steps whose exported form is known to be exact.

Not used, because their exported form answers otherwise: `SimpleImputer(add_indicator=True)`, the boosting's own
`categorical_features`, `OneHotEncoder(min_frequency=…)`.
"""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from skl2onnx.sklapi import CastTransformer
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, OrdinalEncoder, StandardScaler, TargetEncoder

from training.estimators import SEED, Candidate
from training.expected import Contract
from training.shares import ClassShares

MOST_VALUES = 100
FEWEST_ROWS = 5
MOST_SHARES = 20
SMALLEST_SPREAD = 1e-7  # divided by less, the largest number that the encoding lets through leaves float32


def build(candidate: Candidate, contract: Contract, frame: pd.DataFrame, outputs: int) -> Pipeline:
    """Make an unfitted pipeline from the inputs to the candidate's answer.

    Args:
        frame: the training rows, [n, inputs]. Inputs that never vary are left out of the model (the file still
            takes them), and open text gets its list of frequent values here.
        outputs: 1 for two classes or a number, else the number of classes.
    """
    lists = {c.field: list(c.categories) for c in contract.columns if c.categories}
    used = [name for name in frame.columns if frame[name].nunique(dropna=False) > 1]
    numbers = [name for name in used if frame[name].dtype != object]
    if candidate.columns == "scaled":
        # Days count the years as well. Told twice, a linear model sets one against the other, and far from the data
        # nothing but rounding is left of the difference.
        years = {f"{c.field}__year" for c in contract.columns if c.type in ("date", "datetime")}
        numbers = [name for name in numbers if name not in years]
    tiny = [name for name in numbers if candidate.columns != "raw" and _spread(frame[name]) < SMALLEST_SPREAD]
    numbers = [name for name in numbers if name not in tiny]
    closed = [name for name in used if name in lists]
    texts = [name for name in used if frame[name].dtype == object and name not in lists]
    steps = [
        ("numbers", _numbers(candidate.columns), numbers),
        ("tiny", _tiny(), tiny),
        ("closed", _closed(candidate.columns, [lists[name] for name in closed]), closed),
        ("texts", _texts(contract.task, outputs, frame[texts], candidate.columns == "scaled"), texts),
    ]
    # The file computes in float32. Casting before the fit makes the pipeline see the very same numbers.
    return Pipeline(
        [
            ("columns", ColumnTransformer([step for step in steps if step[2]])),
            ("float32", CastTransformer(dtype=np.float32)),
            ("model", clone(candidate.estimator)),
        ]
    )


def width_of(contract: Contract, frame: pd.DataFrame, candidate: Candidate) -> int:
    """Return how many numbers the model will see for a row, about."""
    if candidate.columns == "raw":
        return len(frame.columns)
    return len(frame.columns) + sum(len(column.categories or ()) for column in contract.columns)


def _numbers(columns: str) -> Any:
    if columns == "raw":
        return "passthrough"
    filled = SimpleImputer(strategy="median", keep_empty_features=True)
    # Trees are never scaled: the exported scaler rounds otherwise, and a value near a threshold changes sides.
    return make_pipeline(filled, StandardScaler()) if columns == "scaled" else filled


def _spread(column: "pd.Series[Any]") -> float:
    return float(np.nanstd(column.to_numpy(dtype=np.float64)))


def _tiny() -> Any:
    """Numbers around 1e-9, say: held between the smallest and the largest seen, for a scaler would make others endless."""
    filled = SimpleImputer(strategy="median", keep_empty_features=True)
    return make_pipeline(filled, CastTransformer(dtype=np.float64), MinMaxScaler(clip=True), StandardScaler())


def _closed(columns: str, lists: list[list[str]]) -> Any:
    if columns == "raw":
        return OrdinalEncoder(
            categories=lists, handle_unknown="use_encoded_value", unknown_value=-1, dtype=np.float32
        )
    return OneHotEncoder(categories=lists, handle_unknown="ignore", sparse_output=False, dtype=np.float32)


def _texts(task: str, outputs: int, frame: pd.DataFrame, scaled: bool) -> Any:
    """Open text: the target's mean for each value, of several classes each one's share; of many classes a flag for
    each frequent value, for as many shares would be more than can be learned from."""
    if outputs > MOST_SHARES:
        lists = [_frequent(frame[name]) for name in frame.columns]
        return OneHotEncoder(categories=lists, handle_unknown="ignore", sparse_output=False, dtype=np.float32)
    classes = task == "classification"
    folds = (StratifiedKFold if classes else KFold)(
        max(2, min(5, len(frame) // 10)), shuffle=True, random_state=SEED
    )
    if outputs > 1:
        encoder: Any = ClassShares(folds)
    else:
        encoder = TargetEncoder(target_type="binary" if classes else "continuous", cv=folds)
    return make_pipeline(encoder, StandardScaler()) if scaled else encoder


def _frequent(column: "pd.Series[Any]") -> list[str]:
    counts = Counter(column.tolist())
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    frequent = [value for value in ranked[:MOST_VALUES] if counts[value] >= FEWEST_ROWS]
    return frequent or ranked[:1]
