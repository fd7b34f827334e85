"""A batch as it was sent → rows as /predict takes them, one at a time, whatever form it has."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from serving import written
from serving.body import parse
from serving.header import NAMES, Header
from serving.problems import FieldError, Problem
from serving.records import rows_of
from serving.spool import Spooled
from serving.tables import CSV, CsvTable

NDJSON = "application/x-ndjson"
TYPES = {
    NDJSON: NDJSON,
    "application/ndjson": NDJSON,
    "application/jsonl": NDJSON,
    "application/x-jsonlines": NDJSON,
    CSV: CSV,
}
ENDINGS = {".csv": CSV, ".tsv": CSV, ".txt": CSV, ".ndjson": NDJSON, ".jsonl": NDJSON}
LONGEST_LINE = 1_000_000
_AT_ONCE = 64  # rows whose cells are read together, column by column


class Sent(NamedTuple):
    """One row of a batch.

    Attributes:
        number: from 1, in the order in which they came.
        row: what /predict would be sent; None where it cannot be read.
        cells: the cells as they were sent, for a CSV.
        errors: what is wrong with the row as a whole.
    """

    number: int
    row: Any
    cells: Sequence[str] | None
    errors: Sequence[FieldError]


def open_batch(body: Spooled) -> "CsvBatch | NdjsonBatch":
    """Open a batch.

    Raises:
        Problem: 422, its columns are not the model's.
    """
    return CsvBatch(body) if body.media_type == CSV else NdjsonBatch(body)


class CsvBatch:
    """A table with a header. Columns that the model does not know are passed through."""

    def __init__(self, body: Spooled) -> None:
        self.table = CsvTable(body, NAMES.__contains__, written.CELLS.layout)
        self.header = Header(self.table.header)

    def count(self) -> Iterator[int]:
        """Count the rows."""
        for row in self.table.rows():
            yield row.number

    def rows(self) -> Iterator[Sent]:
        """Read the rows; cells are read as those of the table that the model was trained on."""
        texts = self.table.rows()
        while some := list(islice(texts, _AT_ONCE)):
            values = iter(self.header.rows([row.cells for row in some if not row.fault]))
            for number, cells, fault in some:
                if fault:
                    yield Sent(number, None, cells, [FieldError(field="", message=fault)])
                else:
                    yield Sent(number, next(values), cells, ())


class NdjsonBatch:
    """A JSON object a line, as /predict takes it or as the owner's tables hold it."""

    def __init__(self, body: Spooled) -> None:
        self._file = body.file

    def count(self) -> Iterator[int]:
        """Count the lines that hold something."""
        for number, _ in self._lines():
            yield number

    def rows(self) -> Iterator[Sent]:
        """Read the rows; one that is no JSON is an error of its own."""
        lines = self._lines()
        while some := [_parsed(*line) for line in islice(lines, _AT_ONCE)]:
            for sent, row in zip(some, rows_of([sent.row for sent in some]), strict=True):
                yield sent._replace(row=row)

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        self._file.seek(0)
        number = 0
        while line := self._file.readline(LONGEST_LINE + 1):
            whole = line
            while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                line = self._file.readline(LONGEST_LINE + 1)
            if whole.strip():
                number += 1
                yield number, whole


def _parsed(number: int, line: bytes) -> Sent:
    try:
        return Sent(number, parse(_text(line), "line"), None, ())
    except Problem as problem:
        errors = problem.errors or [FieldError(field="", message=problem.detail.rstrip("."))]
        return Sent(number, None, None, errors)


def _text(line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise Problem(400, f"The line is longer than {LONGEST_LINE} bytes.")
    try:
        return line.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Problem(400, f"The line is not UTF-8: byte {error.start} does not fit.") from None
