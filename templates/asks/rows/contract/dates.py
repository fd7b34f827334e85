"""A date as numbers. The model never sees a date, only these parts, in training and in serving alike."""

from datetime import date, datetime

DAY_PARTS = ("year", "month", "weekday", "day")
MOMENT_PARTS = (*DAY_PARTS, "hour")

_FIRST_DAY = date(2000, 1, 1).toordinal()
_NAN = float("nan")


def day_parts(value: date | None) -> tuple[float, ...]:
    """Split a day into year, month (1-12), weekday (0 is Monday) and days since 2000-01-01; NaNs if it is missing."""
    if value is None:
        return (_NAN, _NAN, _NAN, _NAN)
    return (value.year, value.month, value.weekday(), value.toordinal() - _FIRST_DAY)


def moment_parts(value: datetime | None) -> tuple[float, ...]:
    """Split a moment into its day's parts and the hour (0-23), in local time; NaNs if it is missing."""
    if value is None:
        return (_NAN, _NAN, _NAN, _NAN, _NAN)
    return (*day_parts(value), value.hour)
