"""Cells of text → values as the contract types them, a column at a time; and back.

How the owner's tables write numbers, days, yes and no, and nothing at all stands in `cells.json`. Training, the batch
endpoint and `npm run score` all read cells here, so a table that could be trained on can be sent.

    cells = Cells.load()
    values, bad = cells.column("Umsatz (€)").values(column, ["1.234,50", "", "n/a", "viel"])
    # [1234.5, nan, nan, nan], [False, False, False, True]
"""

import codecs
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from contract.columns import Column
from contract.layout import WHITE, Layout
from contract.moments import ISO, is_number_format, moments_of_numbers, read_moments, write_moment
from contract.numerals import NumberStyle, read_numbers, write_number
from contract.spellings import folded, spellings_of

Values = np.ndarray[Any, Any]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

CELLS = Path(__file__).resolve().parent / "cells.json"
LONGEST_TEXT = 1000

_NONE = np.array(None, dtype=object)
_TRUE = ("true", "t", "yes", "y", "1")
_FALSE = ("false", "f", "no", "n", "0")


@dataclass(frozen=True)
class Cells:
    """How the cells of the owner's tables are written.

    Attributes:
        style: how numbers are written.
        missing: cells that mean "missing", folded to lower case; the empty one among them.
        columns: what is different in a column, by its name in the table; the keys are those of `cells.json`.
        layout: how a table of text is cut into rows and cells.
        left_out: columns that the tables have beside those of the contract.
    """

    style: NumberStyle = NumberStyle()
    missing: frozenset[str] = frozenset({""})
    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    layout: Layout = Layout()
    left_out: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path = CELLS) -> "Cells":
        """Read `cells.json`. Where there is none, cells are written as programs write them.

        Raises:
            ValueError: the file cannot be read as that; the sentence names it.
        """
        try:
            return cls.of(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, TypeError, AttributeError, LookupError) as error:
            raise ValueError(f"contract/cells.json cannot be used: {error}. Restore it.") from None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Cells":
        """Take what `cells.json` says.

        Raises:
            ValueError, TypeError, AttributeError, LookupError: it says something that cannot be.
        """
        missing = frozenset(str(token).casefold() for token in (*told.get("missing", ()), ""))
        cells = cls(
            _style(told, NumberStyle()),
            missing,
            told.get("columns", {}),
            Layout.of(told),
            tuple(told.get("leftOut", ())),
        )
        codecs.lookup(cells.layout.codec)
        for name in cells.columns:
            cells.column(name)
        return cells

    def column(self, name: str) -> "ColumnCells":
        """Return how the table's column of this name is written."""
        told = self.columns.get(name, {})
        return ColumnCells(
            style=_style(told, self.style),
            missing=self.missing,
            form=told.get("dateFormat") or ISO,
            true=tuple(told["true"]) if "true" in told else None,
            false=tuple(told["false"]) if "false" in told else None,
            spellings=told.get("spellings", {}),
        )

    def by_programs(self) -> "Cells":
        """Return how cells are written where programs wrote them (Parquet, JSON): 1234.5, true, 2024-11-02."""
        own = {
            name: {key: [*told, key] if key in ("true", "false") else told for key, told in column.items()}
            for name, column in self.columns.items()
        }
        for column in own.values():
            for key in ("dateFormat", "decimal", "thousands", "signs", "magnitudes"):
                column.pop(key, None)
        return Cells(NumberStyle(), self.missing, own, self.layout, self.left_out)

    def write(self, value: Any, name: str) -> str:
        """Write a value as the table's column of this name does; None as ""."""
        return self.column(name).write(value)


def _style(told: Mapping[str, Any], usual: NumberStyle) -> NumberStyle:
    decimal = told.get("decimal", usual.decimal)
    if decimal not in (".", ","):
        raise ValueError(f'"decimal" must be "." or ",", found {decimal!r}')
    signs, magnitudes = told.get("signs", usual.signs), told.get("magnitudes", {})
    return NumberStyle(
        decimal, told.get("thousands", usual.thousands), tuple(signs), tuple(magnitudes.items())
    )


