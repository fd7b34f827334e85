"""Delimited text (CSV, TSV and the like)."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from contract.layout import WHITE, joined
from training.readers.dialect import Dialect
from training.readers.table import RowTable
from training.readers.text import opened

LONGEST_CELL = 2**31 - 1


class DelimitedTable(RowTable):
    """A delimited text.

    Raises:
        UnicodeError, EOFError, OSError, csv.Error: it cannot be read as that.
    """

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.path, self.dialect = path, dialect
        first: list[list[str]] = []
        wanted = max(1, dialect.header_rows)
        for row, _ in self._records():
            first.append(row)
            if len(first) == wanted:
                break
        self.headers = first[: dialect.header_rows]
        width = max((len(row) for row in first), default=0)
        self.header = joined(self.headers, width)
        # a header may end with a delimiter above rows that do not
        self.tail = bool(self.headers) and bool(self.header) and not self.header[-1].strip(WHITE)

    def rows(self) -> Iterator[tuple[list[str] | None, int]]:
        width = len(self.header)
        records = self._records()
        for _ in self.headers:
            next(records)
        for row, line in records:
            if self.tail and len(row) == width - 1:
                row.append("")
            yield row, line

    def _records(self) -> Iterator[tuple[list[str], int]]:
        """Yield every row, the header's among them, with the number of the line it ends on."""
        csv.field_size_limit(LONGEST_CELL)
        dialect = self.dialect
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE
        with opened(self.path, dialect.encoding) as text:
            for _ in range(dialect.skip_lines):
                text.readline()
            lines = (line.replace("\0", "") if "\0" in line else line for line in text)
            reader = csv.reader(
                lines, delimiter=dialect.delimiter, quotechar=dialect.quote or None, quoting=quoting
            )
            for row in reader:
                yield row, reader.line_num + dialect.skip_lines
