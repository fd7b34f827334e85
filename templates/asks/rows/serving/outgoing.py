"""Answers of a batch → lines of NDJSON or CSV."""

import csv
import io
from collections.abc import Sequence
from typing import Protocol

from contract.schema import Features
from serving import written
from serving.answers import CLASSES, ClassAnswer, RowErrors, ValueAnswer
from serving.header import NAMES
from serving.incoming import CsvBatch, NdjsonBatch, Sent


class Lines(Protocol):
    """How answers are written."""

    def head(self) -> bytes:
        """Return what stands before the first row."""
        ...

    def line(self, sent: Sent, answer: ClassAnswer | ValueAnswer | RowErrors, answered: str) -> bytes:
        """Return one row; `answered` is the answer as JSON."""
        ...


def own_names(sent: Sequence[str], ours: Sequence[str]) -> list[str]:
    """Return the names of our columns; one that was sent gets a number: `prediction_2`."""
    names: list[str] = []
    for name in ours:
        own, count = name, 2
        while own in sent or own in names:
            own, count = f"{name}_{count}", count + 1
        names.append(own)
    return names


class NdjsonLines:
    """A JSON object a row: its number, and what /predict answers, or its errors."""

    def head(self) -> bytes:
        """Return nothing."""
        return b""

    def line(self, sent: Sent, answer: ClassAnswer | ValueAnswer | RowErrors, answered: str) -> bytes:
        """Return one row; `answered` is the answer as JSON."""
        return f'{{"row":{sent.number},{answered[1:]}\n'.encode()


class CsvLines:
    """The columns that were sent, and then what was answered."""

    def __init__(self, batch: CsvBatch | NdjsonBatch) -> None:
        table = batch.table if isinstance(batch, CsvBatch) else None
        self._names = batch.header.columns if isinstance(batch, CsvBatch) else {}
        self._sent = table.header if table else list(Features.model_fields)
        self._mark = bool(table and table.has_mark)
        self._text = io.StringIO()
        self._writer = csv.writer(
            self._text,
            delimiter=table.delimiter if table else written.CELLS.layout.delimiter,
            lineterminator="\n",
        )

    def head(self) -> bytes:
        """Return the header; a column of ours whose name was sent gets another one."""
        answers = [f"probability_{name}" for name in CLASSES] if CLASSES else ["low", "high"]
        ours = ("prediction", *answers, "warnings", "errors", "error_columns", "id")
        names = [*self._sent, *own_names(self._sent, ours)]
        return ("\ufeff" if self._mark else "").encode() + self._row(names)

    def line(self, sent: Sent, answer: ClassAnswer | ValueAnswer | RowErrors, answered: str) -> bytes:
        """Return one row: its cells as they were sent, and the answer."""
        return self._row([*self._cells(sent), *self._answer(answer), answer.id])

    def _cells(self, sent: Sent) -> Sequence[str]:
        if sent.cells is not None:
            return sent.cells
        row = sent.row if isinstance(sent.row, dict) else {}
        named = {NAMES.get(name, name): value for name, value in row.items()}
        return [written.text_of(named.get(field)) for field in self._sent]

    def _answer(self, answer: ClassAnswer | ValueAnswer | RowErrors) -> list[str]:
        if isinstance(answer, RowErrors):
            numbers = [""] * (len(CLASSES) or 2)
            fields = [self._names.get(error.field, error.field) for error in answer.errors if error.field]
            return ["", *numbers, "", "; ".join(e.message for e in answer.errors), ";".join(fields)]
        warnings = "; ".join(warning.message for warning in answer.warnings)
        if isinstance(answer, ClassAnswer):
            return [
                answer.prediction,
                *map(written.number_of, answer.probabilities.values()),
                warnings,
                "",
                "",
            ]
        return [*map(written.number_of, (answer.prediction, *answer.interval)), warnings, "", ""]

    def _row(self, cells: Sequence[str]) -> bytes:
        self._writer.writerow(cells)
        line = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return line.encode()
