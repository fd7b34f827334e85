"""A scorer in an ONNX file is asked by rows: one column a field in, probabilities or a value out."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tiny import FLOAT, Proof, drawn, model, steps_of

from contract.fields import Answer, Number, Row, YesNo, feature, target
from making.session import opened
from making.terms import Terms
from publishing.errors import CannotPublish
from serving.session import Session

columns = pytest.importorskip("contract.columns", reason="this product is not asked by rows")

LINEAR = {
    "classlabels_ints": [0, 1],
    "coefficients": [0.1, 0.2, 0.3, -0.1, -0.2, -0.3],
    "intercepts": [0.1, -0.1],
    "post_transform": "LOGISTIC",
}
ML = "ai.onnx.ml"


class Features(Row):
    """A row."""

    width: Number = feature("Width", example=3.5, minimum=0, maximum=10)
    height: Number | None = feature("Height", example=120.0, optional=True)
    open: YesNo = feature("Open", example=True)


class Kind(Answer):
    """One of three."""

    kind: Literal["a", "b", "c"] = target("Kind")


class YesOrNo(Answer):
    """One of two."""

    ok: Literal["no", "yes"] = target("Fine", positive="yes")


class Amount(Answer):
    """A number."""

    amount: Number = target("Amount")


def terms(prediction: type[Answer]) -> Terms:
    """Read a contract as making does."""
    encoding = columns.encoding_of(Features)
    classes = list(columns.columns_of(prediction)[0].categories or ())
    return Terms(
        Features,
        prediction,
        columns.columns_of(Features),
        encoding.rows,
        list(encoding.numbers),
        list(encoding.texts),
        classes,
    )


def scorer(outputs: int, kind: int = FLOAT, zipped: list[Any] | None = None) -> onnx.ModelProto:
    """A linear scorer of a matrix of three columns; NaN counts as 0. `zipped`: as scikit-learn's exporter ties them."""
    nodes = [
        helper.make_node("Cast", ["x"], ["real"], to=FLOAT),
        helper.make_node("IsNaN", ["real"], ["gone"]),
        helper.make_node("Where", ["gone", "zero", "real"], ["known"]),
        helper.make_node("Gemm", ["known", "w"], ["raw"]),
        helper.make_node("Softmax" if outputs > 1 else "Identity", ["raw"], ["scores"]),
    ]
    told: dict[str, Any] = {"scores": (FLOAT, ["n", outputs])}
    if zipped is not None:
        key = "classlabels_strings" if isinstance(zipped[0], str) else "classlabels_int64s"
        nodes.append(helper.make_node("ZipMap", ["scores"], ["probabilities"], domain=ML, **{key: zipped}))
        told = {}
    weights = {"w": drawn(3, outputs) / 10, "zero": np.float32(0)}
    made = model(nodes, {"x": (kind, ["n", 3])}, told, weights, domains=[(ML, 3)])
    if zipped is not None:
        key_kind = TensorProto.STRING if isinstance(zipped[0], str) else TensorProto.INT64
        value = helper.make_map_type_proto(key_kind, helper.make_tensor_type_proto(FLOAT, []))
        made.graph.output.append(
            helper.make_value_info("probabilities", helper.make_sequence_type_proto(value))
        )
    return made


@pytest.mark.parametrize("kind", [FLOAT, TensorProto.DOUBLE])
@pytest.mark.parametrize(
    "scaler", [None, {"mean": [4, 100, 0.5], "scale": [2, 30, 0]}], ids=["plain", "scaler"]
)
def test_classes_from_one_matrix(scaler: Any, kind: int, tmp_path: Path) -> None:
    steps = steps_of("tabular", rows={"input": "x", "scaler": scaler}, output={"name": "scores"})
    proof = Proof(scorer(3, kind), steps, tmp_path, terms=terms(Kind)).holds()
    assert [it.name for it in proof.whole.inputs] == ["width", "height", "open"]
    assert {"samples", "extremes", "missing"} <= set(proof.report.checks)
    found = np.concatenate([it.found["probabilities"] for it in proof.answered])
    assert found.shape[1] == 3 and np.allclose(found.sum(1), 1, atol=1e-5)


