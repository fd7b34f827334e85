"""Tiny models of every shape, and the gate they go through."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from contract.steps import Steps
from making.bare import Bare
from making.cases import pictures
from making.compose.compose import composed
from making.compose.composition import Composition
from making.compose.write import write
from making.parity import Answered, check_file
from making.plan import Plan
from making.report import Report
from making.terms import Terms

FLOAT = TensorProto.FLOAT
Shape = Sequence[int | str | None]


def model(
    nodes: list[onnx.NodeProto],
    inputs: dict[str, tuple[int, Shape]],
    outputs: dict[str, tuple[int, Shape | None]],
    weights: dict[str, Any] | None = None,
    opset: int = 17,
    ir: int = 8,
    domains: Sequence[tuple[str, int]] = (),
) -> onnx.ModelProto:
    """Build a model; inputs and outputs are name → (type, shape)."""
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, *told) for name, told in inputs.items()],
        [helper.make_tensor_value_info(name, *told) for name, told in outputs.items()],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in (weights or {}).items()],
    )
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(*it) for it in domains)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=ir)


def drawn(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    """Return weights, float32."""
    return np.random.default_rng(seed).normal(0, 0.3, shape).astype(np.float32)


def classifier(
    batch: int | str | None = "batch",
    size: tuple[int, int] = (12, 16),
    channels: int = 3,
    layout: str = "NCHW",
    name: str = "pixels",
    kind: int = FLOAT,
    **more: Any,
) -> onnx.ModelProto:
    """A classifier of pictures: one matrix over all pixels, five classes."""
    shape = [batch, channels, *size] if layout == "NCHW" else [batch, *size, channels]
    values = name
    nodes = []
    if kind != FLOAT:
        nodes.append(helper.make_node("Cast", [name], ["real"], to=FLOAT))
        values = "real"
    nodes += [
        helper.make_node("Flatten", [values], ["flat"], axis=1),
        helper.make_node("Gemm", ["flat", "w", "b"], ["logits"]),
    ]
    weights = {"w": drawn(channels * size[0] * size[1], 5) / 10, "b": drawn(5, seed=1)}
    return model(nodes, {name: (kind, shape)}, {"logits": (FLOAT, [batch, 5])}, weights, **more)


def image(**more: Any) -> dict[str, Any]:
    """Image steps for `classifier`."""
    return {"input": "pixels", "height": 12, "width": 16} | more


def saved(made: onnx.ModelProto, folder: Path) -> Bare:
    """Write a model and read it as making does."""
    path = folder / "model.onnx"
    onnx.save(made, path)
    return Bare.open(path)


def steps_of(task: str, **parts: Any) -> Steps:
    """Return steps, read as from the file."""
    return Steps.model_validate(json.loads(json.dumps({"task": task, "model": "model/model.onnx"} | parts)))


class Proof:
    """A model that went through the gate, without the API."""

    def __init__(
        self,
        made: onnx.ModelProto,
        steps: Steps,
        folder: Path,
        labels: list[str] | None = None,
        terms: Terms | None = None,
        spoil: Any = None,
    ) -> None:
        """Compose and compare; `spoil` may change the composition before it is written."""
        self.bare = saved(made, folder)
        self.whole: Composition = composed(self.bare, steps, labels, terms)
        if spoil is not None:
            spoil(self.whole)
        self.artifact = folder / "artifact.onnx"
        write(self.whole, self.artifact)
        plan = Plan(self.bare, steps, labels, terms, folder)
        self.report = Report()
        # Large enough to be like any large picture: one of all 40 megapixels is asked where a whole product is made.
        with patch.object(pictures, "FORTY_MEGAPIXELS", (500, 800)):
            cases = list(plan.cases())
        self.answered: list[Answered] = check_file(
            self.whole, plan, cases, self.artifact, folder, self.report
        )

    def holds(self) -> "Proof":
        """Fail unless the gate lets it through and has seen something."""
        self.report.judge()
        assert self.report.checks
        return self
