"""What every reader gives: names, and the cells of some columns in blocks of rows."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field

from contract.layout import MOST_TOTALS, WHITE
from training.readers.dialect import Dialect

CHUNK = 20_000


@dataclass(frozen=True)
class Block:
    """Some rows of a file, column by column.

    Attributes:
        lines: where each row stands in the file.
        cells: the text of each wanted column.
        ragged: where rows stand that could not be read, or have not the header's number of cells.
    """

    lines: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    ragged: list[int] = field(default_factory=list)


class Table(ABC):
    """One file, opened."""

    # Cells of the header, one for every column; names are made of them.
    header: list[str]

    @abstractmethod
    def blocks(self, places: list[int]) -> Iterator[Block]:
        """Read the columns at these places."""


class RowTable(Table):
    """A file that is read row by row.

    Attributes:
        headers: the rows that hold the names; where they come once more, they are no rows.
        dialect: how the file is cut; rows of totals at its end are no rows either.
        pad: rows may be shorter or longer than the header: what is missing is empty, what is beyond is none.
    """

    headers: list[list[str]]
    dialect: Dialect
    pad = False

    @abstractmethod
    def rows(self) -> Iterator[tuple[list[str] | None, int]]:
        """Yield every row below the header, None where it cannot be read, with its place in the file."""

    def blocks(self, places: list[int]) -> Iterator[Block]:
        rows: list[list[str]] = []
        lines: list[int] = []
        ragged: list[int] = []
        width = len(self.header)
        heads = [[cell.strip(WHITE) for cell in header] for header in self.headers]
        firsts = {head[0] if head else "" for head in heads}
        for row, line in self.rows():
            if row is None:
                ragged.append(line)
                continue
            if not any(cell and not cell.isspace() for cell in row):
                continue
            if len(row) != width and not self._fits(row, width):
                ragged.append(line)
                continue
            if row[0].strip(WHITE) in firsts and self._is_header(row, heads):
                continue
            rows.append(row)
            lines.append(line)
            if len(rows) == CHUNK + MOST_TOTALS:
                yield _block(rows[:CHUNK], lines[:CHUNK], ragged, places)
                rows, lines, ragged = rows[CHUNK:], lines[CHUNK:], []
        while rows and self.dialect.is_total(rows[-1]):
            rows.pop()
            lines.pop()
        if rows or ragged:
            yield _block(rows, lines, ragged, places)

    def _fits(self, row: list[str], width: int) -> bool:
        """Say whether a row has the header's cells; empty ones beyond them do no harm."""
        return len(row) > width and not any(cell.strip(WHITE) for cell in row[width:])

    def _is_header(self, row: list[str], heads: list[list[str]]) -> bool:
        cells = [cell.strip(WHITE) for cell in row]
        return any(cells[: len(head)] == head for head in heads)


def _block(rows: list[list[str]], lines: list[int], ragged: list[int], places: list[int]) -> Block:
    return Block(lines, [[row[place] for row in rows] for place in places], ragged)
