"""Which format a file is of, by its content, and the reader for it."""

import re
from pathlib import Path

from training.readers.delimited import DelimitedTable
from training.readers.dialect import Dialect
from training.readers.records import RecordTable, kind_of
from training.readers.table import Table
from training.readers.text import opened

_JSON = re.compile(r'\ufeff?\s*(\[\s*[\[{\]]|\{\s*["}])')
_HEAD = 1 << 16


def format_of(path: Path, encoding: str = "utf-8") -> str:
    """Return csv, json, jsonl, parquet or xlsx; what is nothing else is csv.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start == b"PAR1":
        return "parquet"
    if start == b"PK\x03\x04":
        return "xlsx"
    for one in dict.fromkeys((encoding, "utf-8")):  # JSON is in UTF-8, also where the owner's tables are not
        with opened(path, one) as text:
            head = text.read(_HEAD)
        if _JSON.match(head):
            return "jsonl" if kind_of(head) == "lines" else "json"
    return "csv"


def open_table(path: Path, told: Dialect) -> Table:
    """Open a file as it is told; one of another format as files of that format usually are.

    Raises:
        ValueError, OSError and what else the readers raise: it cannot be read.
    """
    kind = format_of(path, told.encoding)
    dialect = told if kind == told.format else usual(kind, path, told)
    if kind == "parquet":
        from training.readers.columnar import ColumnTable

        return ColumnTable(path, dialect)
    if kind == "xlsx":
        from training.readers.workbook import SheetTable

        return SheetTable(path, dialect)
    if kind in ("json", "jsonl"):
        return RecordTable(path, dialect)
    return DelimitedTable(path, dialect)


def usual(kind: str, path: Path, told: Dialect) -> Dialect:
    """Return how files of a format usually are, where `source.json` tells of another one."""
    if kind != "csv":
        return Dialect(format=kind, encoding="utf-8", totals=told.totals)
    with opened(path, told.encoding) as text:
        line = text.readline()
    delimiter = max(",;\t|", key=line.count)
    return Dialect(format=kind, encoding=told.encoding, totals=told.totals, delimiter=delimiter)
