"""The contract's columns → the model's inputs, and its answer → what a row is answered with."""

from collections.abc import Sequence
from dataclasses import dataclass

import onnx
from onnx import TensorProto, helper

from contract.steps import RowSteps
from making.bare import Bare
from making.compose.build import FLOAT, Builder
from making.compose.composition import Composition, shape_of
from making.terms import places
from publishing.errors import CannotPublish


def columns(whole: Composition, steps: RowSteps, numbers: list[str], texts: list[str]) -> None:
    """Take one column [N, 1] a field and give them to the model: all in one matrix, or each to the input that takes it.

    Args:
        numbers: the contract's inputs that are float32, in order.
        texts: those that are text.
    """
    b = whole.front
    order = [*numbers, *texts]
    rows = batch_of(whole.bare, steps) or "rows"
    kinds = dict.fromkeys(numbers, TensorProto.FLOAT) | dict.fromkeys(texts, TensorProto.STRING)
    whole.inputs += [helper.make_tensor_value_info(name, kinds[name], [rows, 1]) for name in order]
    values = {name: name for name in order}
    if steps.scaler is not None:
        values |= _scaled(b, steps.scaler.mean, steps.scaler.scale, numbers)
    if steps.input is not None:
        if texts:
            raise CannotPublish(
                f"The model takes one matrix of numbers, and '{texts[0]}' in contract/schema.py is text.",
                "Make it a Number there, or name an input for each field under rows.inputs in contract/steps.json.",
            )
        _check_width(whole, steps.input, len(numbers))
        matrix = b.op("Concat", *(values[name] for name in numbers), axis=1)
        shape = shape_of(whole.input(steps.input))
        whole.feed(steps.input, b.reshape(matrix, -1) if shape is not None and len(shape) == 1 else matrix)
        return
    for wanted, names in steps.by_input(order).items():
        info = next((it for it in whole.bare.inputs if it.name == wanted), None)
        if info is None:
            known = ", ".join(it.name for it in whole.bare.inputs)
            raise CannotPublish(
                f"The field '{names[0]}' goes to the input '{wanted}', which the model does not have. It has: {known}.",
                "Name the input under rows.inputs in contract/steps.json.",
            )
        if len({kinds[name] for name in names}) > 1:
            raise CannotPublish(
                f"The input '{wanted}' takes '{names[0]}' and '{names[-1]}' side by side: one is a number, the other text.",
                "Make them alike in contract/schema.py.",
            )
        if len(shape_of(info) or ()) == 2:
            _check_width(whole, wanted, len(names))
        value = b.op("Concat", *(values[it] for it in names), axis=1) if len(names) > 1 else values[names[0]]
        shape = shape_of(info)
        flat = shape is not None and len(shape) == 1
        whole.feed(wanted, b.reshape(value, -1) if flat else value, kinds[names[0]])


def batch_of(bare: Bare, steps: RowSteps) -> int | None:
    """Return how many rows the model takes at once, where it takes no other number."""
    for info in bare.inputs:
        shape = shape_of(info)
        if not shape:
            continue
        if steps.input is not None and len(shape) == 1:
            return 1
        if isinstance(shape[0], int):
            return shape[0]
    return None


def _check_width(whole: Composition, name: str, found: int) -> None:
    shape = shape_of(whole.input(name))
    width = shape[-1] if shape else None
    if isinstance(width, int) and width != found:
        raise CannotPublish(
            f"The model takes {width} values a row ('{name}'), and contract/schema.py has {found} fields for them.",
            "Make both the same: a field for each value, in the model's order.",
        )


def _scaled(b: Builder, mean: list[float], scale: list[float], numbers: list[str]) -> dict[str, str]:
    if not len(mean) == len(scale) == len(numbers):
        raise CannotPublish(
            f"rows.scaler has {len(mean)} means and {len(scale)} scales for {len(numbers)} fields.",
            "Correct contract/steps.json: one of each a field.",
        )
    divisors = [value or 1.0 for value in scale]  # a column without spread is only shifted
    return {
        name: b.op("Div", b.op("Sub", name, b.number(middle)), b.number(spread))
        for name, middle, spread in zip(numbers, mean, divisors, strict=True)
    }


@dataclass(frozen=True)
class Untied:
    """A classifier's answer, as one tensor.

    Attributes:
        tensor: the value in the model's graph that holds it.
        outputs: the model's outputs that tell it: one, or one a class.
        classes: those that it is about, in its order, where the graph says them.
    """

    tensor: str
    outputs: list[str]
    classes: list[str] | None = None


def untied(bare_outputs: list[onnx.ValueInfoProto], nodes: Sequence[onnx.NodeProto], name: str) -> Untied:
    """Return the tensor behind an output.

    scikit-learn's exporter ties probabilities to their classes: in a sequence of maps (ZipMap), which no tensor is, or
    in an output a class, cut from one tensor and called by the class, text with an s in front and a number with an i.
    """
    makers = {output: node for node in nodes for output in node.output}
    made = makers.get(name)
    if made is not None and made.op_type == "ZipMap":
        told = {it.name: it for it in made.attribute}
        if "classlabels_strings" in told:
            return Untied(made.input[0], [name], [it.decode() for it in told["classlabels_strings"].strings])
        return Untied(made.input[0], [name], [str(it) for it in told["classlabels_int64s"].ints])
    whole = _cut_from(name, makers)
    if whole is not None:
        columns = [it.name for it in bare_outputs if _cut_from(it.name, makers) == whole]
        if len(columns) > 1:
            return Untied(whole, columns, [it[1:] for it in columns])
    return Untied(name, [name])


def _cut_from(name: str, makers: dict[str, onnx.NodeProto]) -> str | None:
    """Return what a value is one column of: a Slice, reshaped."""
    reshaped = makers.get(name)
    cut = makers.get(reshaped.input[0]) if reshaped is not None and reshaped.op_type == "Reshape" else None
    return cut.input[0] if cut is not None and cut.op_type == "Slice" else None


def takes_one_row(bare: Bare, steps: RowSteps) -> bool:
    """Say whether the model takes a row alone, as a vector: a vector that it answers is then one row's."""
    return any(it.name == steps.input and len(shape_of(it) or ()) == 1 for it in bare.inputs)


def probabilities(b: Builder, answered: str, known: list[str] | None, classes: list[str]) -> str:
    """Order a classifier's probabilities [N, K] as the contract has its classes."""
    order = places(known, classes)
    return answered if order is None else b.op("Gather", answered, b.constant(order), axis=1)


def prediction(b: Builder, answered: str, column: int | None, one_row: bool) -> str:
    """Bring a regressor's answer to [N, 1].

    Args:
        column: which of several numbers a row is told; None: there is one.
        one_row: a vector is the answer for one row, not a number for each.
    """
    values = b.cast(answered, FLOAT)
    if column is None:
        return b.reshape(values, -1, 1)
    return b.op("Gather", b.op("Flatten", values, axis=0 if one_row else 1), b.constant([column]), axis=1)
