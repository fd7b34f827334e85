"""Rows that keep this product's contract, and values that break it, drawn from the contract itself."""

import json
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from contract.columns import Column, columns_of
from contract.schema import Features

Row = dict[str, Any]
COLUMNS = columns_of(Features)


def example() -> Row:
    """Return the row that the form starts with."""
    return {name: (info.examples or [None])[0] for name, info in Features.model_fields.items()}


def rows() -> st.SearchStrategy[Row]:
    """Draw rows that the contract takes, as JSON values."""
    return st.fixed_dictionaries(
        {column.field: _values(column) for column in COLUMNS if not column.nullable},
        optional={column.field: _values(column) for column in COLUMNS if column.nullable},
    )


def limits(field: str) -> tuple[float | None, float | None]:
    """Return the hard limits of a field."""
    rules = Features.model_fields[field].metadata
    low = next((rule.ge for rule in rules if getattr(rule, "ge", None) is not None), None)
    high = next((rule.le for rule in rules if getattr(rule, "le", None) is not None), None)
    return low, high


def first(*types: str) -> Column | None:
    """Return the first field of one of these types, if the contract has one."""
    return next((column for column in COLUMNS if column.type in types), None)


def wrong(column: Column) -> list[Any]:
    """Return values that a field never takes."""
    if column.type in ("number", "integer"):
        low, high = limits(column.field)
        outside = [low - 1 if low is not None else None, high + 1 if high is not None else None]
        bad: list[Any] = ["12", "abc", True, [], {}, float("nan"), float("inf"), -float("inf")]
        return (
            bad
            + [value for value in outside if value is not None]
            + ([1.5] if column.type == "integer" else [])
        )
    if column.type == "boolean":
        return [0, 1, "true", "yes", []]
    if column.type in ("date", "datetime"):
        return [
            20000,
            "yesterday",
            "2024-02-30",
            "2024-13-01",
            "02.11.2024",
            "2024-11-02T14:30:00Z",
            True,
            [],
        ]
    if column.type == "category":
        return ["never such a value", 1, True, []]
    return [1, True, [], {}, "x" * 1001]


def _values(column: Column) -> st.SearchStrategy[Any]:
    return st.none() | _known(column) if column.nullable else _known(column)


def _known(column: Column) -> st.SearchStrategy[Any]:
    low, high = limits(column.field)
    if column.type == "number":
        return st.floats(low, high, allow_nan=False, allow_infinity=False)
    if column.type == "integer":
        whole = st.integers(None if low is None else int(low), None if high is None else int(high))
        return whole | whole.map(float).filter(lambda value: _keeps(value, low, high))
    if column.type == "boolean":
        return st.booleans()
    if column.type == "date":
        return st.dates().map(date.isoformat)
    if column.type == "datetime":
        return st.datetimes().map(datetime.isoformat)
    if column.categories:
        return st.sampled_from(column.categories)
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


def _keeps(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def as_json(row: Any) -> bytes:
    """Write a row as a client that knows no better would: NaN and Infinity go out as they are."""
    return json.dumps(row).encode()