@pytest.mark.parametrize("told", [["c", "a", "b"], ["a", "b", "c"]])
def test_tied_probabilities_are_untied_and_ordered_as_the_contract_has_them(
    told: list[str], tmp_path: Path
) -> None:
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "probabilities"})
    proof = Proof(scorer(3, zipped=told), steps, tmp_path, terms=terms(Kind)).holds()
    row = {
        "width": np.array([[1]], np.float32),
        "height": np.array([[2]], np.float32),
        "open": np.array([[1]], np.float32),
    }
    with opened(tmp_path / "model.onnx") as bare, opened(proof.artifact) as artifact:
        tied = bare.run({"x": np.array([[1, 2, 1]], np.float32)})["probabilities"][0]
        np.testing.assert_allclose(
            artifact.run(row)["probabilities"][0], [tied[name] for name in "abc"], rtol=1e-6
        )


@pytest.mark.parametrize("classes", ["abc", "cab"], ids=["in the contract's order", "in another"])
def test_a_class_an_output(classes: str, tmp_path: Path) -> None:
    """As scikit-learn's exporter writes it when told "zipmap": "columns"."""
    made = scorer(3)
    weights = {"starts": [0, 1, 2], "ends": [1, 2, 3], "axis": [1], "flat": [-1]}
    for name, values in weights.items():
        for at, value in enumerate(values):
            made.graph.initializer.append(numpy_helper.from_array(np.array([value]), f"{name}{at}"))
    del made.graph.output[:]
    for at, called in enumerate(classes):
        places = [f"starts{at}", f"ends{at}", "axis0"]
        made.graph.node.append(helper.make_node("Slice", ["scores", *places], [f"cut{at}"]))
        made.graph.node.append(helper.make_node("Reshape", [f"cut{at}", "flat0"], [f"s{called}"]))
        made.graph.output.append(helper.make_tensor_value_info(f"s{called}", FLOAT, ["n"]))
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": f"s{classes[0]}"})
    proof = Proof(made, steps, tmp_path, terms=terms(Kind)).holds()
    row = {
        name: np.array([[value]], np.float32)
        for name, value in zip(("width", "height", "open"), (1, 2, 1), strict=True)
    }
    with opened(tmp_path / "model.onnx") as bare, opened(proof.artifact) as artifact:
        told = bare.run({"x": np.array([[1, 2, 1]], np.float32)})
        each = [told[f"s{name}"][0] for name in "abc"]
        np.testing.assert_allclose(artifact.run(row)["probabilities"][0], each, rtol=1e-6)


def test_a_vector_has_a_number_a_row(tmp_path: Path) -> None:
    """A network that squeezes its one score: [N] for N rows."""
    made = scorer(1)
    made.graph.initializer.append(numpy_helper.from_array(np.array([-1]), "flat"))
    made.graph.node.append(helper.make_node("Reshape", ["scores", "flat"], ["logit"]))
    del made.graph.output[:]
    made.graph.output.append(helper.make_tensor_value_info("logit", FLOAT, ["n"]))
    output = {"name": "logit", "activation": "logits-binary"}
    steps = steps_of("tabular", rows={"input": "x"}, output=output)
    proof = Proof(made, steps, tmp_path, terms=terms(YesOrNo)).holds()
    assert all(it.found["probabilities"].shape[1] == 2 for it in proof.answered)


def test_classes_have_the_owners_own_names(tmp_path: Path) -> None:
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "probabilities"})
    proof = Proof(scorer(3, zipped=[0, 1, 2]), steps, tmp_path, terms=terms(Kind)).holds()
    assert all(it.found["probabilities"].shape[1] == 3 for it in proof.answered)


def test_tied_distances_become_shares(tmp_path: Path) -> None:
    """A support vector machine's: its exporter ties them to the classes as if they were probabilities."""
    output = {"name": "probabilities", "activation": "softmax"}
    steps = steps_of("tabular", rows={"input": "x"}, output=output)
    proof = Proof(scorer(3, zipped=["a", "b", "c"]), steps, tmp_path, terms=terms(Kind)).holds()
    found = np.concatenate([it.found["probabilities"] for it in proof.answered])
    assert np.allclose(found.sum(1), 1, atol=1e-5) and found.max() < 0.6


