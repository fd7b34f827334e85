"""Tables as this product's owner would write them, made of rows as the API takes them."""

import csv
import io
from collections.abc import Iterable, Sequence

from rows import Row, example

from contract.schema import Features, Prediction
from serving import written

NAMES = {name: written.column_of(info, name) for name, info in Features.model_fields.items()}
((TARGET, _TARGET_INFO),) = Prediction.model_fields.items()
TARGET_NAME = written.column_of(_TARGET_INFO, TARGET)


def cells_of(row: Row) -> list[str]:
    """Write a row that keeps the contract, in the order of the contract's fields."""
    values = Features.model_validate(row).__dict__
    return [written.CELLS.write(values[field], NAMES[field]) for field in NAMES]


def sheet(rows: Iterable[Row], delimiter: str | None = None) -> bytes:
    """Write rows that keep the contract as a CSV with the owner's names."""
    return table([[*NAMES.values()], *map(cells_of, rows)], delimiter)


def table(lines: Iterable[Sequence[str]], delimiter: str | None = None) -> bytes:
    """Write lines of cells as a CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter or written.CELLS.layout.delimiter, lineterminator="\n").writerows(
        lines
    )
    return text.getvalue().encode()


def read(content: bytes) -> list[dict[str, str]]:
    """Read a CSV that was answered."""
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=written.CELLS.layout.delimiter))


def number(cell: str) -> float:
    """Read a number of an answer."""
    return float(cell.replace(written.CELLS.style.decimal, "."))


def broken_cells() -> list[tuple[str, list[str]]]:
    """Return a field, and the cells of the example with one at that field which cannot be read, where there is one."""
    cells = cells_of(example())
    found = []
    for place, (field, info) in enumerate(Features.model_fields.items()):
        if "str" not in str(info.annotation):
            found.append((field, [*cells[:place], "never such a value", *cells[place + 1 :]]))
    return found
