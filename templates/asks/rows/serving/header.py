"""The header of a table that was sent: which column is which field, and what stands in the way."""

import difflib
from collections.abc import Sequence
from typing import Any

from contract.columns import columns_of
from contract.layout import normal
from contract.schema import Features, Prediction
from serving import written
from serving.answers import TARGET
from serving.problems import FieldError, Problem

_LIKE = 0.8  # how alike a misspelt name is, from 0 to 1


def _names() -> dict[str, str]:
    """Map everything a field may be called in a header to the field: its name, and its column in the owner's tables."""
    called = {normal(written.name_of(name)): name for name in Features.model_fields}
    called |= {normal(written.column_of(info, name)): name for name, info in Prediction.model_fields.items()}
    return called | {name: name for name in (*Prediction.model_fields, *Features.model_fields)}


NAMES = _names()
# What the owner's tables hold beside.
LEFT_OUT = frozenset(map(normal, written.CELLS.left_out))


class Header:
    """What the columns of a table are: fields of the contract, what is predicted, or none of the model's business.

    Attributes:
        places: field → its place in the table.
        columns: field → the column's name as it was sent.
    """

    def __init__(self, names: Sequence[str]) -> None:
        """Match the header with the contract.

        Raises:
            Problem: 422; a column that is needed is absent, or two stand for one field, or one seems misspelt.
        """
        self.places: dict[str, int] = {}
        errors: list[FieldError] = []
        for place, name in enumerate(names):
            field = NAMES.get(name)
            if field is None or field == TARGET:
                continue
            if field in self.places:
                errors.append(_twice(field, names[self.places[field]], name))
            self.places.setdefault(field, place)
        if not self.places:
            raise _none_known(names)
        self.columns = {field: names[place] for field, place in self.places.items()}
        errors += self._absent(names)
        if errors:
            more = f" {len(errors) - 1} more: see errors." if len(errors) > 1 else ""
            raise Problem(422, f"{errors[0].message}.{more}", errors)
        self._columns = [
            (column, self.places[column.field], written.reader_of(column))
            for column in columns_of(Features)
            if column.field in self.places
        ]

    def rows(self, rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
        """Return rows as /predict takes them; what must be there and is not is left out."""
        found: list[dict[str, Any]] = [{} for _ in rows]
        for column, place, reader in self._columns:
            for row, value in zip(found, reader.values([cells[place] for cells in rows]), strict=True):
                if value is not None or column.nullable:
                    row[column.field] = value
        return found

    def _absent(self, header: Sequence[str]) -> list[FieldError]:
        unknown = [name for name in header if name and name not in NAMES and name not in LEFT_OUT]
        errors = []
        for name, info in Features.model_fields.items():
            if name in self.places:
                continue
            column = written.name_of(name)
            close = difflib.get_close_matches(column, unknown, n=1, cutoff=_LIKE)
            if info.is_required() or close:
                errors.append(_missing(name, column, close[0] if close else None))
        return errors


def _missing(field: str, column: str, close: str | None) -> FieldError:
    if close is None:
        return FieldError(field=field, message=f"The column '{column}' is missing", expected=column)
    message = f"There is no column '{column}', but '{close[:100]}': is it meant? Then rename it, otherwise leave it out"
    return FieldError(field=field, message=message, expected=column, found=close[:100])


def _twice(field: str, one: str, other: str) -> FieldError:
    same = f"The column '{one}' is there twice"
    message = same if one == other else f"The columns '{one}' and '{other}' both stand for '{field}'"
    return FieldError(field=field, message=f"{message}: send it once", expected="each column once")


def _none_known(names: Sequence[str]) -> Problem:
    found = ", ".join(f"'{name[:50]}'" for name in names[:12])
    expected = ", ".join(f"'{written.name_of(name)}'" for name in list(Features.model_fields)[:12])
    return Problem(
        422,
        f"The first line names none of the model's columns. Expected {expected}; found {found}. "
        "/api/v1/template.csv is a file to start from.",
    )