def test_classes_that_the_model_does_not_know_are_told(tmp_path: Path) -> None:
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "probabilities"})
    with pytest.raises(
        CannotPublish, match="has the class 'c', which the model does not know. It knows: a, b, d"
    ):
        Proof(scorer(3, zipped=["a", "b", "d"]), steps, tmp_path, terms=terms(Kind))


def test_one_probability_of_two_classes(tmp_path: Path) -> None:
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "scores", "activation": "sigmoid"})
    proof = Proof(scorer(1), steps, tmp_path, terms=terms(YesOrNo)).holds()
    assert all(it.found["probabilities"].shape[1] == 2 for it in proof.answered)


@pytest.mark.parametrize("opset", [8, 9, 11])
def test_two_classes_of_an_old_opset_stay_in_it(opset: int, tmp_path: Path) -> None:
    """scikit-learn's exporter writes the oldest opset that does, and says no shape of the probabilities."""
    made = model(
        [
            helper.make_node("LinearClassifier", ["x"], ["label", "raw"], domain=ML, **LINEAR),
            helper.make_node("Normalizer", ["raw"], ["scores"], domain=ML, norm="L1"),
            helper.make_node("ZipMap", ["scores"], ["zipped"], domain=ML, classlabels_strings=["no", "yes"]),
            helper.make_node("Cast", ["label"], ["named"], to=TensorProto.INT64),
        ],
        {"x": (FLOAT, ["n", 3])},
        {"named": (TensorProto.INT64, ["n"])},
        opset=opset,
        ir=4,
        domains=[(ML, 1)],
    )
    value = helper.make_map_type_proto(TensorProto.STRING, helper.make_tensor_type_proto(FLOAT, []))
    made.graph.output.append(helper.make_value_info("zipped", helper.make_sequence_type_proto(value)))
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "zipped"})
    proof = Proof(made, steps, tmp_path, terms=terms(YesOrNo)).holds()
    assert onnx.load(proof.artifact).opset_import[0].version == opset


@pytest.mark.parametrize("shape", [[1, 3], [4, 3], [3]])
def test_a_model_that_takes_so_many_rows_and_no_other_number(shape: list[int], tmp_path: Path) -> None:
    made = model(
        [
            helper.make_node("IsNaN", ["x"], ["gone"]),
            helper.make_node("Where", ["gone", "zero", "x"], ["known"]),
            helper.make_node("MatMul", ["known", "w"], ["y"]),
        ],
        {"x": (FLOAT, shape)},
        {"y": (FLOAT, [*shape[:-1], 1])},
        {"w": drawn(3, 1) / 10, "zero": np.float32(0)},
    )
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "y"})
    proof = Proof(made, steps, tmp_path, terms=terms(Amount)).holds()
    served = Session(proof.artifact)
    columns = {name: np.arange(6, dtype=np.float32).reshape(6, 1) for name in served.inputs}
    known = np.arange(6, dtype=np.float32).reshape(6, 1).repeat(3, 1) @ (drawn(3, 1) / 10)
    np.testing.assert_allclose(served.run("prediction", columns), known, rtol=1e-5, atol=1e-6)


def test_a_number(tmp_path: Path) -> None:
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "scores"})
    proof = Proof(scorer(1), steps, tmp_path, terms=terms(Amount)).holds()
    assert all(it.found["prediction"].shape[1] == 1 for it in proof.answered)


def test_one_of_several_numbers(tmp_path: Path) -> None:
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "scores", "column": 1})
    proof = Proof(scorer(3), steps, tmp_path, terms=terms(Amount)).holds()
    served = Session(proof.artifact)
    columns = {name: np.arange(6, dtype=np.float32).reshape(6, 1) for name in served.inputs}
    with opened(proof.bare.path) as bare:
        known = bare.run({"x": np.arange(6, dtype=np.float32).reshape(6, 1).repeat(3, 1)})["scores"][:, [1]]
    np.testing.assert_allclose(served.run("prediction", columns), known, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("column", "words"), [(None, "answers 3 numbers a row"), (3, "Expected 0 to 2")])