@dataclass(frozen=True)
class ColumnCells:
    """How the cells of one column are written.

    Attributes:
        form: of days and moments; see `contract/moments.py`.
        true, false: words for yes and no; None: those that programs use. "" among them: a blank says it.
        spellings: other spellings of a category → the category.
    """

    style: NumberStyle
    missing: frozenset[str]
    form: str = ISO
    true: tuple[str, ...] | None = None
    false: tuple[str, ...] | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)

    def values(self, column: Column, texts: Sequence[str]) -> tuple[Values, Mask]:
        """Read cells as the contract types the column.

        Args:
            texts: n cells as they stand in the file.

        Returns:
            Values [n]: float64 with NaN where missing (number, integer), else object: `str` with "" where missing
            (category, text), or `bool`, `date`, `datetime` and None. And a mask [n]: cells that hold something the
            column cannot be. The value there is missing, or for a category and text the cell itself.
        """
        cells = self.trimmed(texts)
        match column.type:
            case "number":
                return read_numbers(cells, self.style)
            case "integer":
                numbers, bad = read_numbers(cells, self.style)
                return numbers, bad | (np.mod(numbers, 1) > 0)
            case "boolean":
                return self._booleans(cells)
            case "category":
                return self._categories(cells, column.categories or ())
            case "text":
                values = _objects(self.spellings.get(cell, cell) for cell in cells)
                return values, np.array([len(cell) > LONGEST_TEXT for cell in cells], dtype=np.bool_)
            case "date" | "datetime":
                return self._moments(cells, column.type)
        raise ValueError(f"no cells are read as {column.type}")

    def write(self, value: Any) -> str:
        """Write a value as the contract types it, the way the table's column does; None as ""."""
        if value is None or value != value:
            return ""
        if isinstance(value, bool | np.bool_):
            words = (self.true or ("true",)) if value else (self.false or ("false",))
            return words[0]
        if isinstance(value, date):
            return write_moment(value, self.form)
        if isinstance(value, int | float | np.number):
            return write_number(float(value), self.style)
        return str(value)

    def trimmed(self, texts: Sequence[str]) -> list[str]:
        """Return cells without blanks around them, "" where missing."""
        longest = max(map(len, self.missing))
        missing = self.missing
        return [
            "" if len(cell) <= longest and cell.casefold() in missing else cell
            for cell in [text.strip(WHITE) for text in texts]
        ]

    def _booleans(self, cells: list[str]) -> tuple[Values, Mask]:
        words = self._words
        known = {cell: words.get(_word(cell)) for cell in set(cells)}
        bad = {cell for cell, value in known.items() if value is None and cell != ""}
        return _objects(known[cell] for cell in cells), np.array(
            [cell in bad for cell in cells], dtype=np.bool_
        )

    @cached_property
    def _words(self) -> dict[str, bool]:
        """Words for yes and no: the table's own, and those that programs use where it does not use them otherwise."""
        told = {
            _word(word): value
            for words, value in ((self.false, False), (self.true, True))
            for word in words or ()
        }
        usual = {word: value for words, value in ((_FALSE, False), (_TRUE, True)) for word in words}
        return usual | told

    def _categories(self, cells: list[str], categories: tuple[str, ...]) -> tuple[Values, Mask]:
        closed, alike = {"", *categories}, spellings_of(categories)
        known = {cell: cell if cell in closed else self.spellings.get(cell, cell) for cell in set(cells)}
        known = {
            cell: meant if meant in closed else alike.get(folded(meant), cell)
            for cell, meant in known.items()
        }
        bad = {cell for cell, meant in known.items() if meant not in closed}
        return _objects(known[cell] for cell in cells), np.array(
            [cell in bad for cell in cells], dtype=np.bool_
        )

    def _moments(self, cells: list[str], kind: str) -> tuple[Values, Mask]:
        if is_number_format(self.form):
            numbers, bad = read_numbers(cells, self.style)
            values = moments_of_numbers(numbers, self.form)
            bad = bad | np.array(
                [value is None and cell != "" for value, cell in zip(values, cells, strict=True)]
            )
        else:
            values, bad = read_moments(cells, self.form)
        if kind == "date":
            bad = bad | np.array(
                [value is not None and value.time() != time.min for value in values], dtype=np.bool_
            )
            values = _objects(None if value is None else value.date() for value in values)
        return values, bad


def missing(values: Values) -> Mask:
    """Say which values of a column, [n], are missing: NaN, "" or None."""
    if values.dtype != object:
        return np.asarray(np.isnan(values), dtype=np.bool_)
    return np.asarray((values == _NONE) | (values == ""), dtype=np.bool_)


def _word(cell: str) -> str:
    """Fold a word for yes or no: 1.0 is 1."""
    return cell[0] if cell[:2] in ("1.", "0.") and not cell[2:].strip("0") else cell.casefold()


def _objects(values: Iterable[Any]) -> Values:
    """Put values into an array of objects, [n], whatever they are."""
    listed = list(values)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array
