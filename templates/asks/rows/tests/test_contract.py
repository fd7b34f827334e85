"""The contract is whole, and a row means the same wherever it is encoded."""

import math
from datetime import date, datetime
from typing import Literal

import numpy as np
import pytest
from pydantic import BaseModel
from rows import example

from contract.columns import LARGEST, columns_of, encoding_of
from contract.dates import day_parts, moment_parts
from contract.fields import Day, Integer, Moment, Number, Row, Text, YesNo, feature
from contract.schema import Features


def test_every_example_fits_its_own_contract() -> None:
    Features.model_validate(example())


def test_the_order_of_fields_in_a_request_does_not_matter() -> None:
    row = Features.model_validate(example()).__dict__
    encoding = encoding_of(Features)
    one, other = encoding.rows([row]), encoding.rows([dict(reversed(row.items()))])
    assert all(np.array_equal(one[name], other[name], equal_nan=one[name].dtype != object) for name in one)


class Everything(Row):
    """One field of every kind."""

    number: Number | None = feature("Number", example=1.5, optional=True)
    integer: Integer | None = feature("Integer", example=1, optional=True)
    yes: YesNo | None = feature("Yes?", example=True, optional=True)
    choice: Literal["b", "a"] | None = feature("Choice", example="a", optional=True)
    text: Text | None = feature("Text", example="x", optional=True)
    day: Day | None = feature("Day", example="2024-02-29", optional=True)
    moment: Moment | None = feature("Moment", example="2024-02-29T14:30:00", optional=True)


def test_what_is_missing_is_nan_for_numbers_and_empty_for_text() -> None:
    arrays = encoding_of(Everything).rows([Everything().__dict__])
    assert {name for name, array in arrays.items() if array[0, 0] == ""} == {"choice", "text"}
    assert all(math.isnan(array[0, 0]) for array in arrays.values() if array.dtype == np.float32)


def test_values_are_encoded_as_agreed() -> None:
    row = Everything(
        number=2.5, integer=7, yes=True, choice="b", text="ß", day="2000-01-02", moment="1999-12-31T23:05:00"
    )
    arrays = {name: array[0, 0] for name, array in encoding_of(Everything).rows([row.__dict__]).items()}
    assert arrays == {
        "number": 2.5,
        "integer": 7,
        "yes": 1,
        "day__year": 2000,
        "day__month": 1,
        "day__weekday": 6,
        "day__day": 1,
        "moment__year": 1999,
        "moment__month": 12,
        "moment__weekday": 4,
        "moment__day": -1,
        "moment__hour": 23,
        "choice": "b",
        "text": "ß",
    }


@pytest.mark.parametrize("huge", [10**400, 1e300, -(10**400)])
def test_a_number_beyond_float32_becomes_a_very_large_one_and_never_infinite(huge: float) -> None:
    encoded = encoding_of(Everything).rows([{"number": huge}])["number"][0, 0]
    assert abs(encoded) == np.float32(LARGEST) and (encoded > 0) == (huge > 0)


def test_the_parts_of_a_moment_begin_with_those_of_its_day() -> None:
    at = datetime(2024, 2, 29, 14, 30)
    assert moment_parts(at) == (*day_parts(date(2024, 2, 29)), 14)


def test_columns_tell_type_categories_and_what_may_be_missing() -> None:
    told = {column.field: column for column in columns_of(Everything)}
    assert told["choice"].categories == ("b", "a") and told["choice"].type == "category"
    assert [column.type for column in told.values()] == [
        "number", "integer", "boolean", "category", "text", "date", "datetime",
    ]  # fmt: skip
    assert all(column.nullable for column in told.values())
    assert not columns_of(Spelt)[1].nullable


def test_a_type_that_the_model_cannot_eat_is_named() -> None:
    class Odd(BaseModel):
        weights: list[float]

    with pytest.raises(TypeError, match="'weights'.*Number, Integer"):
        encoding_of(Odd)


class Spelt(Row):
    """Categories, two of which differ by case only."""

    sex: Literal["female", "male"] | None = feature("Sex", example="male", optional=True)
    grade: Literal["A", "a", "B"] = feature("Grade", example="B")


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ({"sex": " FEMALE", "grade": "b"}, ("female", "B")),
        ({"sex": "male", "grade": "a"}, ("male", "a")),
        ({"sex": None, "grade": "A"}, (None, "A")),
    ],
)
def test_a_category_is_known_by_case_and_blanks_ignored(sent: dict[str, str], meant: tuple[str, str]) -> None:
    row = Spelt.model_validate(sent)
    assert (row.sex, row.grade) == meant


@pytest.mark.parametrize("sent", [{"grade": " A"}, {"grade": "C"}, {"grade": "B", "sex": ""}, {"grade": 1}])
def test_a_spelling_of_none_or_of_several_categories_is_refused(sent: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Input should be 'A', 'a' or 'B'|'female' or 'male'"):
        Spelt.model_validate(sent)