def test_of_several_numbers_one_has_to_be_named(column: int | None, words: str, tmp_path: Path) -> None:
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "scores", "column": column})
    with pytest.raises(CannotPublish) as refused:
        Proof(scorer(3), steps, tmp_path, terms=terms(Amount))
    assert words in f"{refused.value.message} {refused.value.hint}"


def test_numbers_of_a_row_that_are_cut_apart_are_refused(tmp_path: Path) -> None:
    made = scorer(3)
    made.graph.node[-1].output[0] = "whole"
    made.graph.node.append(helper.make_node("Reshape", ["whole", "one"], ["scores"]))
    made.graph.initializer.append(numpy_helper.from_array(np.array([-1, 1]), "one"))
    made.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 1
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "scores"})
    with pytest.raises(CannotPublish, match="Asked about 100 rows, the model answers 300"):
        Proof(made, steps, tmp_path, terms=terms(Amount))


def test_an_input_for_each_field(tmp_path: Path) -> None:
    each = model(
        [
            helper.make_node("Cast", ["open"], ["o"], to=FLOAT),
            helper.make_node("Unsqueeze", ["Width (cm)", "one"], ["w"]),
            helper.make_node("Add", ["w", "height"], ["sum"]),
            helper.make_node("Add", ["sum", "o"], ["amount"]),
        ],
        {"Width (cm)": (FLOAT, ["n"]), "height": (FLOAT, ["n", 1]), "open": (TensorProto.INT64, ["n", 1])},
        {"amount": (FLOAT, ["n", 1])},
        {"one": np.array([1])},
    )
    steps = steps_of("tabular", rows={"inputs": {"width": "Width (cm)"}}, output={"name": "amount"})
    Proof(each, steps, tmp_path, terms=terms(Amount)).holds()


@pytest.mark.parametrize("kind", [FLOAT, TensorProto.DOUBLE])
def test_columns_stand_side_by_side_in_blocks(kind: int, tmp_path: Path) -> None:
    blocks = model(
        [
            helper.make_node("Cast", ["sizes"], ["s"], to=FLOAT),
            helper.make_node("Gemm", ["s", "w"], ["weighed"]),
            helper.make_node("Cast", ["open"], ["o"], to=FLOAT),
            helper.make_node("Add", ["weighed", "o"], ["amount"]),
        ],
        {"sizes": (kind, ["n", 2]), "open": (TensorProto.INT64, ["n", 1])},
        {"amount": (FLOAT, ["n", 1])},
        {"w": np.array([[1], [10]], np.float32)},
    )
    inputs = {"width": "sizes", "height": "sizes"}
    steps = steps_of("tabular", rows={"inputs": inputs}, output={"name": "amount"})
    proof = Proof(blocks, steps, tmp_path, terms=terms(Amount)).holds()
    row = {name: np.array([[at]], np.float32) for at, name in enumerate(("width", "height", "open"), 1)}
    with opened(proof.artifact) as artifact:
        assert artifact.run(row)["prediction"].tolist() == [[1 + 20 + 3]]
    fewer = steps_of("tabular", rows={"inputs": {"width": "sizes"}}, output={"name": "amount"})
    with pytest.raises(CannotPublish, match="takes 2 values a row .* has 1 fields"):
        Proof(blocks, fewer, tmp_path, terms=terms(Amount))


def test_a_matrix_of_another_width_is_told(tmp_path: Path) -> None:
    wide = model(
        [helper.make_node("Gemm", ["x", "w"], ["y"])],
        {"x": (FLOAT, ["n", 4])},
        {"y": (FLOAT, ["n", 1])},
        {"w": drawn(4, 1)},
    )
    steps = steps_of("tabular", rows={"input": "x"}, output={"name": "y"})
    with pytest.raises(CannotPublish, match="takes 4 values a row .* has 3 fields"):
        Proof(wide, steps, tmp_path, terms=terms(Amount))
