"""A CSV file as somebody's spreadsheet wrote it → a header and rows of text, one row at a time.

What is wrong with a row is a fault of that row: the rows after it are read all the same.
"""

import csv
import io
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from serving.problems import Problem
from serving.spool import Spooled

CSV = "text/csv"
# A row may be as long as a request for one row, and a cell may hold some paragraphs. More is a forgotten quote.
LONGEST_ROW = 1_000_000
MOST_LINES = 500
DELIMITERS = (",", ";", "\t", "|")

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))


class TextRow(NamedTuple):
    """A row: its number from 1, as many cells as the header has, and what is wrong with the row as a whole, or None."""

    number: int
    cells: list[str]
    fault: str | None


class CsvTable:
    """A table on disk, which may be read several times.

    Attributes:
        header: the names of the columns, in one Unicode form.
        delimiter: what stands between the cells.
        has_mark: whether the file begins with a byte order mark, as spreadsheets like it.
    """

    def __init__(
        self, body: Spooled, known: Callable[[str], bool], delimiters: Sequence[str] = DELIMITERS
    ) -> None:
        """Read the header, with the delimiter under which it has most columns that are `known`.

        Raises:
            Problem: 422, there is no header.
        """
        self._file = body.file
        self._file.seek(0)
        start = self._file.read(3)
        marked = next((name for mark, name in _BOMS.items() if start.startswith(mark)), None)
        self.has_mark = marked is not None
        self._encoding = marked or ("utf-8" if body.is_utf8 else "windows-1252")
        found: list[tuple[int, str, list[str]]] = []
        for delimiter in dict.fromkeys(delimiters):
            header = next((cells for cells, fault in self._records(delimiter) if not fault), [])
            names = [normal(cell) for cell in header]
            found.append((sum(map(known, names)), delimiter, names))
        _, self.delimiter, self.header = max(found, key=lambda one: one[0])
        if not self.header:
            raise Problem(422, "The file is empty. Expected a header and rows, as in /api/v1/template.csv.")

    def rows(self) -> Iterator[TextRow]:
        """Read the rows. One without any content is none; empty cells beyond the header's do no harm."""
        width = len(self.header)
        tail = not self.header[-1]  # a header may end with a delimiter above rows that do not
        records = self._records(self.delimiter)
        next(records, None)
        for number, (cells, fault) in enumerate(records, start=1):
            if not fault and len(cells) != width:
                if tail and len(cells) == width - 1:
                    cells.append("")
                elif len(cells) < width or any(cell.strip() for cell in cells[width:]):
                    fault = f"Expected {width:,} cells as in the header, found {len(cells):,}"
            yield TextRow(number, (cells + [""] * (width - len(cells)))[:width], fault)

    def _records(self, delimiter: str) -> Iterator[tuple[list[str], str | None]]:
        with self._text() as text:
            lines = _Lines(text)
            reader = csv.reader(lines, delimiter=delimiter)
            while True:
                lines.begin()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except (_Unreadable, csv.Error) as error:
                    yield [], str(error)
                    continue
                if any(cell and not cell.isspace() for cell in cells):
                    yield cells, None

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding=self._encoding, errors="replace", newline="")
        try:
            yield text
        finally:
            if not self._file.closed:  # it is, if the client went away
                text.detach()


def normal(name: str) -> str:
    """Return a column's name as names are compared."""
    return " ".join(unicodedata.normalize("NFC", name).split())


class _Unreadable(Exception):
    pass


class _Lines:
    """Lines for csv.reader, which asks for more of them while a quote is open: only so many, and then again from there."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._record: list[str] = []
        self._length = 0

    def begin(self) -> None:
        """A new record begins."""
        self._record, self._length = [], 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_ROW)
        if not line and not self._record:
            raise StopIteration
        self._record.append(line)
        self._length += len(line)
        if line and self._length < LONGEST_ROW and len(self._record) <= MOST_LINES:
            return line
        if len(self._record) == 1:
            self._skip_rest(line)
            raise _Unreadable(f"The row is longer than {LONGEST_ROW:,} characters")
        self._again.extendleft(reversed(self._record[1:]))
        raise _Unreadable("A quote is opened in this row and never closed")

    def _skip_rest(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(LONGEST_ROW)
