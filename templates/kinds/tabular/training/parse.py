"""Cells of text → values as the contract types them, a column at a time.

A cell that cannot be what its column is becomes a problem, named by a mask; the value there counts for nothing.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from training.expected import Expected
from training.source import Source

Values = np.ndarray[Any, Any]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
# What went wrong with a column: where, and what was expected there.
Problem = tuple[Mask, str]

TRUE = ("true", "t", "yes", "y", "1")
# Ways to write a sign between thousands: hard and narrow spaces too.
GROUPS = {" ": "[ \u00a0\u202f\u2009]", "'": "['\u2019]"}

FALSE = ("false", "f", "no", "n", "0")


def values_of(cells: Sequence[str], expected: Expected, source: Source) -> tuple[Values, list[Problem]]:
    """Turn one column's cells into values and name the cells that break the contract.

    Returns:
        Values [n]: float64 with NaN where missing (number, integer), else object: `str` with "" where missing
        (category, text), or `bool`, `date`, `datetime` and None. And the problems, each a mask [n] with its words.
    """
    text = pd.Series(list(cells), dtype=object)
    values, unreadable = _READERS[expected.type](text, expected, source)
    empty = (text == "").to_numpy()
    problems: list[Problem] = [(unreadable & ~empty, _wanted(expected))]
    if not expected.column.nullable:
        problems.append((empty, "a value: the contract does not let it be missing"))
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
        "text": "text of at most 1,000 characters",
    }[expected.type]


def _numbers(text: "pd.Series[Any]", expected: Expected, source: Source) -> tuple[Values, Mask]:
    plain, unlike = _plain_numbers(text, source)
    values = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64, copy=True)
    unreadable = unlike | ~np.isfinite(values)
    values[unreadable] = np.nan
    return values, unreadable


def _plain_numbers(text: "pd.Series[Any]", source: Source) -> tuple["pd.Series[Any]", Mask]:
    """Write numbers as programs do, and say which cells are not numbers in the way this table writes them."""
    plain = text.str.replace("\u2212", "-", regex=False)
    if source.signs:
        sign = "|".join(re.escape(sign) for sign in sorted(source.signs, key=len, reverse=True))
        plain = plain.str.replace(rf"^([+-]?)\s*(?:{sign})\s*|\s*(?:{sign})$", r"\1", n=1, regex=True)
    unlike = np.zeros(len(text), dtype=bool)
    if source.thousands:
        group, point = GROUPS.get(source.thousands, re.escape(source.thousands)), re.escape(source.decimal)
        grouped = plain.str.contains(group, regex=True).to_numpy(dtype=bool)
        whole = rf"[+-]?\d{{1,3}}(?:{group}\d{{3}})+(?:{point}\d*)?(?:[eE][+-]?\d{{1,4}})?"
        unlike |= grouped & ~plain.str.fullmatch(whole).to_numpy(dtype=bool)
        plain = plain.str.replace(group, "", regex=True)
    if source.decimal != ".":
        unlike |= plain.str.contains(".", regex=False).to_numpy(dtype=bool)
        plain = plain.str.replace(source.decimal, ".", regex=False)
    return plain, unlike


def _integers(text: "pd.Series[Any]", expected: Expected, source: Source) -> tuple[Values, Mask]:
    values, unreadable = _numbers(text, expected, source)
    return values, unreadable | (np.mod(values, 1) != 0)


def _booleans(text: "pd.Series[Any]", expected: Expected, source: Source) -> tuple[Values, Mask]:
    told = source.columns.get(expected.name, {})
    words: dict[str, bool | None] = {str(word).casefold(): False for word in told.get("false", FALSE)}
    words |= {str(word).casefold(): True for word in told.get("true", TRUE)}
    values = np.empty(len(text), dtype=object)
    values[:] = [words.get(cell.casefold()) for cell in text]
    return values, np.array([value is None for value in values], dtype=bool)


def _categories(text: "pd.Series[Any]", expected: Expected, source: Source) -> tuple[Values, Mask]:
    return text.to_numpy(), ~text.isin(expected.column.categories or ()).to_numpy()


def _texts(text: "pd.Series[Any]", expected: Expected, source: Source) -> tuple[Values, Mask]:
    return text.to_numpy(), (text.str.len() > 1000).to_numpy()


def _dates(text: "pd.Series[Any]", expected: Expected, source: Source) -> tuple[Values, Mask]:
    pattern = source.columns.get(expected.name, {}).get("dateFormat") or "ISO8601"
    if "%z" in pattern or pattern == "ISO8601":  # the clock on the wall counts, wherever it hung
        pattern = pattern.replace(" %z", "").replace("%z", "")
        text = text.str.replace(r"(:\d{2}(?:\.\d+)?) ?(?:Z|[+-]\d{2}:?\d{2})$", r"\1", regex=True)
    moments = pd.to_datetime(text.where(text != "", None), format=pattern, errors="coerce").astype(
        "datetime64[us]"
    )
    unreadable = moments.isna().to_numpy()
    values = np.empty(len(text), dtype=object)
    known = moments[~unreadable]
    values[~unreadable] = known.dt.date if expected.type == "date" else known.dt.to_pydatetime()
    return values, unreadable


_READERS: dict[str, Callable[["pd.Series[Any]", Expected, Source], tuple[Values, Mask]]] = {
    "number": _numbers,
    "integer": _integers,
    "boolean": _booleans,
    "category": _categories,
    "text": _texts,
    "date": _dates,
    "datetime": _dates,
}
