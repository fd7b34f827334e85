"""Values of typed formats → text, as programs write them; inspection wrote the same text when it read the table."""

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")


def number_text(value: float) -> str:
    """Return a float in the fewest digits that tell it from its neighbours; whole ones without a point, "" for NaN."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == 0:
        return "0"
    return shortest(repr(value))


def shortest(text: str) -> str:
    """Write what `repr` gives for a float as inspection does: 1e-07 is 1e-7, 1e+16 is 10000000000000000."""
    if "e" not in text:
        return text.removesuffix(".0")
    digits, _, exponent = text.partition("e")
    power = int(exponent)
    if -7 < power < 21:
        plain = format(Decimal(text), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{digits}e{power:+d}"


def single_text(value: float) -> str:
    """Return a float of 32 bits in the fewest digits that tell it from its 32-bit neighbours."""
    import numpy as np

    if not math.isfinite(value) or value == int(value):
        return number_text(value)
    for digits in range(6, 9):
        short = float(f"{value:.{digits}g}")
        if float(np.float32(short)) == value:
            return number_text(short)
    return number_text(float(f"{value:.9g}"))


def decimal_text(value: Decimal) -> str:
    """Return all digits, without zeros after the last one that counts."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def moment_text(value: datetime) -> str:
    """Return ISO text in UTC where there is a zone; midnight without one is the day alone."""
    if value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat() if value.time() != time.min else value.date().isoformat()


def clock_text(value: timedelta) -> str:
    """Return the time since midnight as 13:05:00, with a fraction where there is one."""
    micros = value // timedelta(microseconds=1)
    if micros < 0:
        return ""
    seconds, fraction = divmod(micros, 1_000_000)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{clock}.{fraction:06d}" if fraction else clock


def value_text(value: Any) -> str:
    """Return one value of a typed format as text; None as ""."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return str(value) if isinstance(value, int) else number_text(value)
        case Decimal():
            return decimal_text(value)
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case time():
            return value.isoformat()
        case timedelta():
            return clock_text(value)
        case bytes():
            return value.decode("utf-8", errors="replace")
    return str(value)


def well_formed(text: str) -> str:
    """Return text that can be written in UTF-8: half a character becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)
