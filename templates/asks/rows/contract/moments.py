"""Days and moments as people write them in tables, and back.

A format is a strptime pattern of %Y %y %m %d %b %a %H %I %M %S %f %p %z, where %b is a month's name, short or long, in one of
seven languages; or %G %V %u, a week of ISO 8601 and a day in it, Monday where none is named; or one of the words below. A zone is dropped, so that the time stays as it is written; a format
that ends in " UTC" counts with it instead.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

Objects = np.ndarray[Any, np.dtype[np.object_]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

ISO = "ISO8601"  # 2024-11-02, with or without a time, a fraction, a zone
SECONDS, MILLISECONDS, EXCEL = "unix", "unix-ms", "excel"  # numbers: since 1970; days since the end of 1899
IN_UTC = " UTC"

_MONTHS = (
    "jan january januar jänner janvier janv enero ene gennaio gen janeiro januari",
    "feb february februar février févr fevrier fevr febrero febbraio fevereiro fev februari",
    "mar march märz mär mrz maerz mars marzo março marco maart mrt",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august août aout agosto ago augustus",
    "sep sept september septembre septiembre setiembre settembre set setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_ZONE = r"\ ?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_PARTS = {
    "%Y": r"(?P<year>\d{4})",
    "%y": r"(?P<short_year>\d{2})",
    "%m": r"(?P<month>\d{1,2})",
    "%d": r"(?P<day>\d{1,2})",
    "%b": r"(?P<name>[^\W\d_]{3,10})\.?",
    "%a": r"[^\W\d_]{2,10}\.?",
    "%H": r"(?P<hour>\d{1,2})",
    "%I": r"(?P<hour>\d{1,2})",
    "%M": r"(?P<minute>\d{2})",
    "%S": r"(?P<second>\d{2})",
    "%f": r"(?P<fraction>\d{1,9})",
    "%p": r"(?P<half>[aApP])\.?[mM]\.?",
    "%z": _ZONE,
    "%G": r"(?P<week_year>\d{4})",
    "%V": r"(?P<week>\d{2})",
    "%u": r"(?P<weekday>[1-7])",
}
_ISO = rf"(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[T ](?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{{1,9}}))?)?(?:{_ZONE})?)?"
# What numpy reads by itself, without a zone, down to microseconds.
_PLAIN = re.compile(
    r"^(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?)?$", re.MULTILINE | re.ASCII
)
_ZONES = re.compile(r"(:\d\d(?:\.\d+)?) ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$", re.MULTILINE | re.ASCII)
_EPOCHS = {SECONDS: (datetime(1970, 1, 1), 1.0), MILLISECONDS: (datetime(1970, 1, 1), 0.001)}
_EXCEL_BEGINS = datetime(1899, 12, 30)


def is_number_format(form: str) -> bool:
    """Say whether days and moments of this format are written as numbers."""
    return form in (SECONDS, MILLISECONDS, EXCEL)


def read_moments(texts: Sequence[str], form: str) -> tuple[Objects, Mask]:
    """Read trimmed cells, "" where missing, that are written in a format of text.

    Returns:
        `datetime` without a zone, None where missing or unreadable, [n]; and which cells are unreadable, [n].
    """
    iso = (form.startswith("%Y-%m-%d") or form == ISO) and not form.endswith(IN_UTC)
    values = _read_iso(texts, zones=form == ISO or "%z" in form) if iso else None
    if values is None:
        known = {text: _read(text, form) for text in set(texts)}
        values = np.empty(len(texts), dtype=object)
        values[:] = [known[text] for text in texts]
    return values, _unread(values, texts)


def moments_of_numbers(numbers: np.ndarray[Any, np.dtype[np.float64]], form: str) -> Objects:
    """Turn seconds, milliseconds or Excel's days into `datetime`, None where NaN or beyond the years 1 to 9999."""
    values = np.empty(len(numbers), dtype=object)
    values[:] = [None if number != number else _counted(number, form) for number in numbers.tolist()]
    return values


