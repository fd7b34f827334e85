"""Cells of text → values: what stands in a table is understood as its writer meant it."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from contract.cells import Cells, ColumnCells
from contract.columns import Column
from contract.numerals import NumberStyle

EURO = NumberStyle(",", ".", ("€", "EUR", "kg", "%"))
DOLLAR = NumberStyle(".", ",", ("$", "USD", "k"))
SWISS = NumberStyle(".", "'", ("CHF",))


def cells_of(told: dict[str, Any], folder: Path) -> Cells:
    path = folder / "cells.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return Cells.load(path)


def one(kind: str, text: str, cells: ColumnCells, categories: tuple[str, ...] | None = None) -> Any:
    """Read one cell beside others; "bad" where it cannot be read."""
    column = Column("x", kind, True, categories)
    values, bad = cells.values(column, ["", text])
    alone, _ = cells.values(column, [text])
    assert repr(values[1]) == repr(alone[0])
    return "bad" if bad[1] else values[1]


def written(**told: Any) -> ColumnCells:
    return ColumnCells(**({"style": NumberStyle(), "missing": frozenset({"", "n/a", "-999"})} | told))


@pytest.mark.parametrize(
    ("style", "text", "value"),
    [
        (NumberStyle(), " 12.5 ", 12.5),
        (NumberStyle(), "1e-3", 0.001),
        (NumberStyle(), "−7", -7),
        (NumberStyle(), "-0", 0),
        (NumberStyle(), "1_000", "bad"),
        (NumberStyle(), "infinity", "bad"),
        (NumberStyle(), "1,5", "bad"),
        (EURO, "€ 1.200,50", 1200.5),
        (EURO, "1.200,50 EUR", 1200.5),
        (EURO, "-€5", -5),
        (EURO, "€-5", -5),
        (EURO, "12 kg", 12),
        (EURO, "12\u00a0kg", 12),
        (EURO, "kg 12", 12),
        (EURO, "45 %", 45),
        (EURO, "12 g", "bad"),
        (EURO, "1.20", "bad"),
        (EURO, "1.2000", "bad"),
        (DOLLAR, "1,200.50 USD", 1200.5),
        (DOLLAR, "$-5", -5),
        (DOLLAR, "(1,200)", -1200),
        (DOLLAR, "($1,200.50)", -1200.5),
        (DOLLAR, "$(7)", -7),
        (DOLLAR, "(7", "bad"),
        (DOLLAR, "-(7)", "bad"),
        (DOLLAR, "--7", "bad"),
        (DOLLAR, "1,00,000", 100_000),
        (DOLLAR, "12,34,567.5", 1_234_567.5),
        (DOLLAR, "1,00,00", "bad"),
        (SWISS, "CHF 1’200.50", 1200.5),
        (NumberStyle(",", " "), "1 200\u00a0300,5", 1_200_300.5),
    ],
)
def test_a_number_is_read_as_it_was_meant(style: NumberStyle, text: str, value: Any) -> None:
    assert one("number", text, written(style=style)) == value


@pytest.mark.parametrize("text", ["", "  ", "N/A", "n/a", "-999"])
@pytest.mark.parametrize("kind", ["number", "integer", "boolean", "category", "text", "date", "datetime"])
def test_nothing_is_nothing_in_every_type(kind: str, text: str) -> None:
    value = one(kind, text, written(), ("a",))
    assert value is None or value == "" or np.isnan(value)


def test_a_whole_number_has_no_fraction() -> None:
    assert [one("integer", text, written()) for text in ("7", "7.0", "7.5", "1e3")] == [
        7,
        7,
        "bad",
        1000,
    ]


@pytest.mark.parametrize(
    ("form", "text", "iso"),
    [
        ("%Y-%m-%d", "2024-11-02", "2024-11-02"),
        ("%d.%m.%Y", "2.11.2024", "2024-11-02"),
        ("%m/%d/%y", "11/02/24", "2024-11-02"),
        ("%d %b %Y", "2 Nov 2024", "2024-11-02"),
        ("%b %d, %Y", "November 2, 2024", "2024-11-02"),
        ("%d-%b-%Y", "02-Nov-2024", "2024-11-02"),
        ("%d. %b %Y", "2. März 2024", "2024-03-02"),
        ("%d %b %Y", "2 févr. 2024", "2024-02-02"),
        ("%d de %b de %Y", "2 de noviembre de 2024", "2024-11-02"),
        ("%d %b %Y", "2 maggio 2024", "2024-05-02"),
        ("%d %b %Y", "2 mrt 2024", "2024-03-02"),
        ("%Y%m%d", "20241102", "2024-11-02"),
        ("%Y%m%d", "2024112", None),
        ("%Y-%m", "2015-01", "2015-01-01"),
        ("%G-W%V", "2020-W53", "2020-12-28"),
        ("%G-W%V", "2024-W53", None),
        ("%GW%V%u", "2026W011", "2025-12-29"),
        ("excel", "45598", "2024-11-02"),
        ("%Y-%m-%d", "2024-02-30", None),
        ("%d/%m/%Y", "11/13/2024", None),
        ("%d %b %Y", "2 Nix 2024", None),
        ("ISO8601", "2024-11-02 00:00:00", "2024-11-02"),
        ("ISO8601", "2024-11-02T08:30", None),
    ],
)
def test_a_day_is_read_in_the_columns_style(form: str, text: str, iso: str | None) -> None:
    assert one("date", text, written(form=form)) == (date.fromisoformat(iso) if iso else "bad")


@pytest.mark.parametrize(
    ("form", "text", "iso"),
    [
        ("%Y-%m-%dT%H:%M:%S%z", "2024-11-02T10:00:00+02:00", "2024-11-02T10:00:00"),
        ("%Y-%m-%dT%H:%M:%S%z UTC", "2024-11-02T10:00:00+02:00", "2024-11-02T08:00:00"),
        ("%Y-%m-%dT%H:%M:%S%z UTC", "2024-11-02T10:00:00-0130", "2024-11-02T11:30:00"),
        ("ISO8601 UTC", "2024-11-02 10:00:00.25Z", "2024-11-02T10:00:00.250000"),
        ("ISO8601", "2024-11-02T10:00:00.123456789Z", "2024-11-02T10:00:00.123456"),
        ("%Y-%m-%d %H:%M:%S %z", "2024-11-02 10:00:00 UTC", "2024-11-02T10:00:00"),
        ("%m/%d/%Y %I:%M %p", "11/2/2024 12:05 AM", "2024-11-02T00:05:00"),
        ("%m/%d/%Y %I:%M %p", "11/2/2024 12:05 p.m.", "2024-11-02T12:05:00"),
        ("%m/%d/%Y %I:%M %p", "11/2/2024 13:05 PM", None),
        ("%d.%m.%Y %H:%M", "2.11.2024 24:00", None),
        ("%d/%m/%Y à %Hh%M", "2/11/2024 à 9h30", "2024-11-02T09:30:00"),
        (
            "%a, %d %b %Y %H:%M:%S %z",
            "Sat, 02 Nov 2024 10:00:00 GMT",
            "2024-11-02T10:00:00",
        ),
        ("unix", "1700000000", "2023-11-14T22:13:20"),
        ("unix-ms", "1700000000500", "2023-11-14T22:13:20.500000"),
        ("excel", "45598.5", "2024-11-02T12:00:00"),
        ("excel", "9e99", None),
    ],
)
def test_a_moment_is_read_in_the_columns_style(form: str, text: str, iso: str | None) -> None:
    assert one("datetime", text, written(form=form)) == (datetime.fromisoformat(iso) if iso else "bad")


def test_yes_and_no_are_the_tables_words_and_those_of_programs() -> None:
    german = written(true=("ja",), false=("nein",))
    texts = ["ja", "NEIN", "true", "1.0", "0", "vielleicht"]
    assert [one("boolean", text, german) for text in texts] == [
        True,
        False,
        True,
        True,
        False,
        "bad",
    ]


def test_a_blank_may_mean_no() -> None:
    ticked = written(true=("x",), false=("",))
    assert [one("boolean", text, ticked) for text in ("x", "X", "", " ")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_category_is_known_by_other_spellings_unless_two_are_alike() -> None:
    sex = written(spellings={"w": "female"})
    known = ("female", "male", "A", "a")
    texts = ["female", "Female", " FEMALE ", "w", "A", "a", "b"]
    assert [one("category", text, sex, known) for text in texts] == ["female"] * 4 + [
        "A",
        "a",
        "bad",
    ]


def test_what_is_written_is_read_as_the_same() -> None:
    told = written(style=EURO, true=("ja",), false=("nein",), form="%d.%m.%Y %I:%M %p")
    moment = datetime(2024, 11, 2, 0, 5)
    for kind, value in (
        ("number", -1234.5),
        ("integer", 7),
        ("boolean", False),
        ("datetime", moment),
        ("text", "x"),
    ):
        assert one(kind, told.write(value), told) == value
    assert told.write(1234.5) == "1234,5"
    assert [told.write(value) for value in (None, float("nan"))] == ["", ""]


def test_cells_json_says_how_a_column_is_written(tmp_path: Path) -> None:
    cells = cells_of(
        {
            "decimal": ",",
            "missing": ["k.A."],
            "columns": {"Gewicht": {"decimal": ".", "signs": ["kg"]}},
        },
        tmp_path,
    )
    weight, plain = (cells.column(name) for name in ("Gewicht", "Länge"))
    assert (one("number", "1.5 kg", weight), one("number", "1,5", plain)) == (1.5, 1.5)
    assert np.isnan(one("number", "k.a.", plain))
    assert cells.write(2.5, "Länge") == "2,5"


def test_without_cells_json_programs_wrote_the_cells(tmp_path: Path) -> None:
    assert Cells.load(tmp_path / "none.json") == Cells()


@pytest.mark.parametrize("text", ["{", "[]", '{"decimal": "x"}', '{"columns": {"a": {"signs": 5}}}'])
def test_a_broken_cells_json_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "cells.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"contract/cells\.json cannot be used"):
        Cells.load(tmp_path / "cells.json")
