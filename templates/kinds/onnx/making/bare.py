"""The owner's model file, read without its weights: what it takes, what it answers, and where its parts lie."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import onnx

from making.wire import BYTES, Field, broken, fields, read
from publishing.errors import CannotPublish

# Numbers of fields in onnx.proto.
MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_INITIALIZER, GRAPH_INPUT, GRAPH_OUTPUT, GRAPH_SPARSE = 1, 5, 11, 12, 15
TENSOR_NAME, TENSOR_RAW_DATA, TENSOR_EXTERNAL_DATA = 8, 9, 13
# The typed data of tensors: float, int32, string, int64, double, uint64.
_DATA = {4, 5, 6, 7, 10, 11, TENSOR_RAW_DATA}


@dataclass
class Bare:
    """A model file.

    Attributes:
        path: where it is.
        model: everything but the initialisers.
        initializers: their names and places.
        parts: the places of the fields of the model, and of its graph.
        locations: files that hold weights, relative to the model's folder.
        weights: how many bytes they have, in the file and beside it.
    """

    path: Path
    model: onnx.ModelProto
    initializers: dict[str, Field] = field(default_factory=dict)
    parts: list[Field] = field(default_factory=list)
    graph_parts: list[Field] = field(default_factory=list)
    locations: set[str] = field(default_factory=set)
    parameters: int = 0

    @classmethod
    def open(cls, path: Path) -> "Bare":
        """Read a model file, all but its weights.

        Raises:
            CannotPublish: it is not there, or no ONNX model.
        """
        if not path.is_file():
            raise CannotPublish(
                f"There is no model at {path.name}: it should lie in {path.parent}.",
                "Put the file there, and run the command again.",
            )
        with path.open("rb") as file:
            found = cls(path, onnx.ModelProto())
            found._read(file, path.stat().st_size)
        found._check_locations()
        return found

    @property
    def inputs(self) -> list[onnx.ValueInfoProto]:
        """What it takes; initialisers, which old files list among the inputs, are not."""
        return [one for one in self.model.graph.input if one.name not in self.initializers]

    @property
    def outputs(self) -> list[onnx.ValueInfoProto]:
        """What it answers."""
        return list(self.model.graph.output)

    @property
    def opset(self) -> int:
        """The version of the standard operators that it is written in; 0 if it uses none of them."""
        versions = [it.version for it in self.model.opset_import if it.domain in ("", "ai.onnx")]
        return max(versions, default=0)

    def external_files(self) -> list[Path]:
        """Return the files beside it that hold weights."""
        return [self.path.parent / location for location in sorted(self.locations)]

    def _read(self, file: BinaryIO, size: int) -> None:
        small = bytearray()
        for part in fields(file, 0, size):
            self.parts.append(part)
            if part.number == MODEL_GRAPH and part.kind == BYTES:
                self.graph_parts += fields(file, part.content, part.end)
            else:
                small += read(file, part.start, part.end)
        graph = bytearray()
        for part in self.graph_parts:
            if part.number == GRAPH_INITIALIZER:
                self._add_initializer(file, part)
            elif part.number != GRAPH_SPARSE:
                graph += read(file, part.start, part.end)
        try:
            self.model.ParseFromString(bytes(small))
            self.model.graph.ParseFromString(bytes(graph))
        except Exception:  # protobuf's own exceptions differ between its versions
            raise broken() from None
        if not self.model.graph.node and not self.model.graph.output:
            raise broken()

    def _add_initializer(self, file: BinaryIO, part: Field) -> None:
        tensor = onnx.TensorProto()
        described = bytearray()
        for inner in fields(file, part.content, part.end):
            if inner.number not in _DATA:
                described += read(file, inner.start, inner.end)
        tensor.ParseFromString(bytes(described))
        self.initializers[tensor.name] = part
        count = 1
        for size in tensor.dims:
            count *= size
        self.parameters += count
        self.locations |= {entry.value for entry in tensor.external_data if entry.key == "location"}

    def _check_locations(self) -> None:
        folder = self.path.parent.resolve()
        for node in walk(self.model.graph):
            for attribute in node.attribute:
                for tensor in (attribute.t, *attribute.tensors):
                    self.locations |= {it.value for it in tensor.external_data if it.key == "location"}
        for location in sorted(self.locations):
            place = (folder / location).resolve()
            if not place.is_relative_to(folder):
                raise CannotPublish(
                    f"The model looks for weights outside its folder: {location}.",
                    "Export it again with its weights beside it.",
                )
            if not place.is_file():
                raise CannotPublish(
                    f"The model's weights are missing: {location} should lie beside {self.path.name}.",
                    "Put the file there, and run the command again.",
                )


def walk(graph: onnx.GraphProto) -> Iterator[onnx.NodeProto]:
    """Yield the nodes of a graph and of the graphs inside them."""
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                yield from walk(inner)
