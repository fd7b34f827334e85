"""Numbers as people write them in tables → float64: decimal and thousands signs, units, accounting's brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

# Ways to write a sign between thousands: hard and narrow spaces too.
_GROUPS = {" ": "[ \u00a0\u202f\u2009]", "'": "['\u2019]"}
_PLAIN = {".": re.compile(r"[0-9.eE+\-\n]*"), ",": re.compile(r"[0-9,eE+\-\n]*")}
_BLANKS = r"[\s\ufeff]*"
_MINUS = ("-", "\u2212")


@dataclass(frozen=True)
class NumberStyle:
    """How numbers are written.

    Attributes:
        decimal: "." or ",".
        thousands: "", ".", ",", " " or "'".
        signs: what may stand before or after a number without being part of it, such as "€", "%" or "kg".
        magnitudes: what some signs after a number multiply it with, such as ("K", 1000).
    """

    decimal: str = "."
    thousands: str = ""
    signs: tuple[str, ...] = ()
    magnitudes: tuple[tuple[str, float], ...] = ()


def read_numbers(texts: Sequence[str], style: NumberStyle) -> tuple[Floats, Mask]:
    """Read trimmed cells, "" where missing.

    Returns:
        Values [n], NaN where missing or unreadable; and which cells are unreadable, [n].
    """
    values = _read_alike(texts, style)
    if values is None:
        known: dict[str, float] = {}
        for text in texts:
            if text not in known:
                known[text] = read_number(text, style)
        values = np.array([known[text] for text in texts], dtype=np.float64)
    unreadable = ~np.isfinite(values)
    values[unreadable] = np.nan
    if unreadable.any():
        unreadable &= np.fromiter((text != "" for text in texts), dtype=np.bool_, count=len(texts))
    return values + 0.0, unreadable  # + 0.0: there is one zero


def _read_alike(texts: Sequence[str], style: NumberStyle) -> Floats | None:
    """Read cells at full speed that are all written simply: plain, or with signs around them; else None."""
    joined = "\n".join(texts)
    if not _PLAIN[style.decimal].fullmatch(joined):
        if style.magnitudes:
            return None
        line, trimmings = _lines(style)
        if sum(1 for _ in line.finditer(joined)) != len(texts):
            return None
        joined = trimmings.sub("", joined)
    cells = joined.replace(",", ".").split("\n")
    try:
        return np.fromiter((float(cell or "nan") for cell in cells), dtype=np.float64, count=len(texts))
    except ValueError:  # "1-2"
        return None


def read_number(text: str, style: NumberStyle) -> float:
    """Read one cell; NaN if it is no number in this style."""
    match = _pattern(style).fullmatch(text)
    if match is None or (match["open"] is None) != (match["close"] is None):
        return np.nan
    signs = [match[name] for name in ("before", "between") if match[name]]
    if len(signs) > 1 or (signs and match["open"]):
        return np.nan
    number = re.sub(_group(style), "", match["number"]) if style.thousands else match["number"]
    value = float(number.replace(style.decimal, "."))
    if style.magnitudes:
        after = (match["near"] or match["far"] or "").casefold()
        factor = next((factor for sign, factor in style.magnitudes if sign.casefold() == after), 1)
        value = float(f"{value * factor:.15g}")
    return -value if match["open"] or (signs and signs[0] in _MINUS) else value


def write_number(value: float, style: NumberStyle) -> str:
    """Write a number as the table does, without signs between thousands or around it."""
    plain = str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
    return plain.replace(".", style.decimal)


def _group(style: NumberStyle) -> str:
    return _GROUPS.get(style.thousands, re.escape(style.thousands))


def _number(style: NumberStyle) -> str:
    point = re.escape(style.decimal)
    whole = r"[0-9]+"
    if style.thousands:
        group = _group(style)
        indian = r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}" if style.thousands == "," else ""  # 12,34,567
        whole = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+{indian}|[0-9]+)"
    return rf"(?:{whole}(?:{point}[0-9]*)?|{point}[0-9]+)"


def _around(style: NumberStyle) -> str:
    signs = "|".join(re.escape(sign) for sign in sorted(style.signs, key=len, reverse=True))
    return rf"(?i:{signs})" if signs else "(?!)"


@lru_cache(maxsize=256)
def _lines(style: NumberStyle) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what one simple cell a line looks like, and what of it is no part of the number."""
    around = _around(style)
    line = rf"^(?:-?(?:{around} ?)?{_number(style)}(?: ?{around})?)?$"
    group = rf"|{_group(style)}" if style.thousands else ""
    return re.compile(line, re.MULTILINE), re.compile(rf"{around}| {group}")


@lru_cache(maxsize=256)
def _pattern(style: NumberStyle) -> re.Pattern[str]:
    number, around = rf"{_number(style)}(?:[eE][+-]?[0-9]{{1,4}})?", _around(style)
    return re.compile(
        rf"(?:{around}{_BLANKS})?(?P<before>[+\-\u2212])?(?P<open>\()?{_BLANKS}(?:{around}{_BLANKS})?(?P<between>[+\-\u2212])?{_BLANKS}"
        rf"(?P<number>{number}){_BLANKS}(?:(?P<near>{around}){_BLANKS})?(?P<close>\))?(?:{_BLANKS}(?P<far>{around}))?"
    )
