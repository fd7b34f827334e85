"""Cells of text → values as the contract types them, a column at a time, and where they break the contract."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from contract.cells import LONGEST_TEXT, Cells, Mask, missing
from training.expected import Expected

Values = np.ndarray[Any, Any]
# What went wrong with a column: where, and what was expected there.
Problem = tuple[Mask, str]


def values_of(texts: Sequence[str], expected: Expected, cells: Cells) -> tuple[Values, list[Problem]]:
    """Turn one column's cells into values and name the cells that break the contract.

    Returns:
        Values [n] as of `contract.cells.ColumnCells.values`. And the problems, each a mask [n] with its words.
    """
    values, unreadable = cells.column(expected.name).values(expected.column, texts)
    problems: list[Problem] = [(unreadable, _wanted(expected))]
    if not expected.column.nullable:
        problems.append((missing(values) & ~unreadable, "a value: the contract does not let it be missing"))
    if expected.minimum is not None and expected.type in ("number", "integer"):
        problems.append((np.less(values, expected.minimum), f"at least {expected.minimum:g}"))
    if expected.maximum is not None and expected.type in ("number", "integer"):
        problems.append((np.greater(values, expected.maximum), f"at most {expected.maximum:g}"))
    return values, [problem for problem in problems if problem[0].any()]


def _wanted(expected: Expected) -> str:
    if expected.column.categories:
        shown = ", ".join(repr(value) for value in expected.column.categories[:8])
        return f"one of {shown}" + (" …" if len(expected.column.categories) > 8 else "")
    return {
        "number": "a number",
        "integer": "a whole number",
        "boolean": "yes or no",
        "date": "a day",
        "datetime": "a moment",
        "text": f"text of at most {LONGEST_TEXT:,} characters",
    }[expected.type]
