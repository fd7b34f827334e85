"""How good the brought model is on the rows that came with it, where they tell what came true."""

import csv
import io
from collections.abc import Iterator
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from contract.layout import normal
from making.terms import Terms
from publishing.http_check import Api

ABOUT = "on the rows in model/data.csv, which may be those it was trained on"
# A larger table is not read to the end for a few figures.
MOST_BYTES = 20_000_000
# Behind the columns that were sent and the answer: warnings, errors, error_columns, id.
BESIDE = 4


def measured(api: Api, file: Path, terms: Terms) -> tuple[dict[str, Any] | None, str | None]:
    """Let the API answer a table, and compare with the column of what is predicted.

    Returns:
        Metrics in the passport's form, None where the table has no such column; and a sentence about rows that could not
        be compared, None where there are none.
    """
    if not file.is_file():
        return None, None
    if file.stat().st_size > MOST_BYTES:
        return (
            None,
            f"{file.name} has more than {MOST_BYTES // 1_000_000} MB: the model was not measured on it.",
        )
    status, content = api.batch(file.read_bytes())
    if status != 200:
        return None, f"{file.name} could not be answered, so the model was not measured on it."
    table = list(csv.reader(io.StringIO(content, newline=""), delimiter=_cells().layout.delimiter))
    place = _place(table[0][: -_ours(terms)], terms)
    if place is None:
        return None, None
    judged = list(_judged(table[1:], place, terms))
    left = len(table) - 1 - len(judged)
    note = f"{left:,} of {len(table) - 1:,} rows of {file.name} could not be compared." if left else None
    return _metrics(judged, terms), note


def _cells() -> Any:
    return import_module("contract.cells").Cells.load()  # only products that are asked by rows have it


def _ours(terms: Terms) -> int:
    """Count the columns that stand behind those that were sent; a number comes with its range."""
    return 1 + (len(terms.classes) or 2) + BESIDE


def _place(sent: list[str], terms: Terms) -> int | None:
    """Return where the column of what is predicted stands."""
    wanted = {normal(name) for name in _names(terms)}
    return next((place for place, name in enumerate(sent) if normal(name) in wanted), None)


def _names(terms: Terms) -> tuple[str, str]:
    field, info = next(iter(terms.prediction.model_fields.items()))
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    return field, str(extra.get("x-column") or field)


def _judged(rows: list[list[str]], place: int, terms: Terms) -> Iterator[tuple[dict[str, Any], bool, Any]]:
    """Yield the answer, whether it was right, and what came true, of each row that has both."""
    columns = import_module("contract.columns")
    cells, target = _cells(), columns.columns_of(terms.prediction)[0]
    actual, bad = cells.column(_names(terms)[1]).values(target, [row[place] for row in rows])
    ours = _ours(terms)
    for row, came, is_bad in zip(rows, actual.tolist(), bad, strict=True):
        said = row[len(row) - ours]
        if is_bad or came in ("", None) or came != came or not said:
            continue
        if not terms.classes:
            yield {"prediction": _number(cells, said)}, False, came
            continue
        shares = row[len(row) - ours + 1 : len(row) - BESIDE]
        chances = dict(zip(terms.classes, (_number(cells, share) for share in shares), strict=True))
        yield {"prediction": said, "probabilities": chances}, said == came, came


def _number(cells: Any, text: str) -> float:
    column = import_module("contract.columns").Column("", "number", nullable=False)
    return float(cells.column("").values(column, [text])[0][0])


def _metrics(judged: list[tuple[dict[str, Any], bool, Any]], terms: Terms) -> dict[str, Any] | None:
    positive = terms.passport()["target"]["positive"]
    at = terms.classes.index(positive) if positive in terms.classes else None
    found = import_module("serving.judge").measure(judged, terms.classes, at)
    values = [it for it in found if all(isfinite(it[key]) for key in ("value", "low", "high"))]
    if not values:
        return None
    return {
        "primary": "accuracy" if terms.classes else "rmse",  # what the baseline is measured in
        "values": values,
        "baseline": _baseline([came for _, _, came in judged], terms),
        "best_column": None,
        "rows": len(judged),
        "about": ABOUT,
    }


def _baseline(actual: list[Any], terms: Terms) -> dict[str, Any]:
    """Say how good an answer is that never looks: the most frequent class (accuracy), or the mean (RMSE)."""
    if terms.classes:
        most = max(actual.count(name) for name in terms.classes)
        return {"name": "always the most frequent", "value": most / len(actual)}
    return {"name": "always the mean", "value": float(np.std(np.array(actual, np.float64)))}
