"""How the owner's tables are written: their cells → values as /predict takes them, and back."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from pydantic.fields import FieldInfo

from contract.cells import Cells
from contract.columns import Column, columns_of
from contract.schema import Features, Prediction
from serving.errors import CannotServe


def _load() -> Cells:
    try:
        return Cells.load()
    except ValueError as error:
        raise CannotServe(str(error)) from None


CELLS = _load()


class ColumnReader:
    """Reads the cells of one column, some rows at a time."""

    def __init__(self, column: Column, name: str) -> None:
        """Take a column of the contract and what it is called in the owner's tables."""
        self._column, self._cells = column, CELLS.column(name)

    def arrays(
        self, cells: Sequence[str]
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, np.dtype[np.bool_]]]:
        """Return values [n] as `ColumnCells.values` does, and which cells cannot be read, [n]."""
        return self._cells.values(self._column, cells)

    def values(self, cells: Sequence[str]) -> list[Any]:
        """Return values, None where missing. A cell that cannot be read stays text, for the contract to refuse."""
        values, bad = self.arrays(cells)
        found: list[Any] = values.tolist()
        if self._column.type in ("number", "integer"):
            found = [None if value != value else value for value in found]
        elif self._column.type in ("category", "text"):
            found = [value or None for value in found]
        for place in np.flatnonzero(bad).tolist():
            found[place] = cells[place].strip()
        return found


@cache
def reader_of(column: Column) -> ColumnReader:
    """Return what reads the cells of a feature's column."""
    return ColumnReader(column, name_of(column.field))


def name_of(field: str) -> str:
    """Return what a feature is called in the owner's tables."""
    return column_of(Features.model_fields[field], field)


def column_of(info: FieldInfo, field: str) -> str:
    """Return what a field is called in the owner's tables."""
    extra = info.json_schema_extra
    return str(extra.get("x-column") or field) if isinstance(extra, dict) else field


def target_reader() -> ColumnReader:
    """Return what reads the cells of the column that is predicted."""
    ((field, info),) = Prediction.model_fields.items()
    return ColumnReader(columns_of(Prediction)[0], column_of(info, field))


def number_of(value: float) -> str:
    """Write a number of an answer, with all its digits."""
    return repr(value) if CELLS.style.decimal == "." else repr(value).replace(".", ",")


def text_of(value: Any) -> str:
    """Write a value of a row that came as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_of(value)
    return str(value)


def example_row() -> dict[str, str]:
    """Return the row that the form starts with, as the owner's tables write it: column → cell."""
    example = {name: (info.examples or [None])[0] for name, info in Features.model_fields.items()}
    values = Features.model_validate(example).__dict__
    names = {name: column_of(info, name) for name, info in Features.model_fields.items()}
    return {names[field]: CELLS.write(value, names[field]) for field, value in values.items()}
