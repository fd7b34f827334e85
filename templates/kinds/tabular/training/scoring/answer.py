"""Parts of a file → answers: the artifact's, for every row that keeps the contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from contract.columns import encoding_of
from contract.schema import Features
from serving.answers import CLASSES, RowWarning
from serving.artifact import open_artifact
from serving.fit import check_fit
from serving.observed import Observed
from serving.predictor import NO_ANSWER, OUTPUT
from serving.problems import FieldError
from serving.session import Session
from serving.settings import Settings
from training.scoring.judge import Values, ask, doubtful, plain
from training.scoring.read import Part


@dataclass(frozen=True)
class Answers:
    """The answers for a part of a file.

    Attributes:
        first: the number of its first row.
        numbers: [n, classes] probabilities, or [n, 1] predicted numbers.
        said: [n] the predicted class's place, or the number.
        range: what is added to a number for the ends of its range.
        warnings, errors: by the row's place.
        names: field → what its column was called.
    """

    first: int
    numbers: Values
    said: Values
    range: tuple[float, float]
    warnings: Mapping[int, list[RowWarning]]
    errors: Mapping[int, list[FieldError]]
    names: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.said)

    @property
    def columns(self) -> dict[str, pa.Array]:
        """The columns of the answer, null where there is none."""
        failed = np.zeros(len(self), np.bool_)
        failed[[*self.errors]] = True
        mask = failed if self.errors else None
        found: dict[str, pa.Array] = {}
        if CLASSES:
            said = pa.DictionaryArray.from_arrays(
                pa.array(self.said, pa.int32(), mask=mask), pa.array(CLASSES)
            )
            found["prediction"] = said.cast(pa.string())
            for place, name in enumerate(CLASSES):
                found[f"probability_{name}"] = pa.array(self.numbers[:, place], mask=mask)
        else:
            for name, more in zip(("prediction", "low", "high"), (0.0, *self.range), strict=True):
                found[name] = pa.array(self.said + more, mask=mask)
        said = {place: "; ".join(w.message for w in some) for place, some in self.warnings.items()}
        found["warnings"] = self._texts(said)
        found["errors"] = self._texts(
            {place: "; ".join(e.message for e in some) for place, some in self.errors.items()}
        )
        columns = {
            p: ";".join(self.names.get(e.field, e.field) for e in some) for p, some in self.errors.items()
        }
        found["error_columns"] = self._texts(columns)
        return found

    def _texts(self, texts: Mapping[int, str]) -> pa.Array:
        if not texts:
            return pa.nulls(len(self), pa.string())
        cells = np.full(len(self), None, dtype=object)
        cells[[*texts]] = [*texts.values()]
        return pa.array(cells, pa.string())

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield each row's answer as the API's NDJSON has it, without an id."""
        numbers = self.numbers.tolist()
        for place, said in enumerate(self.said.tolist()):
            line: dict[str, Any] = {"row": self.first + place}
            if place in self.errors:
                yield line | {"errors": [error.model_dump() for error in self.errors[place]]}
                continue
            warnings = [warning.model_dump() for warning in self.warnings.get(place, ())]
            if CLASSES:
                line |= {
                    "prediction": CLASSES[said],
                    "probabilities": dict(zip(CLASSES, numbers[place], strict=True)),
                }
            else:
                line |= {"prediction": said, "interval": [said + more for more in self.range]}
            yield line | {"warnings": warnings}


class Scorer:
    """An artifact that answers parts of a file."""

    def __init__(self, folder: Path | None, threads: int) -> None:
        """Load an artifact; None: the one that is served.

        Raises:
            CannotServe: there is none, or it does not fit the contract.
        """
        artifact = open_artifact(Settings(artifact_dir=folder))
        self._session = Session(artifact.model, threads)
        self.notes = check_fit(artifact, self._session.inputs)
        self.version = artifact.version
        self._observed = Observed(artifact.reference)
        target = artifact.passport["target"]
        self._order = [list(target["classes"]).index(name) for name in CLASSES] if CLASSES else []
        self._positive = CLASSES.index(target["positive"]) if target.get("positive") in CLASSES else 1
        self._threshold: float | None = target.get("threshold")
        interval = artifact.passport.get("interval") or {}
        self._range = float(interval.get("low", 0)), float(interval.get("high", 0))

    def answer(self, part: Part, first: int, names: Mapping[str, str]) -> Answers:
        """Answer a part; its columns are given the values that the contract makes of doubtful cells."""
        errors = self._ask(part)
        numbers = self._session.run(OUTPUT, encoding_of(Features).columns(part.columns))
        if CLASSES:
            numbers = numbers[:, self._order]
            said = self._said(numbers)
        else:
            numbers = numbers.astype(np.float64)
            said = numbers[:, 0]
        for place in np.flatnonzero(~np.isfinite(numbers).all(axis=1)).tolist():
            errors.setdefault(place, [FieldError(field="", message=NO_ANSWER.rstrip("."))])
        return Answers(first, numbers, said, self._range, self._warn(part, errors), errors, names)

    def _said(self, probabilities: Values) -> Values:
        """Return the class that is answered, [n]; of two, the positive one from the passport's threshold on."""
        if len(CLASSES) == 2 and self._threshold is not None:
            is_positive = probabilities[:, self._positive].astype(np.float64) >= self._threshold
            return np.where(is_positive, self._positive, 1 - self._positive)
        return np.asarray(probabilities.argmax(axis=1))

    def _ask(self, part: Part) -> dict[int, list[FieldError]]:
        errors = dict(part.faults)
        for place in np.flatnonzero(doubtful(part.columns, part.unreadable)).tolist():
            if place in errors:
                continue
            found = ask(part.row(place))
            if isinstance(found, list):
                errors[place] = found
            else:
                _put(part.columns, place, found)
        return errors

    def _warn(self, part: Part, errors: Mapping[int, Any]) -> dict[int, list[RowWarning]]:
        unusual = np.flatnonzero(self._observed.unusual(part.columns)).tolist()
        rows = ((place, _typed(part.columns, place)) for place in unusual if place not in errors)
        return {place: self._observed.warnings(row) for place, row in rows}


def _put(columns: Mapping[str, Values], place: int, row: Mapping[str, Any]) -> None:
    for field, values in columns.items():
        value = row[field]
        missing = np.nan if values.dtype != object else "" if field in encoding_of(Features).texts else None
        values[place] = missing if value is None else value


def _typed(columns: Mapping[str, Values], place: int) -> dict[str, Any]:
    return {field: plain(values[place]) for field, values in columns.items()}
