"""Contributions are Shapley values: of a sum, each field's own part, and a date's parts count as one field."""

from typing import Any

import numpy as np
import pytest
from rows import COLUMNS, example, first

from contract.columns import Arrays, encoding_of
from contract.schema import Features
from serving.artifact import open_artifact
from serving.explain import Explainer
from serving.settings import Settings

BACKGROUND = open_artifact(Settings()).reference["background"]
ROW = Features.model_validate(example()).__dict__


def weights(name: str) -> float:
    """Give every input a weight of its own."""
    return 1 + len(name) % 7


def total(arrays: Arrays) -> np.ndarray[Any, Any]:
    """A model that adds up what it is given: numbers as they are, text by its length."""
    columns = [
        np.array([len(value) for value in array[:, 0]])
        if array.dtype == object
        else np.nan_to_num(array[:, 0])
        for array in arrays.values()
    ]
    return np.sum([weights(name) * column for name, column in zip(arrays, columns, strict=True)], axis=0)[
        :, None
    ]


def part(field: str, row: dict[str, Any]) -> float:
    """What one field adds to the sum."""
    mine = {
        name: array
        for name, array in encoding_of(Features).rows([row]).items()
        if name == field or name.rpartition("__")[0] == field
    }
    return float(total(mine)[0, 0])


@pytest.mark.parametrize("field", [column.field for column in COLUMNS][:30])
def test_of_a_sum_each_field_gives_its_own_part(field: str) -> None:
    explainer = Explainer(BACKGROUND, total)
    _, parts = explainer.contributions(ROW, 0)
    typical = np.mean([part(field, Features.model_validate(row).__dict__) for row in BACKGROUND])
    assert parts[field] == pytest.approx(part(field, ROW) - typical, rel=1e-4, abs=1e-3)


def test_base_and_contributions_are_the_answer() -> None:
    base, parts = Explainer(BACKGROUND, total).contributions(ROW, 0)
    answer = total(encoding_of(Features).rows([ROW]))[0, 0]
    assert base + sum(parts.values()) == pytest.approx(answer, rel=1e-6)


def test_what_the_model_does_not_look_at_contributes_nothing() -> None:
    ignored = COLUMNS[0].field

    def blind(arrays: Arrays) -> np.ndarray[Any, Any]:
        return total({name: array for name, array in arrays.items() if name.partition("__")[0] != ignored})

    if len(COLUMNS) == 1:
        pytest.skip("the model looks at one field only")
    assert Explainer(BACKGROUND, blind).contributions(ROW, 0)[1][ignored] == 0


def test_a_date_is_one_field() -> None:
    column = first("date", "datetime")
    if column is None:
        pytest.skip("no field is a date")
    assert set(Explainer(BACKGROUND, total).contributions(ROW, 0)[1]) == set(Features.model_fields)
