"""JSON objects of a batch, as the owner's tables hold them."""

from typing import Any

import pytest
from rows import COLUMNS, example
from sheets import NAMES, TARGET_NAME, cells_of

from contract.schema import Features
from serving import records


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner's tables are JSON, with a column that was left out."""
    monkeypatch.setattr(records, "_IS_OWN", True)
    monkeypatch.setattr(records, "LEFT_OUT", {"nobody's business"})


def values(row: Any) -> dict[str, Any]:
    return Features.model_validate(row).__dict__


@pytest.mark.usefixtures("own")
def test_what_stands_in_quotes_is_a_cell() -> None:
    record = dict(zip(NAMES.values(), cells_of(example()), strict=True))
    assert all(isinstance(value, str) for value in record.values())
    beside = {TARGET_NAME: "anything", "nobody's business": [1]}
    (row,) = records.rows_of([record | beside])
    assert values(row) == values(example())


@pytest.mark.usefixtures("own")
def test_nested_objects_are_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    field = COLUMNS[0].field
    monkeypatch.setattr(records, "NAMES", records.NAMES | {"deep.er.it": field})
    monkeypatch.setattr(records, "_ABOVE", {"deep", "deep.er"})
    value = example()[field]
    record = {name: value for name, value in example().items() if name != field}
    (row, other) = records.rows_of(
        [record | {"deep": {"er": {"it": value}}}, record | {"deep": None, field: value}]
    )
    assert row == record | {"deep.er.it": value}
    assert values(other) == values(example())


def test_other_tables_are_taken_as_strictly_as_one_row() -> None:
    if records._IS_OWN:
        pytest.skip("this product's own tables are JSON")
    for row in (example() | {COLUMNS[0].field: {}}, example() | {"deep": {"er": 1}}, "text", None):
        assert records.rows_of([row]) == [row]
