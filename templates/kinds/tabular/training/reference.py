"""The training distribution as a sketch: enough to see drift and to draw rows like it, and no row of it."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from training.data import Table
from training.estimators import SEED
from training.expected import Contract, Expected

QUANTILES = 101
FEWEST_SEEN = 10
BACKGROUND = 50

_START = datetime(2000, 1, 1)


def sketch(table: Table, contract: Contract) -> dict[str, Any]:
    """Describe every feature of a table, and draw background rows from the description."""
    features = {e.field: _described(table.values[e.field], e) for e in contract.features}
    reference: dict[str, Any] = {"rows": len(table), "features": features}
    reference["target"] = _target(table, contract)
    reference["background"] = draw(reference, contract, BACKGROUND)
    return reference


def _target(table: Table, contract: Contract) -> dict[str, Any]:
    if contract.classes is None:
        return _described(table.target, contract.target)
    counts = np.bincount(table.target, minlength=len(contract.classes)) / len(table)
    shares = [{"value": n, "share": float(s)} for n, s in zip(contract.classes, counts, strict=True)]
    return {"type": "category", "missing": 0.0, "values": shares}


def _described(values: np.ndarray[Any, Any], expected: Expected) -> dict[str, Any]:
    if expected.type in ("category", "text"):
        return _described_texts(values, expected)
    moments = expected.type in ("date", "datetime")
    numbers = np.array([_seconds(v) for v in values] if moments else values, dtype=np.float64)
    known = np.asarray(numbers[~np.isnan(numbers)], dtype=np.float64)
    about: dict[str, Any] = {"type": expected.type, "missing": 1 - len(known) / max(1, len(numbers))}
    if expected.type == "boolean":
        share = float(known.mean()) if len(known) else 0.0
        return about | {"values": [{"value": True, "share": share}, {"value": False, "share": 1 - share}]}
    if not len(known):
        return about | {"min": None, "max": None, "mean": None, "sd": None, "quantiles": []}
    quantiles = np.quantile(known, np.linspace(0, 1, QUANTILES), method="nearest")
    edges = [*quantiles, known.min(), known.max(), known.mean()]
    *steps, low, high, mean = (_shown(edge, expected.type) for edge in edges)
    return about | {"min": low, "max": high, "mean": mean, "sd": float(known.std()), "quantiles": steps}


def _described_texts(values: np.ndarray[Any, Any], expected: Expected) -> dict[str, Any]:
    counts = Counter(value for value in values.tolist() if value)
    total = sum(counts.values())
    fewest = 1 if expected.type == "category" else FEWEST_SEEN
    ranked = sorted((v for v in counts if counts[v] >= fewest), key=lambda value: (-counts[value], value))
    shares = [{"value": value, "share": counts[value] / total} for value in ranked]
    return {"type": expected.type, "missing": 1 - total / max(1, len(values)), "values": shares}


def _seconds(moment: date | None) -> float:
    """Count seconds since 2000-01-01, NaN if there is no moment."""
    if moment is None:
        return float("nan")
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return (moment - _START).total_seconds()


def _shown(number: float, kind: str) -> Any:
    if kind in ("date", "datetime"):
        moment = _START + timedelta(seconds=round(float(number)))
        return moment.date().isoformat() if kind == "date" else moment.isoformat()
    return float(number)


def draw(reference: dict[str, Any], contract: Contract, rows: int, seed: int = SEED) -> list[dict[str, Any]]:
    """Draw rows from a sketch, each column by itself, as JSON values that keep the contract.

    A field that the sketch does not know is drawn from the contract: its limits, its categories, its example.
    """
    random = np.random.default_rng(seed)
    known = reference.get("features", {})
    columns = {e.field: _drawn(known.get(e.field, {}), e, rows, random) for e in contract.features}
    return [{field: values[place] for field, values in columns.items()} for place in range(rows)]


def draw_target(reference: dict[str, Any], contract: Contract, rows: int, seed: int = SEED) -> list[Any]:
    """Draw answers in the same way."""
    random = np.random.default_rng(seed)
    return _drawn(reference.get("target", {}), contract.target, rows, random)


def _drawn(about: dict[str, Any], expected: Expected, rows: int, random: np.random.Generator) -> list[Any]:
    values = _values(about, expected, rows, random)
    gone = random.random(rows) < float(about.get("missing", 0.05))
    if not expected.column.nullable:
        return values
    return [None if absent else value for value, absent in zip(values, gone, strict=True)]


def _values(about: dict[str, Any], expected: Expected, rows: int, random: np.random.Generator) -> list[Any]:
    if expected.type in ("category", "text", "boolean"):
        return _words(about, expected, rows, random)
    steps = about.get("quantiles") or []
    if expected.type in ("date", "datetime"):
        whole = steps or ["2020-01-01T00:00:00", "2024-12-31T00:00:00"]
        ends = [_seconds(datetime.fromisoformat(step)) for step in whole]
        return [_shown(number, expected.type) for number in _between(ends, rows, random)]
    numbers = _between(steps or _limits(expected), rows, random)
    low = -np.inf if expected.minimum is None else expected.minimum
    high = np.inf if expected.maximum is None else expected.maximum
    numbers = np.clip(numbers, low, high)
    if expected.type == "integer":
        return [int(number) for number in np.clip(np.round(numbers), np.ceil(low), np.floor(high))]
    return [_short(float(number), low, high) for number in numbers]


def _short(number: float, low: float, high: float) -> float:
    """Four digits are enough for a typical row, if they do not leave the limits."""
    rounded = float(f"{number:.6g}")
    return rounded if low <= rounded <= high else number


def _between(steps: list[float], rows: int, random: np.random.Generator) -> np.ndarray[Any, Any]:
    return np.interp(random.random(rows), np.linspace(0, 1, len(steps)), np.asarray(steps, dtype=np.float64))


def _limits(expected: Expected) -> list[float]:
    example = float(expected.example) if isinstance(expected.example, int | float) else 1.0
    low = example - abs(example) - 1 if expected.minimum is None else expected.minimum
    high = example + abs(example) + 1 if expected.maximum is None else expected.maximum
    return [low, high]


def _words(about: dict[str, Any], expected: Expected, rows: int, random: np.random.Generator) -> list[Any]:
    entries = about.get("values") or []
    if expected.column.categories:
        entries = [entry for entry in entries if entry["value"] in expected.column.categories]
    words = [entry["value"] for entry in entries]
    shares = np.array([entry["share"] for entry in entries], dtype=np.float64)
    if not words or shares.sum() <= 0:
        words = list(
            expected.column.categories or ([True, False] if expected.type == "boolean" else [_word(expected)])
        )
        shares = np.ones(len(words))
    if expected.type == "text":  # the values that are too rare to be listed
        words, shares = [*words, "another"], np.append(shares, max(0.0, 1 - shares.sum()))
    places = random.choice(len(words), rows, p=shares / shares.sum())
    return [words[place] for place in places]


def _word(expected: Expected) -> str:
    return str(expected.example) if expected.example else "another"
