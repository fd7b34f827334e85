"""Rows that keep the contract: like its examples, at its limits, and far from both."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from contract.steps import RowSteps
from making.cases.case import Case
from making.terms import Terms

SEED = 1
ROWS = 100
# So many rows of a check are sent over HTTP.
SENT = 20

Row = dict[str, Any]


def rows(terms: Terms, steps: RowSteps, batch: int | None) -> Iterator[Case]:
    """Yield single rows, and all rows of a check at once.

    Args:
        batch: how many rows the model takes, where it takes no other number; fewer are filled up with the last one.
    """
    for check, made in {
        "samples": drawn(terms, steps, ROWS),
        "extremes": _extremes(terms),
        "missing": _missing(terms),
    }.items():
        kept = [row for row in made if _keeps(terms, row)]
        typed = [terms.features.model_validate(row).__dict__ for row in kept]
        if not typed:
            continue
        for some in _pieces(typed, batch):
            yield Case(check, terms.encode(some))
        for at, (row, values) in enumerate(zip(kept[:SENT], typed, strict=False)):
            yield Case(check, terms.encode([values] * (batch or 1)), row, check == "samples" and at < SENT)


def _pieces(typed: list[Row], batch: int | None) -> Iterator[list[Row]]:
    size = batch or len(typed)
    for start in range(0, len(typed), size):
        some = typed[start : start + size]
        yield some + some[-1:] * (size - len(some))


def drawn(terms: Terms, steps: RowSteps, count: int, seed: int = SEED) -> list[Row]:
    """Draw rows around the contract's examples, or as the scaler has seen them."""
    draw = np.random.default_rng(seed)
    spread: dict[str, tuple[float, float]] = {}
    if steps.scaler is not None:
        spread = dict(
            zip(terms.numbers, zip(steps.scaler.mean, steps.scaler.scale, strict=True), strict=False)
        )
    infos = terms.features.model_fields
    return [
        {
            column.field: _value(column, infos[column.field], spread.get(column.field), draw)
            for column in terms.columns
        }
        for _ in range(count)
    ]


def _value(
    column: Any, info: FieldInfo, spread: tuple[float, float] | None, draw: np.random.Generator
) -> Any:
    example = (info.examples or [None])[0]
    if column.type == "category":
        return str(draw.choice(column.categories or ("",)))
    if column.type == "boolean":
        return bool(draw.random() < 0.5)
    if column.type == "text":
        return str(example or "")
    if column.type in ("date", "datetime"):
        return _moment(column.type, example, draw)
    low, high = limits(info)
    if spread is not None:
        value = draw.normal(*spread)
    elif low is not None and high is not None:
        value = draw.uniform(low, high)
    else:
        middle = float(example or 0)
        value = draw.normal(middle, max(abs(middle) * 0.3, 1.0))
    value = min(max(value, -np.inf if low is None else low), np.inf if high is None else high)
    return round(value) if column.type == "integer" else float(value)


def _moment(kind: str, example: Any, draw: np.random.Generator) -> str:
    start = datetime.fromisoformat(str(example)) if example else datetime(2024, 1, 1)
    moved = start + timedelta(days=int(draw.integers(-365, 366)))
    return moved.date().isoformat() if kind == "date" else moved.isoformat()


def limits(info: FieldInfo) -> tuple[float | None, float | None]:
    """Return the smallest and the largest value that the contract takes."""
    found = {name: getattr(it, name) for it in info.metadata for name in ("ge", "le") if hasattr(it, name)}
    return found.get("ge"), found.get("le")


def _extremes(terms: Terms) -> list[Row]:
    """Move one field at a time to its limits, or far away where it has none."""
    base = drawn(terms, RowSteps(), 1, SEED + 1)[0]
    made = []
    for column in terms.columns:
        if column.type in ("number", "integer"):
            low, high = limits(terms.features.model_fields[column.field])
            for value in (low if low is not None else -1e9, high if high is not None else 1e9, 0):
                made.append(base | {column.field: round(value) if column.type == "integer" else float(value)})
        for category in column.categories or ():
            made.append(base | {column.field: category})
    return made


def _missing(terms: Terms) -> list[Row]:
    base = drawn(terms, RowSteps(), 1, SEED + 2)[0]
    return [base | {it.field: None} for it in terms.columns if it.nullable]


def _keeps(terms: Terms, row: Row) -> bool:
    try:
        terms.features.model_validate(json.loads(json.dumps(row, default=_iso)))
    except ValidationError:
        return False
    return True


def _iso(value: date) -> str:
    return value.isoformat()
