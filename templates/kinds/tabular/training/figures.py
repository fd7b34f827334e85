"""Numbers as people write them."""

import math


def figure(value: float, digits: int = 3) -> str:
    """Write a number with so many significant digits and no exponent, unless it is too small or large to be read so.

    123456 → "123,000", 0.012345 → "0.0123", 1e-9 → "1e-09".
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "–"
    size = math.floor(math.log10(abs(value)))
    if size < -5 or size > 14:
        return f"{value:.{digits}g}"
    rounded = round(value, digits - 1 - size)
    places = max(0, digits - 1 - size)
    group = "," if abs(rounded) >= 10_000 else ""  # 1994 may be a year
    text = f"{rounded:{group}.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text
