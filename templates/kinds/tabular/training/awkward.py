"""The rows that parity is tried on beside the held-out ones: each kind of trouble that reaches a served model.

Every row starts as one drawn from the sketch and is then spoilt in one place. Whether the contract takes it is not
decided here: the contract is asked.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from training.expected import Contract, Expected

Row = dict[str, Any]

NUMBERS = ("number", "integer")
TEXTS = ("category", "text")
UNSEEN = "never seen before"
MOST_CELLS = 100_000


def awkward(contract: Contract, rows: list[Row]) -> dict[str, list[Row]]:
    """Return spoilt rows by what is wrong with them.

    Args:
        rows: typical rows as the contract types them, at least one.
    """
    return {
        "missing": list(_spoilt(contract, rows, lambda e: [None])) + [dict.fromkeys(rows[0])],
        "empty strings": list(_spoilt(contract, rows, lambda e: [""] if e.type in TEXTS else [])),
        "unseen categories": list(
            _spoilt(contract, rows, lambda e: [UNSEEN, "ß 漢字 🙂"] if e.type in TEXTS else [])
        ),
        "extremes": list(_spoilt(contract, rows, _extremes)),
        "around 1e9": list(_spoilt(contract, rows, _billions)),
    }


def _spoilt(contract: Contract, rows: list[Row], values: Callable[[Expected], list[Any]]) -> Iterator[Row]:
    """Yield rows that are spoilt in one field each; of a wide table's, as many as MOST_CELLS allow."""
    changes = [(expected.field, value) for expected in contract.features for value in values(expected)]
    most = max(20, MOST_CELLS // len(contract.features))
    for place, (field, value) in enumerate(changes[:: -(-len(changes) // most) or 1]):
        yield rows[place % len(rows)] | {field: value}


def _extremes(expected: Expected) -> list[Any]:
    if expected.type == "date":
        return [date(1, 1, 1), date(1900, 2, 28), date(2000, 1, 1), date(2400, 2, 29), date(9999, 12, 31)]
    if expected.type == "datetime":
        return [datetime(1, 1, 1), datetime(1999, 12, 31, 23, 59, 59), datetime(9999, 12, 31, 23)]
    if expected.type not in NUMBERS:
        return []
    wild: list[float] = [0, -1, 1e12, -1e12, 1e30, -1e30, 1e300, -1e300]
    ends = [end for end in (expected.minimum, expected.maximum) if end is not None]
    return [_fitting(value, expected) for value in ends + wild]


def _billions(expected: Expected) -> list[Any]:
    """One step of float32 is 64 there: neighbours that float64 tells apart and float32 may not."""
    if expected.type not in NUMBERS:
        return []
    return [_fitting(1e9 + step, expected) for step in (-64, -33, -32, -1, 0, 1, 31, 32, 33, 64)]


def _fitting(value: float, expected: Expected) -> int | float:
    return int(value) if expected.type == "integer" else float(value)
