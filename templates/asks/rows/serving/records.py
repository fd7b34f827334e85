"""JSON objects of a batch → rows as /predict takes them.

They are as strict as /predict, but for what the owner's own tables hold beside the features: what is predicted, and columns that
were left out. Where these tables are JSON, a record is taken as training takes it: nested objects are columns `a.b`, and what
stands in quotes is a cell.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contract.columns import columns_of
from contract.layout import normal
from contract.schema import Features
from serving import written
from serving.answers import TARGET
from serving.header import LEFT_OUT, NAMES

_IS_OWN = written.CELLS.layout.format in ("json", "jsonl")
# Names with columns below them.
_ABOVE = {
    name[:place]
    for name in (*NAMES, *LEFT_OUT)
    for place, sign in enumerate(name)
    if sign == "." and name[:place] not in NAMES
}
_NUMBERS = ("number", "integer")


def rows_of(records: Sequence[Any]) -> list[Any]:
    """Return rows as /predict takes them; what is no object is returned as it is."""
    rows = [_row(record) if isinstance(record, dict) else record for record in records]
    if _IS_OWN:
        _read([row for row in rows if isinstance(row, dict)])
    return rows


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    members = _flat(record, "") if _IS_OWN else record.items()
    return {
        name: value
        for name, value in members
        if NAMES.get(name) != TARGET and (name in NAMES or normal(name) not in LEFT_OUT)
    }


def _flat(record: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, value in record.items():
        name = above + key
        if name not in _ABOVE:
            yield name, value
        elif isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        elif value is not None:
            yield name, value


def _read(rows: Sequence[dict[str, Any]]) -> None:
    """Read cells in place, column by column; one that cannot be read stays, for the contract to refuse."""
    for column in columns_of(Features):
        cells = []
        for row in rows:
            for name in _CALLED[column.field]:
                if name in row and _is_cell(row[name], column.type):
                    cells.append((row, name))
        texts = [value if isinstance(value := row[name], str) else json.dumps(value) for row, name in cells]
        values = written.reader_of(column).values(texts)
        for (row, name), value in zip(cells, values, strict=True):
            row[name] = value


def _is_cell(value: Any, kind: str) -> bool:
    """Say whether a value is to be read, since JSON has not said already what it is."""
    if isinstance(value, bool):
        return kind != "boolean"
    if isinstance(value, int | float):
        return kind not in _NUMBERS and value == value
    return isinstance(value, str)


_CALLED = {
    column.field: [name for name, field in NAMES.items() if field == column.field]
    for column in columns_of(Features)
}
