"""What exporters make of models of float64, and ONNX Runtime refuses to load, mended: the same numbers, as float32."""

from pathlib import Path

import onnx
from onnx import TensorProto, helper

from making.bare import Bare
from making.session import opened
from publishing.errors import CannotPublish

ML = "ai.onnx.ml"


def mended(bare: Bare, folder: Path) -> tuple[Bare, list[str]]:
    """Return a model that ONNX Runtime can load, and what was done to it in sentences: none, as a rule.

    scikit-learn's exporter, given a table of float64, ties doubles to their classes, which ZipMap cannot, and says of
    trees that they answer with doubles, which they do not.

    Args:
        folder: where the mended file may lie.

    Raises:
        CannotPublish: ONNX Runtime cannot load it, and that is not why.
    """
    if bare.locations or not _may_be_refused(bare) or _loads(bare.path):
        return bare, []
    model = onnx.load(bare.path)
    _tie_floats(model.graph)
    _tell_floats(model.graph)
    file = folder / bare.path.name
    onnx.save(model, file)
    if not _loads(file):
        return bare, []
    words = "ONNX Runtime cannot load it as it was exported: it answers with float64 where the operators know only float32."
    return Bare.open(file), [f"{words} These answers are float32 here."]


def _may_be_refused(bare: Bare) -> bool:
    takes = any(it.type.tensor_type.elem_type == TensorProto.DOUBLE for it in bare.inputs)
    return takes and any(node.domain == ML for node in bare.model.graph.node)


def _loads(path: Path) -> bool:
    try:
        with opened(path):
            return True
    except CannotPublish:
        return False


def _tie_floats(graph: onnx.GraphProto) -> None:
    """Cast what ZipMap ties, and say so of its maps."""
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        if node.op_type == "ZipMap":
            name = f"ml_product/mended/{node.input[0]}"
            graph.node.append(helper.make_node("Cast", [node.input[0]], [name], to=TensorProto.FLOAT))
            node.input[0] = name
        graph.node.append(node)
    for info in graph.output:
        if info.type.HasField("sequence_type"):
            tied = info.type.sequence_type.elem_type.map_type.value_type
            tied.tensor_type.elem_type = TensorProto.FLOAT


def _tell_floats(graph: onnx.GraphProto) -> None:
    """Say of what operators of ai.onnx.ml answer that it is float32: none of them answers with doubles."""
    answered = {name for node in graph.node if node.domain == ML for name in node.output}
    for info in (*graph.output, *graph.value_info):
        if info.name in answered and info.type.tensor_type.elem_type == TensorProto.DOUBLE:
            info.type.tensor_type.elem_type = TensorProto.FLOAT
