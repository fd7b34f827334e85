"""Nodes of ONNX, written at the opset of the model that they stand around."""

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, DOUBLE, INT64, UINT8, BOOL = (
    TensorProto.FLOAT,
    TensorProto.DOUBLE,
    TensorProto.INT64,
    TensorProto.UINT8,
    TensorProto.BOOL,
)

# Everything that is built here exists from this version of the standard operators on.
OLDEST = 11


Part = Callable[["Builder"], str]


class Builder:
    """Collects nodes. Every method that adds one returns the name of its result.

    Args:
        opset: the version of the standard operators.
        prefix: what all names begin with, so that they clash with nobody's.
    """

    def __init__(self, opset: int, prefix: str) -> None:
        self.opset = opset
        self.prefix = prefix
        self.nodes: list[onnx.NodeProto] = []
        self._constants: dict[tuple[str, tuple[int, ...], bytes], str] = {}

    def op(self, kind: str, *inputs: str, to: str | None = None, **attributes: Any) -> str:
        """Add a node with one result, named `to` if that is given."""
        return self.ops(kind, *inputs, to=(to or self.name(kind),), **attributes)[0]

    def ops(self, kind: str, *inputs: str, to: tuple[str, ...], **attributes: Any) -> tuple[str, ...]:
        """Add a node with several results."""
        self.nodes.append(helper.make_node(kind, inputs, to, name=self.name(kind), **attributes))
        return to

    def inside(self) -> "Builder":
        """Return a builder for a graph inside the next node, whose names are its own."""
        return Builder(self.opset, f"{self.prefix}{len(self.nodes)}/")

    def either(self, condition: str, then: "Part", otherwise: "Part", kind: int, rank: int) -> str:
        """Do the one or the other, as a condition says; each builds the same kind of value, of so many dimensions."""
        branches = {}
        for place, (branch, part) in enumerate({"then_branch": then, "else_branch": otherwise}.items()):
            inner = Builder(self.opset, f"{self.prefix}{len(self.nodes)}{'ab'[place]}/")
            told = helper.make_tensor_value_info(part(inner), kind, [None] * rank)
            branches[branch] = helper.make_graph(inner.nodes, branch, [], [told])
        return self.op("If", condition, **branches)

    def name(self, kind: str) -> str:
        """Return a name that nothing else has."""
        return f"{self.prefix}{kind}_{len(self.nodes)}"

    def constant(self, value: Any, dtype: Any = np.int64) -> str:
        """Add a constant. Not an initialiser: before IR version 4 those had to be inputs too."""
        array = np.asarray(value, dtype=dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = self.op("Constant", value=numpy_helper.from_array(array))
        return self._constants[key]

    def cast(self, value: str, kind: int) -> str:
        """Change the type of the elements."""
        result = self.name("Cast")
        self.nodes.append(helper.make_node("Cast", [value], [result], name=result, to=kind))
        return result

    def size(self, value: str, axis: int) -> str:
        """Return the length of an axis, a scalar."""
        return self.op("Gather", self.op("Shape", value), self.constant(axis))

    def vector(self, *scalars: str) -> str:
        """Put scalars side by side."""
        one = self.constant([1])
        return self.op("Concat", *(self.op("Reshape", scalar, one) for scalar in scalars), axis=0)

    def reshape(self, value: str, *sizes: str | int) -> str:
        """Give a value another shape; sizes are numbers or scalars, -1 the rest, 0 as it is."""
        if all(isinstance(size, int) for size in sizes):
            return self.op("Reshape", value, self.constant(list(sizes)))
        scalars = [self.constant(size) if isinstance(size, int) else size for size in sizes]
        return self.op("Reshape", value, self.vector(*scalars))

    def unsqueeze(self, value: str, *axes: int) -> str:
        """Insert axes of length one."""
        if self.opset >= 13:
            return self.op("Unsqueeze", value, self.constant(list(axes)))
        return self.op("Unsqueeze", value, axes=list(axes))

    def squeeze(self, value: str, *axes: int) -> str:
        """Remove axes of length one."""
        if self.opset >= 13:
            return self.op("Squeeze", value, self.constant(list(axes)))
        return self.op("Squeeze", value, axes=list(axes))

    def slice(self, value: str, start: str | int, end: str | int, axis: int = 0) -> str:
        """Cut a piece along one axis; start and end are numbers or scalars."""
        begin, stop = (self.vector(it) if isinstance(it, str) else self.constant([it]) for it in (start, end))
        return self.op("Slice", value, begin, stop, self.constant([axis]))

    def sum(self, value: str, axis: int) -> str:
        """Add up along an axis, which stays with length one."""
        if self.opset >= 13:
            return self.op("ReduceSum", value, self.constant([axis]), keepdims=1)
        return self.op("ReduceSum", value, axes=[axis], keepdims=1)

    def reduce(self, kind: str, value: str, axis: int) -> str:
        """ReduceMean, ReduceMax … along an axis, which stays with length one."""
        if self.opset >= 18:
            return self.op(kind, value, self.constant([axis]), keepdims=1)
        return self.op(kind, value, axes=[axis], keepdims=1)

    def number(self, value: float) -> str:
        """Add a float32 constant."""
        return self.constant(value, np.float32)
