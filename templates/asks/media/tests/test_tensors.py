"""Every type of tensor: what fits is taken without loss, what does not is told."""

from typing import Any

import numpy as np
import pytest

from serving.problems import Problem
from serving.tensors import from_json, shape_words, to_json


@pytest.mark.parametrize(
    ("kind", "sent", "wrong", "words"),
    [
        ("int64", [1, -2, 3.0], [1.5], "part behind the point"),
        ("uint8", [0, 255], [256], "from 0 to 255"),
        ("int8", [-128], [-129], "from -128 to 127"),
        ("int64", [2**63 - 1], [2**64], "whole numbers"),
        ("bool", [True, False], [1], "true or false"),
        ("string", ["a", "ä"], [1], "texts"),
        ("float16", [0.5, 2], [1e6], "larger ones"),
        ("double", [1e300], ["1"], "texts"),
        ("float", [], [[]], "found [1, 0]"),
        ("float", [1, 2.5], [1, None], "null"),
        ("float", [1], [{"a": 1}], "objects"),
        ("float", [2.0**64], [10**400], "hundreds of digits"),
        ("float", [1], [True, 1], "numbers beside true or false"),
        ("float", [1], [1, "1"], "numbers beside texts"),
        ("float", [1], [[1, 2], [3, True]], "numbers beside true or false"),
        ("string", ["1"], ["a", 1], "numbers beside texts"),
        ("string", ["1"], ["a", None], "null"),
        ("bool", [True], [True, 0], "numbers beside true or false"),
        ("int64", [1], [1, 2**64], "from -9223372036854775808"),
    ],
)
def test_a_type_takes_its_own(kind: str, sent: list[Any], wrong: list[Any], words: str) -> None:
    found = from_json("x", sent, f"tensor({kind})", ["N"])
    assert to_json(found, 100) == sent
    with pytest.raises(Problem, match=words.replace("[", r"\[")) as caught:
        from_json("x", wrong, f"tensor({kind})", ["N"])
    assert caught.value.status == 422
    assert caught.value.errors[0].field == "x"


def test_large_whole_numbers_are_numbers() -> None:
    assert from_json("x", [10**30, 1], "tensor(float)", [2]).tolist() == [np.float32(1e30), 1]


def test_no_number_is_rounded_on_its_way_to_a_double() -> None:
    assert from_json("x", [0.1], "tensor(double)", [1])[0] == 0.1


def test_sequences_and_maps_are_lists_and_objects() -> None:
    outputs = [{1: np.float32(0.5)}, {"a": np.array([True])}, [np.array(2, np.int64)]]
    assert to_json(outputs, 100) == [{"1": 0.5}, {"a": [True]}, [2]]


@pytest.mark.parametrize(
    "value", [float("nan"), np.float32("inf"), np.array([1, np.nan]), [{0: float("inf")}]]
)
def test_what_is_no_number_is_told(value: Any) -> None:
    with pytest.raises(Problem, match="no finite answer"):
        to_json(value, 100)


def test_a_shape_is_written_as_the_model_has_it() -> None:
    assert shape_words(["N", 3, None]) == "[N, 3, ?]"


def test_an_input_of_any_shape_takes_any() -> None:
    for sent in (7, [1, 2], [[[1]]]):
        assert to_json(from_json("x", sent, "tensor(float)", []), 100) == sent
