"""Excel workbooks: one sheet, row by row."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

from contract.layout import WHITE, joined
from training.readers.dialect import Dialect
from training.readers.plain import number_text, value_text
from training.readers.table import RowTable

# What stands in a cell whose formula failed: no value.
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"))
LARGEST = 2_000_000_000  # bytes unpacked
SUSPICIOUS, MOST_RATIO = 50_000_000, 400


class SheetTable(RowTable):
    """A sheet of a workbook.

    Raises:
        ValueError, KeyError, OSError, zipfile.BadZipFile: it is damaged, or has no such sheet, or none with a table.
    """

    pad = True

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.path, self.dialect = path, dialect
        _refuse_absurd(path)
        first: list[list[str]] = []
        wanted = max(1, dialect.header_rows)
        for number, row in enumerate(self._all(), start=1):
            if number > dialect.skip_lines:
                first.append(_without_end(row[dialect.skip_columns :]))
            if len(first) == wanted:
                break
        self.headers = first[: dialect.header_rows]
        self.header = joined(self.headers, max((len(row) for row in first), default=0))

    def rows(self) -> Iterator[tuple[list[str] | None, int]]:
        width, skip = len(self.header), self.dialect.skip_columns
        above = self.dialect.skip_lines + len(self.headers)
        for number, row in enumerate(self._all(), start=1):
            if number > above:
                cells = row[skip : skip + width]
                yield cells + [""] * (width - len(cells)), number

    def _all(self) -> Iterator[list[str]]:
        from openpyxl import load_workbook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(self.path, read_only=True, data_only=True)
            try:
                for row in _rows_of(_sheet_of(book, self.dialect.sheet)):
                    yield [_text(value) for value in row]
            finally:
                book.close()


def _sheet_of(book: Any, name: str | None) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name in sheets:
        return sheets[name]
    visible = [sheet for sheet in sheets.values() if sheet.sheet_state == "visible"]
    if len(visible) == 1:
        return visible[0]
    if name is not None:
        raise KeyError(f"it has no sheet '{name}', but {', '.join(map(repr, sheets))}")
    for sheet in visible:
        rows = _rows_of(sheet)
        full = sum(
            sum(value is not None for value in row) >= 2 for row, _ in zip(rows, range(400), strict=False)
        )
        if full >= 2:
            return sheet
    raise ValueError("no sheet of it holds a table")


def _rows_of(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # some programs write wrong ones
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return rows


def _text(value: Any) -> str:
    if isinstance(value, str):
        return "" if value in _ERRORS else value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**15 else number_text(float(value))
    if isinstance(value, time):
        return value.isoformat()
    return value_text(value)


def _without_end(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip(WHITE):
        end -= 1
    return row[:end]


def _refuse_absurd(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            ratio = entry.file_size / max(1, entry.compress_size)
            if entry.file_size > LARGEST or (entry.file_size > SUSPICIOUS and ratio > MOST_RATIO):
                raise ValueError(f"it unpacks to {entry.file_size:,} bytes, which no table of its size does")
