"""What the model has seen in training, and a word about a row that is not like it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from contract.cells import Mask, missing
from contract.columns import columns_of
from contract.schema import Features
from serving.answers import RowWarning
from serving.words import number, seen


class Observed:
    """The training distribution's edges, ready to be compared with rows."""

    def __init__(self, reference: Mapping[str, Any]) -> None:
        """Take the artifact's `reference.json`."""
        self._features: dict[str, dict[str, Any]] = reference.get("features", {})
        self._labels = {name: info.title or name for name, info in Features.model_fields.items()}
        self._ranges: list[tuple[str, Any, Any]] = []
        self._values: list[tuple[str, frozenset[str]]] = []
        self._never_missing: list[str] = []
        self._closed = {column.field: {*(column.categories or ("",))} for column in columns_of(Features)}
        for column in columns_of(Features):
            about = self._features.get(column.field, {})
            if column.type in ("number", "integer", "date", "datetime") and about.get("min") is not None:
                self._ranges.append((column.field, about["min"], about["max"]))
            elif column.type in ("category", "text") and about.get("values"):
                self._values.append(
                    (column.field, frozenset(str(entry["value"]) for entry in about["values"]))
                )
            if column.nullable and about.get("missing") == 0:
                self._never_missing.append(column.field)

    def warnings(self, row: Mapping[str, Any]) -> list[RowWarning]:
        """Compare a row (field → value, as the contract types it) with what was seen."""
        found: list[RowWarning] = []
        for field, low, high in self._ranges:
            value = row[field]
            if value is None:
                continue
            if isinstance(value, date):
                value = value.isoformat()[: len(low)]
            if not low <= value <= high:
                found.append(self._outside(field, value, low, high))
        for field, values in self._values:
            value = row[field]
            if value is not None and value not in values:
                text = f"{self._labels[field]} {seen(value)} was never or hardly ever seen in training"
                found.append(RowWarning(field=field, code="unseen_value", message=text))
        for field in self._never_missing:
            if row[field] is None:
                text = f"{self._labels[field]} was never missing in training"
                found.append(RowWarning(field=field, code="never_missing", message=text))
        return found

    def unusual(self, columns: Mapping[str, Any]) -> Mask:
        """Say of n rows at once, given by columns, which of them `warnings` has a word about.

        Args:
            columns: field → [n]; numbers with NaN where missing, text with "", everything else with None.
        """
        found = np.zeros(len(next(iter(columns.values()))), dtype=np.bool_)
        for field, low, high in self._ranges:
            values = columns[field]
            if isinstance(low, str):
                cut = len(low)
                outside = (
                    value is not None and not low <= value.isoformat()[:cut] <= high for value in values
                )
                found |= np.fromiter(outside, np.bool_, len(values))
            else:
                found |= (values < low) | (values > high)
        for field, known in self._values:
            if self._closed[field] <= known:
                continue  # the contract takes nothing else
            usual = (known | {""}).__contains__
            found |= ~np.fromiter(map(usual, columns[field].tolist()), np.bool_, len(found))
        for field in self._never_missing:
            found |= missing(columns[field])
        return found

    def describe(self) -> dict[str, dict[str, Any]]:
        """Return per field what was seen: type, missing, min, max, mean, sd, values; without the finer sketch."""
        return {
            field: {name: value for name, value in about.items() if name != "quantiles"}
            for field, about in self._features.items()
        }

    def _outside(self, field: str, value: Any, low: Any, high: Any) -> RowWarning:
        shown, first, last = (item if isinstance(item, str) else number(item) for item in (value, low, high))
        text = f"{self._labels[field]} {shown} is outside what the model has seen ({first} – {last})"
        return RowWarning(field=field, code="outside_observed_range", message=text)
