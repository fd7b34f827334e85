"""A CSV file as somebody's spreadsheet wrote it → a header and rows of text, one row at a time.

What is wrong with a row is a fault of that row: the rows after it are read all the same.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Literal, NamedTuple

from contract.layout import MOST_TOTALS, WHITE, Layout, joined, names_of, normal, shown
from serving.problems import Problem
from serving.spool import Spooled

CSV = "text/csv"
# A row may be as long as a request for one row, and a cell may hold some paragraphs. More is a forgotten quote.
LONGEST_ROW = 1_000_000
MOST_LINES = 500
DELIMITERS = (",", ";", "\t", "|")
USUAL = Layout()
_ABOVE = 30  # rows; the header is one of the first so many
_LOOK_AT = 1 << 16  # bytes
# How a line below a table begins: with a mark, or with a word or two and a colon.
_NOTE = re.compile(r"\s*(?:[*†‡§]+\s*\w|\(?\d{1,2}\)\s|[^\W\d]+\.?(?: [^\W\d]+)?:\s)")

# The cells of a row, and what is wrong with it as a whole, or None.
Record = tuple[list[str], str | None]

csv.field_size_limit(max(csv.field_size_limit(), LONGEST_ROW))


class TextRow(NamedTuple):
    """A row: its number from 1, as many cells as the header has, and what is wrong with the row as a whole, or None."""

    number: int
    cells: list[str]
    fault: str | None


class CsvTable:
    """A table on disk, which may be read several times.

    Attributes:
        header: the names of the columns.
        delimiter: what stands between the cells.
        has_mark: whether the file begins with a byte order mark, as spreadsheets like it.
    """

    def __init__(self, body: Spooled, known: Callable[[str], bool], layout: Layout = USUAL) -> None:
        """Find the header: the row that names most columns that are `known`, below titles and comments if there are any.

        Args:
            layout: how the owner's tables are cut; others are tried as well.

        Raises:
            Problem: 422, there is no header.
        """
        self._file, self._layout = body.file, layout
        self._file.seek(0)
        start = self._file.read(_LOOK_AT)
        marked = shown(start)
        self.has_mark = marked is not None
        self._encoding = marked or _encoding(start, body.is_utf8, layout)
        self.header: list[str] = []
        self._heads: list[list[str]] = []
        self._find_header(known)
        if not self.header:
            raise Problem(422, "The file is empty. Expected a header and rows, as in /api/v1/template.csv.")

    def rows(self) -> Iterator[TextRow]:
        """Read the rows. One without any content is none, nor is the header once more; empty cells beyond the header's do no harm."""
        for number, (cells, fault) in enumerate(self._without_ends(self._fitted()), start=1):
            yield TextRow(number, cells, fault)

    def _find_header(self, known: Callable[[str], bool]) -> None:
        most = -1
        own = self._layout
        for delimiter, quote in dict.fromkeys(
            (delimiter, quote) for delimiter in (own.delimiter, *DELIMITERS) for quote in (own.quote, '"')
        ):
            first = [cells for cells, _ in islice(self._records(delimiter, quote), _ABOVE)]
            for place, heads in _headers(first, own.header_rows):
                names = _named(joined(heads, max(map(len, heads or first[:1]))), known)
                found = sum(map(known, names))
                if found > most and (place == 0 or found > 1):
                    most = found
                    self.header, self._above = names, place + len(heads)
                    self._heads = [[cell.strip(WHITE) for cell in head] for head in heads]
                    self.delimiter, self._quote = delimiter, quote

    def _fitted(self) -> Iterator[Record]:
        """Yield the rows below the header with as many cells as it has."""
        width = len(self.header)
        tail = not self.header[-1]  # a header may end with a delimiter above rows that do not
        firsts = {head[0] for head in self._heads}
        for cells, fault in islice(self._records(self.delimiter, self._quote), self._above, None):
            if not fault and len(cells) != width:
                if tail and len(cells) == width - 1:
                    cells.append("")
                elif len(cells) < width or any(cell.strip() for cell in cells[width:]):
                    fault = f"Expected {width:,} cells as in the header, found {len(cells):,}"
            if fault or cells[0].strip(WHITE) not in firsts or not self._is_header(cells):
                yield (cells + [""] * (width - len(cells)))[:width], fault

    def _is_header(self, cells: list[str]) -> bool:
        trimmed = [cell.strip(WHITE) for cell in cells]
        return any(trimmed[: len(head)] == head for head in self._heads)

    def _without_ends(self, rows: Iterator[Record]) -> Iterator[Record]:
        """Pass rows on, but for those at the end that are none: notes below the table, and rows that sum the others up, also
        with rows between them that could not be read."""
        last: deque[Record] = deque()
        for row in rows:
            last.append(row)
            if len(last) > 2 * MOST_TOTALS:
                yield last.popleft()
        faults: list[Record] = []
        while last and (last[-1][1] or self._layout.is_total(last[-1][0]) or _is_note(*last[-1])):
            cells, fault = last.pop()
            if fault and not _is_note(cells, fault):
                faults.append((cells, fault))
        yield from last
        yield from reversed(faults)

    def _records(self, delimiter: str, quote: str) -> Iterator[Record]:
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
        with self._text() as text:
            lines = _Lines(text)
            reader = csv.reader(lines, delimiter=delimiter, quotechar=quote or None, quoting=quoting)
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


def _is_note(cells: list[str], fault: str | None) -> bool:
    """Say whether a row is a line below the table: "* without tax", "Source: the city's office", and nothing beside it. Of two
    or three cells, a first one like that may well be a text that is asked about."""
    alone = not any(cell.strip() for cell in cells[1:])
    return alone and (fault is not None or len(cells) > 3) and _NOTE.match(cells[0]) is not None


def _encoding(start: bytes, is_utf8: bool, layout: Layout) -> str:
    """Return the encoding of a file that does not show it: UTF-8 with some bytes broken, the owner's, or that of old spreadsheets."""
    if layout.encoding.startswith("utf-16") and b"\0" in start:
        return layout.codec
    if is_utf8:
        return "utf-8"
    if not layout.encoding.startswith("utf-"):
        return layout.codec
    text = start.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return "utf-8" if sum(sign > "\x7f" for sign in text) > 2 * broken else "windows-1252"


def _headers(first: list[list[str]], usual: int) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield what may be the header among the first rows, with its place: one row, two or none where the owner's tables have so many."""
    for place in range(len(first)):
        if usual == 2:
            yield place, first[place : place + 2]
        yield place, first[place : place + 1]
    if usual == 0 and first:
        yield 0, []


def _named(header: list[str], known: Callable[[str], bool]) -> list[str]:
    """Return the columns' names; a nameless one, or one of several of a name, as training calls it if that is `known`."""
    return [own if known(own) else normal(cell) for own, cell in zip(names_of(header), header, strict=True)]


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
        line = line.replace("\0", "") if "\0" in line else line  # programs in C leave them behind
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
