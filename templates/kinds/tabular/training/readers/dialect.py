"""How a file is cut into rows and cells: what `cells.json` says of every table, and `source.json` of this one."""

from dataclasses import dataclass

from contract.layout import Layout


@dataclass(frozen=True, kw_only=True)
class Dialect(Layout):
    """How a file is cut into rows and cells.

    Attributes:
        skip_lines: lines above the header; rows, in a sheet.
        skip_columns: empty columns before the table, in a sheet.
        sheet: of a workbook; None: the first with a table.
    """

    skip_lines: int = 0
    skip_columns: int = 0
    sheet: str | None = None
