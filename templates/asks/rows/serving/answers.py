"""What the API answers, as types. A number that is not finite cannot be made into an answer."""

from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, FiniteFloat

from contract.schema import Prediction
from serving.problems import FieldError

if len(Prediction.model_fields) != 1:
    raise TypeError(
        f"contract/schema.py: Prediction must have one field, it has {len(Prediction.model_fields)}"
    )
TARGET, _TARGET_INFO = next(iter(Prediction.model_fields.items()))
CLASSES: tuple[str, ...] = (
    get_args(_TARGET_INFO.annotation) if get_origin(_TARGET_INFO.annotation) is Literal else ()
)
TASK: Literal["classification", "regression"] = "classification" if CLASSES else "regression"
TARGET_LABEL = _TARGET_INFO.title or TARGET


class RowWarning(BaseModel):
    """Something about the row that makes the answer less sure. `code` is for programs, `message` for people."""

    field: str
    code: Literal["outside_observed_range", "unseen_value", "never_missing"]
    message: str


class ClassAnswer(BaseModel):
    """The answer of a classification."""

    model_config = ConfigDict(protected_namespaces=())

    id: str
    prediction: str
    probabilities: dict[str, FiniteFloat]
    warnings: list[RowWarning]
    model_version: str


class ValueAnswer(BaseModel):
    """The answer of a regression; the true value lies within the interval nine times in ten."""

    model_config = ConfigDict(protected_namespaces=())

    id: str
    prediction: FiniteFloat
    interval: tuple[FiniteFloat, FiniteFloat]
    warnings: list[RowWarning]
    model_version: str


class RowErrors(BaseModel):
    """Why a row of a batch has no answer."""

    id: str
    errors: list[FieldError]


class ClassRow(ClassAnswer):
    """The answer for one row of a batch; rows are numbered from 1."""

    row: int


class ValueRow(ValueAnswer):
    """The answer for one row of a batch; rows are numbered from 1."""

    row: int


class FailedRow(RowErrors):
    """Why a row of a batch has no answer; rows are numbered from 1."""

    row: int


Answer: type[ClassAnswer] | type[ValueAnswer] = ClassAnswer if CLASSES else ValueAnswer


class Contribution(BaseModel):
    """How much one field moved the answer away from the base."""

    field: str
    value: Any
    contribution: FiniteFloat


class Explanation(BaseModel):
    """Why: the base is the mean answer over typical rows; base + contributions = the answer."""

    id: str
    base: FiniteFloat
    contributions: list[Contribution]
