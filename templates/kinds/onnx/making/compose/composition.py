"""What stands around a bare model, until it is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import onnx
from onnx import TensorProto, helper

from making.bare import Bare, walk
from making.compose.build import FLOAT, OLDEST, Builder

OURS = "ml_product/"
THEIRS = "model/"

# Types that JSON, NumPy or a .npy file cannot bring: such an input takes the type on the right and is cast.
BROUGHT_AS: dict[int, int] = {
    TensorProto.FLOAT16: TensorProto.FLOAT,
    TensorProto.BFLOAT16: TensorProto.FLOAT,
    TensorProto.FLOAT8E4M3FN: TensorProto.FLOAT,
    TensorProto.FLOAT8E4M3FNUZ: TensorProto.FLOAT,
    TensorProto.FLOAT8E5M2: TensorProto.FLOAT,
    TensorProto.FLOAT8E5M2FNUZ: TensorProto.FLOAT,
    TensorProto.INT4: TensorProto.INT8,
    TensorProto.UINT4: TensorProto.UINT8,
}


@dataclass
class Composition:
    """The bare model and what stands around it.

    Attributes:
        front, behind: nodes before and after the model's own.
        inputs, outputs: of the whole.
        feeds: the model's input → the value that it gets, and the type of its elements.
        kept: names of the model's own that are names of the whole.
    """

    bare: Bare
    front: Builder
    behind: Builder
    inputs: list[onnx.ValueInfoProto] = field(default_factory=list)
    outputs: list[onnx.ValueInfoProto] = field(default_factory=list)
    feeds: dict[str, tuple[str, int]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    @classmethod
    def around(cls, bare: Bare) -> "Composition":
        """Start with nothing around a model."""
        prefix = OURS
        names = set(values_of(bare))
        while any(name.startswith(prefix) for name in names):
            prefix = f"{prefix[:-1]}_/"
        opset = bare.opset or OLDEST
        return cls(bare, Builder(opset, f"{prefix}front/"), Builder(opset, f"{prefix}behind/"))

    def feed(self, name: str, value: str, kind: int = FLOAT) -> None:
        """Give a value of ours to an input of the model, which gets it in its own type."""
        self.feeds[name] = (value, kind)

    def keep_input(self, name: str) -> None:
        """Let an input be one of the whole, as it is or as a type that can be brought."""
        info = self.input(name)
        kind = info.type.tensor_type.elem_type
        if kind in BROUGHT_AS:
            brought = onnx.ValueInfoProto()
            brought.CopyFrom(info)
            brought.type.tensor_type.elem_type = BROUGHT_AS[kind]
            self.inputs.append(brought)
            self.feed(name, name, BROUGHT_AS[kind])
        else:
            self.inputs.append(info)
            self.kept.add(name)

    def keep_output(self, info: onnx.ValueInfoProto) -> None:
        """Let an output be one of the whole, as it is or as a type that can be taken."""
        kind = info.type.tensor_type.elem_type
        if kind in BROUGHT_AS:
            taken = onnx.ValueInfoProto()
            taken.CopyFrom(info)
            taken.type.tensor_type.elem_type = BROUGHT_AS[kind]
            self.outputs.append(taken)
            self.give(info.name, self.behind.cast(self.theirs(info.name), BROUGHT_AS[kind]))
        else:
            self.outputs.append(info)
            self.kept.add(info.name)

    def give(self, name: str, value: str) -> None:
        """Answer a value under a name of the whole."""
        self.behind.op("Identity", value, to=name)

    def answer(self, name: str, value: str, kind: int, shape: list[str | int]) -> None:
        """Answer a value of ours."""
        self.give(name, value)
        self.outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def input(self, name: str) -> onnx.ValueInfoProto:
        """Return an input of the model."""
        return next(it for it in self.bare.inputs if it.name == name)

    def feeding(self, name: str, to: str) -> onnx.NodeProto:
        """Return the node that gives an input of the model its value, under the name `to`."""
        value, kind = self.feeds[name]
        wanted = self.input(name).type.tensor_type.elem_type
        label = f"{self.front.prefix}to/{name}"
        if wanted == kind:
            return helper.make_node("Identity", [value], [to], name=label)
        return helper.make_node("Cast", [value], [to], name=label, to=wanted)

    @property
    def renamed(self) -> dict[str, str]:
        """The model's own names that ours would clash with → what they are called in the whole."""
        taken = set(values_of(self.bare))
        ours = {it.name for it in (*self.inputs, *self.outputs)} - self.kept
        found = {}
        for name in sorted(ours & taken):
            other = f"{THEIRS}{name}"
            while other in taken:
                other = f"{THEIRS}{other}"
            found[name] = other
        return found

    def theirs(self, name: str) -> str:
        """Stand for a value of the model in nodes of ours, until names are settled."""
        return f"{_MARK}{name}"


_MARK = "\0"


def settled(name: str, renamed: dict[str, str]) -> str:
    """Return what a value that `theirs` stands for is called in the whole."""
    return renamed.get(name[1:], name[1:]) if name.startswith(_MARK) else name


def values_of(bare: Bare) -> Iterator[str]:
    """Yield the names of all values in a model, those inside its subgraphs included."""
    yield from bare.initializers
    yield from (it.name for it in (*bare.model.graph.input, *bare.model.graph.output))
    for node in walk(bare.model.graph):
        yield from node.output
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                yield from (it.name for it in (*inner.input, *inner.initializer))


def shape_of(info: onnx.ValueInfoProto) -> list[int | str | None] | None:
    """Return a shape: numbers, names, None where nothing is known; None for the whole if not even the rank is."""
    kind = info.type.tensor_type
    if not kind.HasField("shape"):
        return None
    return [_dimension(it) for it in kind.shape.dim]


def shapes_of(infos: Iterable[onnx.ValueInfoProto]) -> dict[str, list[int | str | None] | None]:
    """Return the shapes of several by their names."""
    return {it.name: shape_of(it) for it in infos}


def _dimension(it: onnx.TensorShapeProto.Dimension) -> int | str | None:
    if it.HasField("dim_value"):
        return it.dim_value if it.dim_value > 0 else None
    return it.dim_param or None


def named(infos: Iterable[onnx.ValueInfoProto]) -> str:
    """List names for people."""
    return ", ".join(f"'{it.name}'" for it in infos) or "none"
