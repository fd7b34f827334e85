"""The owner's table, checked against the contract.

Rows that break it are left out and counted, up to one in a hundred. Above that, either the table or the
contract is wrong, and training says where instead of guessing.
"""

import difflib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from contract.cells import Cells, Mask
from contract.columns import Encoding
from publishing.errors import CannotPublish
from training.expected import Contract, Expected
from training.parse import Values, values_of
from training.source import Chunk, Source, chunks_of, header_of, normal

MOST_LEFT_OUT = 0.01
# So many rows with another number of cells are left out of a small table too, if they are at most a tenth of it.
FEW_RAGGED = 5
_RAGGED = "another number of cells than the header"
SHOWN = 5


@dataclass(frozen=True)
class Table:
    """Rows that keep the contract.

    Attributes:
        values: by field, [n]; see `contract.cells.ColumnCells.values` for what they hold.
        target: [n]; the class's place in the contract's list (int64), or the number (float64).
        rows: rows in the file.
        left_out: how many of them were left out, by reason.
        beside: the cells of the column that rows are held out by, [n] `str`; None where none was asked for.
    """

    values: dict[str, Values]
    target: Values
    rows: int
    left_out: dict[str, int]
    beside: Values | None = None

    def __len__(self) -> int:
        return len(self.target)

    def take(self, places: Values) -> "Table":
        """Return some of the rows, in the order of `places`."""
        chosen = {field: values[places] for field, values in self.values.items()}
        beside = None if self.beside is None else self.beside[places]
        return Table(chosen, self.target[places], self.rows, self.left_out, beside)

    def frame(self, encoding: Encoding) -> pd.DataFrame:
        """Return the model's inputs, [n, inputs]: float32, or object holding `str`."""
        return frame_of(encoding.columns(self.values))

    def row(self, place: int) -> dict[str, Any]:
        """Return one row as it would be sent to the API: field → value, None where missing."""
        return {field: plain(values[place]) for field, values in self.values.items()}


def frame_of(arrays: dict[str, np.ndarray[Any, Any]]) -> pd.DataFrame:
    """Put encoded arrays, each [n, 1], side by side."""
    return pd.DataFrame({name: pd.Series(array[:, 0], dtype=array.dtype) for name, array in arrays.items()})


def plain(value: Any) -> Any:
    """Return a cell as plain Python: None where missing, whole numbers as int."""
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, float):
        return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)
    return value


def load(source: Source, contract: Contract, beside: str | None = None, cells: Cells | None = None) -> Table:
    """Read the table and keep the rows that keep the contract.

    Args:
        beside: a column to read as it stands beside the contract's, by its name in the table.
        cells: how the cells are written; None: as `contract/cells.json` says.

    Raises:
        CannotPublish: a column is absent, more than one row in a hundred breaks the contract, or none is left.
    """
    places = _places(source, contract, beside)
    reader = _Reader(source, contract, cells_of(source, cells), beside)
    for chunk in chunks_of(source, places):
        reader.add(chunk)
    return reader.table()


def cells_of(source: Source, own: Cells | None = None) -> Cells:
    """Return how the cells of a source are written: as the owner's tables are, or by a program, where its format has types.

    Args:
        own: how the owner's tables are written; None: as `contract/cells.json` says.

    Raises:
        CannotPublish: `contract/cells.json` is broken.
    """
    own = own or own_cells()
    return own.by_programs() if source.typed() else own


def own_cells() -> Cells:
    """Read how the owner's tables are written.

    Raises:
        CannotPublish: `contract/cells.json` is broken.
    """
    try:
        return Cells.load()
    except ValueError as error:
        raise CannotPublish(str(error), "It says how the cells of your tables are written.") from None


