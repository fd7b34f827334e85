"""The one path from a row to an answer: validated row → arrays → ONNX Runtime → label or value."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np

from contract.columns import Arrays, encoding_of
from contract.layout import Layout
from contract.schema import Features
from serving import judge, written
from serving.answers import TASK, ClassAnswer, Contribution, Explanation, ValueAnswer
from serving.artifact import Artifact
from serving.explain import Explainer
from serving.fit import check_fit
from serving.observed import Observed
from serving.problems import Problem
from serving.session import Session

OUTPUT = {"classification": "probabilities", "regression": "prediction"}[TASK]

NO_ANSWER = "The model has no finite answer for this row. Check its largest and smallest numbers."


class Predictor:
    """A loaded artifact. Everything that does not depend on the row is done once, when it is made."""

    def __init__(self, artifact: Artifact) -> None:
        """Load an artifact.

        Raises:
            CannotServe: it cannot be loaded, or cannot serve the contract.
        """
        self._artifact = artifact
        self._session = Session(artifact.model)
        self.notes = check_fit(artifact, self._session.inputs)
        self.version = artifact.version
        self._encode = encoding_of(Features).rows
        self._observed = Observed(artifact.reference)
        target = artifact.passport["target"]
        self._classes: list[str] = list(target.get("classes") or ())
        self._threshold: float | None = target.get("threshold")
        self._positive = (
            self._classes.index(target["positive"]) if target.get("positive") in self._classes else 1
        )
        self._target = written.target_reader()
        interval = artifact.passport.get("interval") or {}
        self._low, self._high = float(interval.get("low", 0)), float(interval.get("high", 0))

    def answer(self, row: Features, request_id: str) -> ClassAnswer | ValueAnswer:
        """Answer one validated row.

        Raises:
            Problem: the model has no finite answer for it.
        """
        return self._answer(row, self._run_one(row), request_id)

    def answers(
        self, rows: Sequence[Features], ids: Sequence[str]
    ) -> list[ClassAnswer | ValueAnswer | Problem]:
        """Answer validated rows, one or more; a Problem where the model has no finite answer."""
        found = self._run(self._encode([row.__dict__ for row in rows])).tolist()
        return [
            self._answer(row, numbers, entry_id) if all(map(isfinite, numbers)) else _no_answer()
            for row, numbers, entry_id in zip(rows, found, ids, strict=True)
        ]

    def _answer(self, row: Features, numbers: list[float], entry_id: str) -> ClassAnswer | ValueAnswer:
        warnings = self._observed.warnings(row.__dict__)
        if TASK == "regression":
            value = numbers[0]
            return ValueAnswer(
                id=entry_id,
                prediction=value,
                interval=(value + self._low, value + self._high),
                warnings=warnings,
                model_version=self.version,
            )
        return ClassAnswer(
            id=entry_id,
            prediction=self._classes[self._label(numbers)],
            probabilities=dict(zip(self._classes, numbers, strict=True)),
            warnings=warnings,
            model_version=self.version,
        )

    def explain(self, row: Features, request_id: str) -> Explanation:
        """Say what each field contributed to the answer for one validated row.

        Raises:
            Problem: the model has no finite answer for it.
        """
        numbers = self._run_one(row)
        output = 0
        if TASK == "classification":
            output = self._positive if len(self._classes) == 2 else self._label(numbers)
        base, parts = self._explainer.contributions(row.__dict__, output)
        if not all(isfinite(part) for part in (base, *parts.values())):
            raise _no_answer()
        values = row.model_dump(mode="json")
        contributions = [
            Contribution(field=field, value=values[field], contribution=part)
            for field, part in sorted(parts.items(), key=lambda item: -abs(item[1]))
        ]
        return Explanation(id=request_id, base=base, contributions=contributions)

    def describe(self) -> dict[str, Any]:
        """Return the passport with what was observed: per field type, missing, min, max, values."""
        return self._artifact.passport | {"version": self.version, "observed": self._observed.describe()}

    @property
    def layout(self) -> Layout:
        """How the owner's tables are cut into rows and cells."""
        return written.CELLS.layout

    def actual(self, value: Any) -> Any:
        """Check what came true, as JSON; raises a Problem (422) if it is not what the model predicts."""
        return judge.actual(value)

    def actual_of(self, cell: str) -> Any:
        """Read what came true from a cell of the owner's tables; raises as `actual` does."""
        return judge.actual(self._target.values([cell])[0])

    def is_right(self, answer: dict[str, Any], actual: Any) -> bool:
        """Say whether an answer was right."""
        return judge.is_right(answer, actual)

    def measure(self, judged: Iterable[tuple[dict[str, Any], bool, Any]]) -> list[dict[str, Any]]:
        """Return metrics, as in the passport, over answers, whether they were right, and what came true, if known."""
        return judge.measure(judged, self._classes, self._positive if len(self._classes) == 2 else None)

    def _run_one(self, row: Features) -> list[float]:
        numbers: list[float] = self._run(self._encode((row.__dict__,)))[0].tolist()
        if not all(map(isfinite, numbers)):
            raise _no_answer()
        return numbers

    def _run(self, arrays: Arrays) -> np.ndarray[Any, Any]:
        return self._session.run(OUTPUT, arrays)

    def _label(self, probabilities: list[float]) -> int:
        """Return the class that is answered; of two, the positive one from the passport's threshold on."""
        if len(probabilities) == 2 and self._threshold is not None:
            return self._positive if probabilities[self._positive] >= self._threshold else 1 - self._positive
        return probabilities.index(max(probabilities))

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self._artifact.reference.get("background", []), self._run)


def _no_answer() -> Problem:
    return Problem(422, NO_ANSWER)