def write_moment(value: date, form: str) -> str:
    """Write a day or a moment in a format; months and weekdays in English."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    form = form.removesuffix(IN_UTC)
    if form == ISO:
        return value.isoformat()
    if form == EXCEL:
        days = (moment - _EXCEL_BEGINS) / timedelta(days=1)
        return str(int(days)) if days.is_integer() else repr(round(days, 6))
    if form in _EPOCHS:
        begin, unit = _EPOCHS[form]
        return str(round((moment - begin).total_seconds() / unit))
    parts: dict[str, Callable[[], str]] = {
        "%Y": lambda: f"{moment.year:04}",
        "%y": lambda: f"{moment.year % 100:02}",
        "%m": lambda: f"{moment.month:02}",
        "%d": lambda: f"{moment.day:02}",
        "%b": lambda: _SHORT[moment.month - 1],
        "%a": lambda: _DAYS[moment.weekday()],
        "%H": lambda: f"{moment.hour:02}",
        "%I": lambda: f"{(moment.hour - 1) % 12 + 1:02}",
        "%M": lambda: f"{moment.minute:02}",
        "%S": lambda: f"{moment.second:02}",
        "%f": lambda: f"{moment.microsecond:06}",
        "%p": lambda: "AM" if moment.hour < 12 else "PM",
        "%z": lambda: "Z",
        "%G": lambda: f"{moment.isocalendar().year:04}",
        "%V": lambda: f"{moment.isocalendar().week:02}",
        "%u": lambda: str(moment.isoweekday()),
    }
    return re.sub("%[a-zA-Z]", lambda part: parts[part[0]](), form)


def _read_iso(texts: Sequence[str], zones: bool) -> Objects | None:
    """Read cells at full speed that all are in ISO form, or empty, without regard to zones; None if one of them is not."""
    joined = "\n".join(texts)
    if zones:
        joined = _ZONES.sub(r"\1", joined)
    if sum(1 for _ in _PLAIN.finditer(joined)) != len(texts):
        return None
    try:
        moments = np.array([text or "NaT" for text in joined.split("\n")], dtype="datetime64[us]")
    except ValueError:  # the 30th of February
        return None
    return moments.astype(object) if moments.size else np.empty(0, dtype=object)


def _unread(values: Objects, texts: Sequence[str]) -> Mask:
    return np.fromiter(
        (value is None and text != "" for value, text in zip(values, texts, strict=True)),
        dtype=np.bool_,
        count=len(texts),
    )


def _read(text: str, form: str) -> datetime | None:
    match = _pattern(form.removesuffix(IN_UTC)).fullmatch(text)
    if match is None:
        return None
    part = match.groupdict()
    half, zone = part.get("half"), part.get("zone")
    hour = int(part.get("hour") or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    try:
        if part.get("week"):
            return datetime.fromisocalendar(
                int(part["week_year"]), int(part["week"]), int(part.get("weekday") or 1)
            )
        moment = datetime(
            _year(part),
            _month(part),
            int(part.get("day") or 1),
            hour,
            int(part.get("minute") or 0),
            int(part.get("second") or 0),
            int((part.get("fraction") or "0").ljust(6, "0")[:6]),
        )
        return moment - _offset(zone) if form.endswith(IN_UTC) else moment
    except (ValueError, OverflowError):
        return None


def _year(part: dict[str, Any]) -> int:
    if part.get("year"):
        return int(part["year"])
    year = int(part["short_year"])
    return year + (1900 if year >= 69 else 2000)  # as strptime has it


def _month(part: dict[str, Any]) -> int:
    name = part.get("name")
    return MONTHS.get(name.casefold(), 0) if name else int(part["month"])


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return ahead if zone[0] == "+" else -ahead


def _counted(number: float, form: str) -> datetime | None:
    try:
        if form == EXCEL:
            return _EXCEL_BEGINS + timedelta(seconds=round(number * 86_400))
        begin, unit = _EPOCHS[form]
        return begin + timedelta(seconds=number * unit)
    except OverflowError:
        return None


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str]:
    if form == ISO:
        return re.compile(_ISO, re.ASCII)
    pieces = re.split("(%[a-zA-Z])", form.replace(" %z", "%z"))
    spelled = "".join(_PARTS[piece] if piece in _PARTS else re.escape(piece) for piece in pieces)
    return re.compile(
        spelled.replace("{1,2}", "{2}") if "%Y%m" in form else spelled, re.ASCII if "%b" not in form else 0
    )
