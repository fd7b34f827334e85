"""A table that nobody's rows are in: drawn from the contract and a sketch, with an answer that can be learned."""

from typing import Any

import numpy as np

from training.data import Table
from training.estimators import SEED
from training.expected import Contract, Expected
from training.parse import Values
from training.reference import draw, draw_target


def synthetic(contract: Contract, rows: int, reference: dict[str, Any] | None = None) -> Table:
    """Draw a table of `rows` rows. The answer is a noisy weighted sum of the columns, spread as the sketch says."""
    drawn = draw(reference or {}, contract, rows)
    checked = [contract.schema.model_validate(row).__dict__ for row in drawn]
    values = {e.field: _values([row[e.field] for row in checked], e) for e in contract.features}
    random = np.random.default_rng(SEED)
    total = random.normal(scale=0.3, size=rows)
    for column in values.values():
        total += random.normal() * _ranked(column)
    answers = draw_target(reference or {}, contract, rows)
    if contract.classes:
        places = {name: place for place, name in enumerate(contract.classes)}
        target = np.array([places[answer] for answer in answers], dtype=np.int64)
        target[: len(places)] = np.arange(len(places))[:rows]  # however rare, each class is there
    else:
        target = np.array(answers, dtype=np.float64)
    # The smallest answer goes to the row with the smallest sum, and so on.
    learned = np.empty_like(target)
    learned[np.argsort(total, kind="stable")] = np.sort(target)
    return Table(values, learned, rows, {})


def _values(column: list[Any], expected: Expected) -> Values:
    if expected.type in ("number", "integer"):
        return np.array(column, dtype=np.float64)
    if expected.type in ("category", "text"):
        column = ["" if value is None else value for value in column]
    values = np.empty(len(column), dtype=object)
    values[:] = column
    return values


def _ranked(column: Values) -> np.ndarray[Any, Any]:
    """Give every value its rank, from -1 to 1."""
    _, ranks = np.unique(np.array([str(value) for value in column]), return_inverse=True)
    spread: np.ndarray[Any, Any] = 2 * ranks / max(1, ranks.max()) - 1
    return spread
