"""The whole, written from file to file: the model's own bytes as they are, ours around them."""

from pathlib import Path
from typing import BinaryIO

import onnx

from making.bare import (
    GRAPH_INITIALIZER,
    GRAPH_INPUT,
    GRAPH_NODE,
    GRAPH_OUTPUT,
    MODEL_GRAPH,
    Bare,
)
from making.compose.composition import Composition, settled
from making.wire import Field, head, read

GRAPH_VALUE_INFO, GRAPH_QUANTIZATION = 13, 14
PIECE = 1 << 20

Piece = bytes | Field


def write(whole: Composition, path: Path) -> None:
    """Write the composed model. Weights in the model's file are copied as a stream, those beside it stay where they are."""
    renamed = whole.renamed
    with whole.bare.path.open("rb") as source, path.open("wb") as target:
        graph = _graph(whole, renamed, source)
        model: list[Piece] = [it for it in whole.bare.parts if it.number != MODEL_GRAPH]
        if whole.bare.opset == 0:
            model.append(_opset(whole.front.opset))
        for piece in (*model, head(MODEL_GRAPH, sum(map(_length, graph))), *graph):
            _copy(piece, source, target)


def write_front(whole: Composition, path: Path) -> None:
    """Write what stands before the model alone: its outputs are what the model gets, under the names of its inputs."""
    front = onnx.GraphProto(name="front")
    front.node.extend(whole.front.nodes)
    front.input.extend(it for it in whole.inputs if it.name not in whole.kept)
    for name, (value, kind) in whole.feeds.items():
        front.node.add(op_type="Identity", input=[value], output=[given_to(name)])
        told = front.output.add(name=given_to(name))
        told.type.tensor_type.elem_type = kind
    model = onnx.ModelProto(ir_version=whole.bare.model.ir_version, graph=front)
    model.opset_import.add(domain="", version=whole.front.opset)
    path.write_bytes(model.SerializeToString())


def given_to(name: str) -> str:
    """Return what `write_front` calls the value that an input of the model gets, before it is cast to its type."""
    return f"given/{name}"


def _graph(whole: Composition, renamed: dict[str, str], source: BinaryIO) -> list[Piece]:
    ours_before = onnx.GraphProto()
    ours_before.node.extend(whole.front.nodes)
    ours_before.node.extend(whole.feeding(name, renamed.get(name, name)) for name in whole.feeds)
    ours_after = onnx.GraphProto()
    for node in whole.behind.nodes:
        added = ours_after.node.add()
        added.CopyFrom(node)
        added.input[:] = [settled(name, renamed) for name in node.input]
    ours_after.input.extend(whole.inputs)
    # Before IR version 4, initialisers are inputs too.
    if whole.bare.model.ir_version < 4:
        ours_after.input.extend(
            it for it in whole.bare.model.graph.input if it.name in whole.bare.initializers
        )
    ours_after.output.extend(whole.outputs)
    own = [
        _renamed(it, renamed, whole.bare, source)
        for it in whole.bare.graph_parts
        if it.number not in (GRAPH_INPUT, GRAPH_OUTPUT)
    ]
    return [ours_before.SerializeToString(), *own, ours_after.SerializeToString()]


def _renamed(part: Field, renamed: dict[str, str], bare: Bare, source: BinaryIO) -> Piece:
    """Return a part of the model's graph as it is, or, where a name in it clashes with ours, with that name changed."""
    if not renamed:
        return part
    if part.number == GRAPH_NODE:
        node = onnx.NodeProto.FromString(read(source, part.content, part.end))
        return _written(part, node) if _rename_node(node, renamed) else part
    if part.number == GRAPH_INITIALIZER:
        names = [name for name, place in bare.initializers.items() if place == part and name in renamed]
        if not names:
            return part
        tensor = onnx.TensorProto.FromString(read(source, part.content, part.end))
        tensor.name = renamed[names[0]]
        return _written(part, tensor)
    if part.number == GRAPH_VALUE_INFO:
        info = onnx.ValueInfoProto.FromString(read(source, part.content, part.end))
        if info.name not in renamed:
            return part
        info.name = renamed[info.name]
        return _written(part, info)
    if part.number == GRAPH_QUANTIZATION:
        note = onnx.TensorAnnotation.FromString(read(source, part.content, part.end))
        note.tensor_name = renamed.get(note.tensor_name, note.tensor_name)
        return _written(part, note)
    return part


def _rename_node(node: onnx.NodeProto, renamed: dict[str, str]) -> bool:
    """Change the names in a node and in the graphs inside it; say whether there were any."""
    before = [*node.input, *node.output]
    node.input[:] = [renamed.get(name, name) for name in node.input]
    node.output[:] = [renamed.get(name, name) for name in node.output]
    changed = before != [*node.input, *node.output]
    for attribute in node.attribute:
        for inner in (attribute.g, *attribute.graphs):
            for one in inner.node:
                changed |= _rename_node(one, renamed)
            for info in (*inner.input, *inner.output, *inner.initializer, *inner.value_info):
                changed |= info.name in renamed
                info.name = renamed.get(info.name, info.name)
    return changed


def _written(
    part: Field, message: onnx.NodeProto | onnx.TensorProto | onnx.ValueInfoProto | onnx.TensorAnnotation
) -> bytes:
    content: bytes = message.SerializeToString()
    return head(part.number, len(content)) + content


def _opset(version: int) -> bytes:
    model = onnx.ModelProto()
    model.opset_import.add(domain="", version=version)
    content: bytes = model.SerializeToString()
    return content


def _length(piece: Piece) -> int:
    return len(piece) if isinstance(piece, bytes) else piece.end - piece.start


def _copy(piece: Piece, source: BinaryIO, target: BinaryIO) -> None:
    if isinstance(piece, bytes):
        target.write(piece)
        return
    source.seek(piece.start)
    left = piece.end - piece.start
    while left:
        taken = source.read(min(PIECE, left))
        target.write(taken)
        left -= len(taken)
