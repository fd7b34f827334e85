"""Scorers of float64, as scikit-learn's exporter writes them, can be loaded and answer what they were taught."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tiny import FLOAT, drawn, model, saved

from making.mended import mended
from making.session import opened
from publishing.errors import CannotPublish

DOUBLE = TensorProto.DOUBLE
ML = "ai.onnx.ml"
X = np.array([[1.0, 2.0, 3.0], [0.1, -0.2, 0.3]])


def tied() -> onnx.ModelProto:
    """Probabilities of float64, tied to their classes."""
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["raw"]),
        helper.make_node("Softmax", ["raw"], ["scores"]),
        helper.make_node("ZipMap", ["scores"], ["tied"], domain=ML, classlabels_strings=["a", "b"]),
    ]
    weights = {"w": drawn(3, 2).astype(np.float64)}
    made = model(nodes, {"x": (DOUBLE, ["n", 3])}, {}, weights, domains=[(ML, 1)])
    value = helper.make_tensor_type_proto(DOUBLE, [])
    maps = helper.make_sequence_type_proto(helper.make_map_type_proto(TensorProto.STRING, value))
    made.graph.output.append(helper.make_value_info("tied", maps))
    return made


def linear(told: int) -> onnx.ModelProto:
    """A linear scorer of float64, and the type that is said of its answer."""
    learnt = {"coefficients": [1.0, 2.0, 3.0], "intercepts": [0.5]}
    nodes = [
        helper.make_node("Cast", ["x"], ["real"], to=FLOAT),
        helper.make_node("LinearRegressor", ["real"], ["y"], domain=ML, **learnt),
    ]
    return model(nodes, {"x": (DOUBLE, ["n", 3])}, {"y": (told, ["n", 1])}, domains=[(ML, 1)])


def test_probabilities_of_float64_that_are_tied_to_their_classes(tmp_path: Path) -> None:
    bare = saved(tied(), tmp_path)
    with pytest.raises(CannotPublish), opened(bare.path):
        pass
    folder = tmp_path / "mended"
    folder.mkdir()
    found, said = mended(bare, folder)
    powers = np.exp(X @ drawn(3, 2).astype(np.float64))
    expected = powers / powers.sum(axis=1, keepdims=True)
    with opened(found.path) as session:
        told = session.run({"x": X})["tied"]
    assert [list(row.values()) for row in told] == [pytest.approx(row, abs=1e-6) for row in expected.tolist()]
    assert len(said) == 1


def test_an_answer_of_float32_that_is_said_to_be_float64(tmp_path: Path) -> None:
    folder = tmp_path / "mended"
    folder.mkdir()
    found, said = mended(saved(linear(DOUBLE), tmp_path), folder)
    with opened(found.path) as session:
        assert session.run({"x": X})["y"].ravel().tolist() == pytest.approx((X @ [1, 2, 3] + 0.5).tolist())
    assert said


def test_a_model_that_can_be_loaded_stays_as_it_is(tmp_path: Path) -> None:
    bare = saved(linear(FLOAT), tmp_path)
    assert mended(bare, tmp_path / "nowhere") == (bare, [])