class _Reader:
    """Collects the good rows of every chunk, and what was wrong with the others."""

    def __init__(self, source: Source, contract: Contract, cells: Cells, by: str | None) -> None:
        self.source, self.contract, self.cells = source, contract, cells
        self.kept: dict[str, list[Values]] = {e.field: [] for e in contract.features}
        self.targets: list[Values] = []
        self.by = by
        self.beside: list[Values] = []
        self.rows = 0
        self.left_out: Counter[str] = Counter()
        self.examples: list[str] = []

    def add(self, chunk: Chunk) -> None:
        n = len(chunk.lines)
        self.rows += n + len(chunk.ragged)
        for line in chunk.ragged:
            self._note(_RAGGED, line, "as many cells as the header")
        own = chunk.cells[: len(self.contract.features) + 1]  # features, then the target
        answered = self._told(own[-1], self.contract.target.name)
        if not answered.all():
            self.left_out["no target"] += int(n - answered.sum())
        broken = np.zeros(n, dtype=bool)
        columns = {}
        target = self.contract.target
        for expected, cells in zip((*self.contract.features, target), own, strict=True):
            values, problems = values_of(cells, expected, self.cells)
            columns[expected.field] = values
            for mask, wanted in problems:
                for place in np.flatnonzero(mask & answered & ~broken):
                    found = cells[place].strip() or "nothing"
                    self._note("breaks the contract", chunk.lines[place], wanted, expected, found)
                broken |= mask & answered
        good = np.flatnonzero(answered & ~broken)
        for expected in self.contract.features:
            self.kept[expected.field].append(columns[expected.field][good])
        self.targets.append(columns[target.field][good])
        if self.by is not None:
            told = self.cells.column(self.by).trimmed(chunk.cells[-1])
            self.beside.append(np.array(told, dtype=object)[good])

    def _told(self, cells: list[str], name: str) -> Mask:
        return np.array([cell != "" for cell in self.cells.column(name).trimmed(cells)], dtype=np.bool_)

    def _note(
        self, reason: str, line: int, wanted: str, expected: Expected | None = None, found: str | None = None
    ) -> None:
        self.left_out[reason] += 1
        if len(self.examples) < SHOWN:
            where = f"line {line}" + (f", column '{expected.name}'" if expected else "")
            said = f", found {found[:60]!r}" if found else ""
            self.examples.append(f"{where}: expected {wanted}{said}")

    def table(self) -> Table:
        target = self.contract.target
        broken = sum(rows for reason, rows in self.left_out.items() if reason != "no target")
        ragged = self.left_out[_RAGGED]
        broken -= ragged if ragged <= min(FEW_RAGGED, 0.1 * self.rows) else 0
        kept = sum(map(len, self.targets))
        if broken > MOST_LEFT_OUT * self.rows:
            raise CannotPublish(
                f"{broken:,} of {self.rows:,} rows in {self.source.path.name} do not fit the contract:\n  "
                + "\n  ".join(self.examples),
                "At most 1 % may be left out. Correct the data, or the field in contract/schema.py.",
            )
        if not kept:
            raise CannotPublish(
                f"{self.source.path.name} holds no row that can be learned from ({self.rows:,} rows read).",
                f"Rows need a value in '{target.name}', the column that is predicted.",
            )
        values = {field: np.concatenate(parts) for field, parts in self.kept.items()}
        answers = np.concatenate(self.targets)
        if self.contract.classes:
            places = {name: place for place, name in enumerate(self.contract.classes)}
            answers = np.array([places[answer] for answer in answers], dtype=np.int64)
        beside = None if self.by is None else np.concatenate(self.beside)
        return Table(values, answers, self.rows, dict(self.left_out), beside)


def _places(source: Source, contract: Contract, beside: str | None) -> list[int]:
    """Find the contract's columns in the file, features first, then the target and the one beside them."""
    header = header_of(source)
    places = []
    for expected in (*contract.features, contract.target):
        name = normal(expected.name)
        if name not in header:
            raise _absent(name, header, source)
        places.append(header.index(name))
    if beside is not None:
        if normal(beside) not in header:
            raise _absent(beside, header, source, "`split.column` in training/settings.json")
        places.append(header.index(normal(beside)))
    return places


def _absent(
    name: str, header: list[str], source: Source, said_in: str = "`column` in contract/schema.py"
) -> CannotPublish:
    near = difflib.get_close_matches(name, header, n=1)
    delimiter, cut = source.dialect.delimiter, source.dialect.format == "csv"
    found = ", ".join(repr(column) for column in header[:12]) + (" …" if len(header) > 12 else "")
    return CannotPublish(
        f"{source.path.name} has no column '{name}'."
        + (f" Did you mean '{near[0]}'?" if near else "")
        + f" Found: {found}.",
        f"Name the columns as in the data that the product was made from, or correct {said_in}."
        + (f" Cells are expected to be separated by {delimiter!r}." if cut else ""),
    )
