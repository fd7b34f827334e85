"""The cells of the column that rows are held out by → numbers that order or group them."""

from dataclasses import replace
from typing import Any

import numpy as np

from contract.cells import ColumnCells
from contract.columns import Column
from contract.moments import ISO
from publishing.errors import CannotPublish

Array = np.ndarray[Any, Any]

MOST_UNREADABLE = 0.01
DAY_FIRST = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y")
OTHERWISE = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%Y/%m/%d", "%b %d, %Y")
CLOCKS = ("", " %H:%M", " %H:%M:%S")


def in_time(texts: Array, column: str, cells: ColumnCells, told: bool) -> Array:
    """Turn cells of text into numbers that grow with time, float64 [n]; an empty or unreadable cell comes first.

    Args:
        texts: [n] `str`; plain numbers (years, seconds), days or moments.
        column: the column's name, for the error.
        cells: how its cells are written.
        told: whether that is known of this column; otherwise forms are tried.

    Raises:
        CannotPublish: more than one cell in a hundred is neither a number nor a moment, or days and months could
            be either way round.
    """
    distinct, places = np.unique(texts.astype(str), return_inverse=True)
    known = distinct.tolist()
    keys, unreadable = _read(known, cells, "datetime" if told else "number")
    if not told and _too_many(unreadable):
        keys = _moments(known, column, cells)
    elif _too_many(unreadable):
        raise _not_time(column, next(t for t, bad in zip(known, unreadable, strict=True) if bad))
    if not np.isfinite(keys).any():
        raise _not_time(column, "nothing")
    ordered: Array = keys[places]
    return ordered


def groups(texts: Array, cells: ColumnCells) -> Array:
    """Number the groups that cells of text name, [n]; a row without a group is one by itself."""
    names, _ = cells.values(Column("group", "text", True), texts.tolist())
    numbers = np.unique(names.astype(str), return_inverse=True)[1]
    alone = np.flatnonzero(names == "")
    numbers[alone] = numbers.max() + 1 + np.arange(len(alone))
    return numbers


def _moments(texts: list[str], column: str, cells: ColumnCells) -> Array:
    found: dict[str, Array] = {}
    for form in (ISO, *(day + clock for day in (*DAY_FIRST, *OTHERWISE) for clock in CLOCKS)):
        keys, unreadable = _read(texts, replace(cells, form=form), "datetime")
        if _too_many(unreadable) or any(np.array_equal(keys, other) for other in found.values()):
            continue
        if form == ISO:
            return keys
        found[form] = keys
    if not found:
        raise _not_time(column, repr(next((text for text in texts if text), "")))
    if len(found) > 1:
        one, other = list(found)[:2]
        raise CannotPublish(
            f"The cells of '{column}' can be read as {one} and as {other}, which puts rows in another order.",
            f'Say which in contract/cells.json: "columns": {{"{column}": {{"dateFormat": "{one}"}}}}.',
        )
    return next(iter(found.values()))


def _read(texts: list[str], cells: ColumnCells, kind: str) -> tuple[Array, Array]:
    values, unreadable = cells.values(Column("time", kind, True), texts)
    if kind == "number":
        return np.where(np.isnan(values), -np.inf, values), unreadable
    moments = np.array(values, dtype="datetime64[us]")
    return np.where(np.isnat(moments), -np.inf, moments.astype(np.int64) / 1e6), unreadable


def _too_many(unreadable: Array) -> bool:
    return bool(unreadable.mean() > MOST_UNREADABLE)


def _not_time(column: str, found: str) -> CannotPublish:
    return CannotPublish(
        f"Rows are held out by time, but '{column}' holds no days, moments or numbers: found {found}.",
        "Name another column in training/settings.json, or write its dates like 2024-11-02.",
    )
