"""How a file is cut into rows and cells: what `source.json` says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Dialect:
    """How a file is cut into rows and cells.

    Attributes:
        format: csv, json, jsonl, parquet or xlsx.
        skip_lines: lines above the header; rows, in a sheet.
        skip_columns: empty columns before the table, in a sheet.
        header_rows: lines of names, 0 to 2.
        sheet: of a workbook; None: the first with a table.
        totals: words that begin rows of totals at the end.
    """

    format: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    skip_lines: int = 0
    skip_columns: int = 0
    header_rows: int = 1
    sheet: str | None = None
    totals: frozenset[str] = frozenset()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Dialect":
        """Read what `source.json` says."""
        return cls(
            format=told.get("format", "csv"),
            encoding=told.get("encoding", "utf-8"),
            delimiter=told.get("delimiter", ","),
            quote=told.get("quote", '"'),
            skip_lines=told.get("skipLines", 0),
            skip_columns=told.get("skipColumns", 0),
            header_rows=told.get("headerRows", 1),
            sheet=told.get("sheet"),
            totals=frozenset(told.get("totals", ())),
        )
