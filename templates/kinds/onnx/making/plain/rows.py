"""The contract's columns → the model's inputs, and its answer → probabilities or a value, by NumPy."""

from typing import Any

import numpy as np

from contract.steps import OutputSteps, RowSteps
from making.plain.output import scores
from making.session import Array, Arrays
from making.terms import places
from publishing.errors import CannotPublish


def prepared(
    columns: Arrays, steps: RowSteps, numbers: list[str], ranks: dict[str, int | None]
) -> dict[str, Array]:
    """Return what each input of the model gets.

    Args:
        columns: the contract's inputs, [N, 1] each.
        ranks: how many dimensions each input of the model has, None where that is not known.
    """
    values = dict(columns)
    if steps.scaler is not None:
        for name, mean, scale in zip(numbers, steps.scaler.mean, steps.scaler.scale, strict=True):
            values[name] = (values[name] - np.float32(mean)) / np.float32(scale or 1.0)
    if steps.input is not None:
        matrix = np.concatenate([values[name] for name in numbers], axis=1)
        return {steps.input: matrix.reshape(-1) if ranks[steps.input] == 1 else matrix}
    fed = {
        wanted: np.concatenate([values[name] for name in names], axis=1)
        for wanted, names in steps.by_input(list(values)).items()
    }
    return {name: value.reshape(-1) if ranks[name] == 1 else value for name, value in fed.items()}


def told(
    answered: Any, steps: OutputSteps, known: list[str] | None, classes: list[str], one_row: bool
) -> Array:
    """Return probabilities [N, K] in the order of the classes, or values [N, 1].

    Args:
        one_row: a vector is the answer for one row, not a number for each.

    Raises:
        CannotPublish: a regressor answers more than one number a row, and which of them is told is not said.
    """
    if not classes:
        return _amount(np.asarray(answered, np.float32), steps, one_row)
    if isinstance(answered, list):  # a map for each row, by class
        maps = [{str(key): value for key, value in one.items()} for one in answered]
        answered = [[one[name] for name in known or classes] for one in maps]
    values = np.asarray(answered, np.float32)
    found = scores(values.reshape(-1, 1) if values.ndim == 1 and not one_row else values, steps, len(classes))
    order = places(known, classes)
    return found if order is None else found[:, order]


def _amount(answered: Array, steps: OutputSteps, one_row: bool) -> Array:
    rows = answered.reshape(1 if one_row else len(answered), -1) if answered.ndim else answered.reshape(1, 1)
    width = rows.shape[1]
    if steps.column is None and width > 1:
        raise CannotPublish(
            f"The model answers {width} numbers a row ('{steps.name}'), and a form has one answer.",
            f"Say which as output.column in contract/steps.json, from 0 to {width - 1}.",
        )
    if steps.column is not None and steps.column >= width:
        raise CannotPublish(
            f"output.column in contract/steps.json is {steps.column}, and the model answers {width} numbers a row.",
            f"Expected 0 to {width - 1}.",
        )
    return rows[:, [steps.column or 0]]
