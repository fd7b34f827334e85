"""Rows → named arrays: the one encoding that training and serving share.

Whatever the model was fitted on went through this file, and whatever is sent to the API does too. So a
missing value, a date or a category cannot mean one thing to the one and another thing to the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import numpy as np
from pydantic import BaseModel

from contract.dates import DAY_PARTS, MOMENT_PARTS, day_parts, moment_parts

Arrays = dict[str, np.ndarray[Any, Any]]
Values = Sequence[Any] | np.ndarray[Any, Any]

# float32 ends near 3e38. Staying well below leaves room for scaling: no inf, and so no inf - inf, in the model.
LARGEST = 1e30

_TYPES = {bool: "boolean", int: "integer", float: "number", datetime: "datetime", date: "date", str: "text"}
_DATES = {"date": (DAY_PARTS, day_parts), "datetime": (MOMENT_PARTS, moment_parts)}


@dataclass(frozen=True)
class Column:
    """What one field of the contract is to the model. Two contracts with equal columns can share an artifact."""

    field: str
    type: str  # number, integer, boolean, category, date, datetime or text
    nullable: bool
    categories: tuple[str, ...] | None = None


@lru_cache(maxsize=16)
def columns_of(schema: type[BaseModel]) -> tuple[Column, ...]:
    """Read the columns off a contract's class, in the order of its fields.

    Raises:
        TypeError: a field has a type that the model cannot eat.
    """
    return tuple(_column(name, info.annotation) for name, info in schema.model_fields.items())


def _column(name: str, annotation: Any) -> Column:
    kinds = list(_kinds(annotation))
    nullable = NoneType in kinds
    values = [kind for kind in kinds if kind is not NoneType]
    if values and all(isinstance(value, str) for value in values):
        return Column(name, "category", nullable, tuple(values))
    if len(values) == 1 and isinstance(values[0], type) and values[0] in _TYPES:
        return Column(name, _TYPES[values[0]], nullable)
    raise TypeError(
        f"contract/schema.py: '{name}' has a type that the model cannot eat. Expected Number, Integer, YesNo, "
        f'Text, Day, Moment or Literal["a", "b"], each with or without "| None"; found {annotation}.'
    )


def _kinds(annotation: Any) -> Iterable[Any]:
    """Yield the plain types in an annotation, and the values of a Literal."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _kinds(part)
    elif origin is Literal:
        yield from (NoneType if value is None else value for value in get_args(annotation))
    else:
        yield annotation


class Encoding:
    """How the rows of one contract become the model's inputs: a plan that is made once and used for every row.

    Attributes:
        numbers: names of the float32 inputs (numbers, integers, yes/no, parts of dates); NaN where missing.
        texts: names of the text inputs (categories and open text); "" where missing.
        inputs: names of all inputs of `model.onnx`.
    """

    def __init__(self, schema: type[BaseModel]) -> None:
        columns = columns_of(schema)
        self._plain = tuple(c.field for c in columns if c.type in ("number", "integer", "boolean"))
        self._dates = tuple((c.field, *_DATES[c.type]) for c in columns if c.type in _DATES)
        self.texts = tuple(c.field for c in columns if c.type in ("category", "text"))
        self.numbers = self._plain + tuple(
            f"{field}__{part}" for field, parts, _ in self._dates for part in parts
        )
        self.inputs = self.numbers + self.texts
        self._fields = self._plain + tuple(field for field, _, _ in self._dates) + self.texts
        twice = {name for name in self.inputs if self.inputs.count(name) > 1}
        if twice:
            raise TypeError(f"contract/schema.py: rename {sorted(twice)}: a date's part has the same name.")

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> Arrays:
        """Encode n ≥ 1 rows, each a mapping from field to value as the contract types it; None or no key: missing.

        Returns:
            One array of shape [n, 1] for every input: float32, or object holding `str`.
        """
        return self._arrays({field: [row.get(field) for row in rows] for field in self._fields}, len(rows))

    def columns(self, columns: Mapping[str, Values]) -> Arrays:
        """Encode a table given by columns, each a sequence of n values as the contract types them."""
        lengths = {len(columns[field]) for field in self._fields}
        if len(lengths) != 1:
            raise ValueError(f"expected columns of one length, found the lengths {sorted(lengths)}")
        return self._arrays(columns, lengths.pop())

    def _arrays(self, values: Mapping[str, Values], n: int) -> Arrays:
        numbers: list[Values] = [values[field] for field in self._plain]
        for field, _, split in self._dates:
            numbers.extend(zip(*map(split, values[field]), strict=True))
        arrays: Arrays = dict(zip(self.numbers, _numbers(numbers, n), strict=True))
        texts = [["" if value is None else value for value in values[field]] for field in self.texts]
        arrays.update(zip(self.texts, np.array(texts, dtype=object).reshape(len(texts), n, 1), strict=True))
        return arrays


@lru_cache(maxsize=16)
def encoding_of(schema: type[BaseModel]) -> Encoding:
    """Return the encoding of a contract's class, made on first use."""
    return Encoding(schema)


def _numbers(columns: Sequence[Values], n: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Stack k columns of n values into a float32 array [k, n, 1], None as NaN, nothing beyond ±LARGEST."""
    try:
        block = np.array(columns, dtype=np.float64)
    except OverflowError:  # an integer beyond float64
        block = np.array([[_tamed(value) for value in column] for column in columns], dtype=np.float64)
    block = np.minimum(np.maximum(block, -LARGEST), LARGEST)
    return block.astype(np.float32).reshape(len(columns), n, 1)


def _tamed(value: Any) -> Any:
    return max(-LARGEST, min(LARGEST, value)) if isinstance(value, int) else value
