"""The contract's verdict on many rows at once.

Columns tell in one step which rows are surely good. Only the others are asked about one by one, of the contract itself: so no
row is taken that the API refuses, and every error has the API's words.
"""

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
from annotated_types import Ge, Le, MaxLen
from pydantic import AllowInfNan, BeforeValidator, Strict, ValidationError, WithJsonSchema
from pydantic.fields import FieldInfo

from contract import fields
from contract.cells import LONGEST_TEXT, Mask, missing
from contract.columns import Column, columns_of
from contract.schema import Features
from serving.problems import FieldError
from serving.words import row_problem

Values = np.ndarray[Any, Any]

_NUMBERS = ("number", "integer")
_DATES = (fields._day, fields._moment)


def doubtful(columns: Mapping[str, Values], unreadable: Mask) -> Mask:
    """Say which of n rows the contract must be asked about.

    Args:
        columns: field → [n]; numbers with NaN where missing, text with "", everything else with None.
        unreadable: rows with a cell that is nothing of its column's type.
    """
    if not _IS_PLAIN:
        return np.ones_like(unreadable)
    found = unreadable.copy()
    for column in columns_of(Features):
        values = columns[column.field]
        if not column.nullable:
            found |= missing(values)
        if column.type in _NUMBERS:
            low, high = _limits(column)
            found |= (values < low) | (values > high) | np.isinf(values)
    return found


def ask(row: Any) -> dict[str, Any] | list[FieldError]:
    """Return a row's values as the contract types them, or its errors, in the words of /predict."""
    try:
        return Features.model_validate(row).__dict__
    except ValidationError as error:
        return list(row_problem(Features, error).errors)


def plain(value: Any) -> Any:
    """Return a value of a column as /predict takes it: None where missing, whole numbers as int."""
    if value is None or value == "" or value != value:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _limits(column: Column) -> tuple[float, float]:
    rules = {type(rule): rule for rule in Features.model_fields[column.field].metadata}
    return getattr(rules.get(Ge), "ge", -np.inf), getattr(rules.get(Le), "le", np.inf)


def _is_plain() -> bool:
    """Say whether the contract has only the rules that `doubtful` knows; an owner may have written others."""
    own = Features.__pydantic_decorators__
    if (
        own.field_validators
        or own.validators
        or own.root_validators
        or {*own.model_validators} != {"_as_named_here"}
    ):
        return False
    return all(
        _is_known(rule, column.type)
        for column, info in zip(columns_of(Features), Features.model_fields.values(), strict=True)
        for rule in (*info.metadata, *_rules(info.annotation))
    )


def _rules(annotation: Any) -> list[Any]:
    """List the rules within a type, such as those of Number in "Number | None"."""
    rules = []
    for rule in getattr(annotation, "__metadata__", ()):
        rules += rule.metadata if isinstance(rule, FieldInfo) else [rule]
    for part in get_args(annotation):
        rules += _rules(part)
    return rules


def _is_known(rule: Any, kind: str) -> bool:
    if isinstance(rule, Ge | Le):
        return kind in _NUMBERS
    if isinstance(rule, MaxLen):
        return rule.max_length == LONGEST_TEXT
    if isinstance(rule, BeforeValidator):
        return rule.func in _DATES
    return isinstance(rule, Strict | AllowInfNan | WithJsonSchema)


_IS_PLAIN = _is_plain()
