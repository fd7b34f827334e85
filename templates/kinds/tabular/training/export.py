"""Fitted pipeline → one ONNX file: the contract's columns in, probabilities or a number out."""

import hashlib
import warnings
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from onnx import numpy_helper
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.pipeline import Pipeline

from contract.columns import Arrays, Encoding
from publishing.errors import CannotPublish
from training.logarithm import LogTarget

OPSETS = {"": 21, "ai.onnx.ml": 3}
MOST_BYTES = 20_000_000


def to_onnx(pipeline: Pipeline, encoding: Encoding, task: str) -> bytes:
    """Convert a fitted pipeline. The same pipeline gives the same bytes.

    Returns:
        A model with an input [n, 1] for each of the encoding's, and one output: `probabilities` float32 [n, classes]
        or `prediction` float32 [n, 1].

    Raises:
        CannotPublish: a step cannot be exported.
    """
    inputs = [(name, FloatTensorType([None, 1])) for name in encoding.numbers]
    inputs += [(name, StringTensorType([None, 1])) for name in encoding.texts]
    logarithm = pipeline[-1] if isinstance(pipeline[-1], LogTarget) else None
    if logarithm is not None:
        pipeline = Pipeline([*pipeline.steps[:-1], ("model", logarithm.estimator_)])
    options = {id(pipeline[-1]): {"zipmap": False}} if task == "classification" else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = convert_sklearn(pipeline, "model", inputs, target_opset=OPSETS, options=options)
    except Exception as error:  # a converter raises whatever it likes
        name = _innermost(pipeline[-1])
        raise CannotPublish(
            f"{name} cannot be exported to one file: {str(error).splitlines()[0][:300]}",
            "Take another estimator in training/estimators.py: serving runs the exported file, and nothing else.",
        ) from error
    if logarithm is not None:
        _undo(model.graph, logarithm)
    model = _trimmed(model, "probabilities" if task == "classification" else "prediction")
    content: bytes = model.SerializeToString(deterministic=True)
    if len(content) > MOST_BYTES:
        raise CannotPublish(
            f"The model's file weighs {len(content) / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB are allowed.",
            "Make the estimator smaller in training/estimators.py: fewer trees, or more rows a leaf.",
        )
    return content


def _undo(graph: onnx.GraphProto, logarithm: LogTarget) -> None:
    """Append exp(clip(z)) · factor - offset to a graph that answers a logarithm z, in its constants' float32."""
    constants = {
        "log_low": logarithm.bounds_[0],
        "log_high": logarithm.bounds_[1],
        "log_factor": logarithm.factor_,
        "log_offset": logarithm.offset_,
    }
    for name, value in constants.items():
        graph.initializer.append(numpy_helper.from_array(np.array(value, dtype=np.float32), name))
    answer = graph.output[-1]
    steps = (
        ("Clip", ("log_low", "log_high")),
        ("Exp", ()),
        ("Mul", ("log_factor",)),
        ("Sub", ("log_offset",)),
    )
    name = answer.name
    for number, (kind, others) in enumerate(steps):
        graph.node.append(
            onnx.helper.make_node(kind, [name, *others], [f"undone_{number}"], f"undo_{number}")
        )
        name = f"undone_{number}"
    answer.name = name


def _trimmed(model: onnx.ModelProto, output: str) -> onnx.ModelProto:
    """Keep one output under the agreed name. The label is derived from the probabilities by the passport's threshold."""
    graph = model.graph
    kept = graph.output[-1]
    node = graph.node.add()
    node.op_type, node.name = "Identity", "answer"
    node.input.append(kept.name)
    node.output.append(f"{output}" if kept.name != output else f"{output}_answer")
    answer = onnx.ValueInfoProto()
    answer.CopyFrom(kept)
    answer.name = node.output[0]
    del graph.output[:]
    graph.output.append(answer)
    if answer.name != output:
        _renamed(graph, {kept.name: f"{output}_inside", answer.name: output})
    model.producer_name, model.producer_version, model.doc_string = "training", "", ""
    onnx.checker.check_model(model)
    return model


def _renamed(graph: onnx.GraphProto, names: dict[str, str]) -> None:
    for node in graph.node:
        for places in (node.input, node.output):
            for place, name in enumerate(places):
                places[place] = names.get(name, name)
    for value in (*graph.output, *graph.value_info):
        value.name = names.get(value.name, value.name)


def _innermost(estimator: Any) -> str:
    inner = getattr(estimator, "estimator", None)
    return type(inner if inner is not None else estimator).__name__


class File:
    """A model file, ready to answer as serving does: ONNX Runtime, one thread."""

    def __init__(self, content: bytes) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self.inputs = [node.name for node in self._session.get_inputs()]

    def answers(self, arrays: Arrays) -> Any:
        """Answer encoded rows: float32 [n, classes] or [n, 1]."""
        return self._session.run(None, arrays)[0]


def sha256(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(content).hexdigest()
