"""The owner's model is in the artifact as it was: nodes, weights, functions, metadata, byte for byte."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, external_data_helper, helper, numpy_helper
from tiny import FLOAT, Proof, classifier, drawn, image, model, steps_of

from making.bare import Bare
from making.compose.composition import OURS
from making.upconvert import upconverted
from publishing.errors import CannotPublish

STEPS = {"image": image(), "output": {"name": "logits", "activation": "softmax"}}


def own(made: onnx.ModelProto) -> list[bytes]:
    """The nodes that are not ours."""
    return [
        it.SerializeToString()
        for it in made.graph.node
        if not it.name.startswith(OURS) and it.output[0] not in OUTPUTS
    ]


OUTPUTS = {"scores", "probabilities", "prediction", "picture", "boxes", "classes", "embedding"}


def rich() -> onnx.ModelProto:
    """A model with a subgraph, a function of its own, another domain, a sparse corner and metadata."""
    made = classifier(ir=9, opset=19, domains=[("own", 1)])
    double = helper.make_function(
        "own",
        "Double",
        ["a"],
        ["b"],
        [helper.make_node("Add", ["a", "a"], ["b"])],
        [helper.make_opsetid("", 19)],
    )
    made.functions.append(double)
    branch = [
        helper.make_graph(
            [helper.make_node(kind, ["logits"], [f"{kind}_out"])],
            kind,
            [],
            [helper.make_tensor_value_info(f"{kind}_out", FLOAT, None)],
        )
        for kind in ("Identity", "Neg")
    ]
    made.graph.node.extend(
        [
            helper.make_node("ReduceSum", ["logits"], ["total"], keepdims=0),
            helper.make_node("Greater", ["total", "limit"], ["large"]),
            helper.make_node("If", ["large"], ["chosen"], then_branch=branch[0], else_branch=branch[1]),
            helper.make_node("Double", ["chosen"], ["doubled"], domain="own"),
        ]
    )
    made.graph.initializer.append(numpy_helper.from_array(np.float32(1e9), "limit"))
    made.graph.output[0].name = "doubled"
    helper.set_model_props(made, {"author": "somebody", "classes": "5"})
    made.doc_string, made.producer_name = "what it is", "by hand"
    made.graph.value_info.append(helper.make_tensor_value_info("total", FLOAT, []))
    return made


def test_everything_of_the_model_is_carried_over(tmp_path: Path) -> None:
    steps = steps_of(
        "image-classification", image=image(), output={"name": "doubled", "activation": "softmax"}
    )
    proof = Proof(rich(), steps, tmp_path).holds()
    before, after = onnx.load(proof.bare.path), onnx.load(proof.artifact)
    onnx.checker.check_model(after)
    assert own(after) == [it.SerializeToString() for it in before.graph.node]
    assert [it.SerializeToString() for it in after.graph.initializer] == [
        it.SerializeToString() for it in before.graph.initializer
    ]
    for part in ("functions", "metadata_props", "opset_import"):
        assert list(getattr(after, part)) == list(getattr(before, part))
    for part in ("doc_string", "producer_name", "ir_version"):
        assert getattr(after, part) == getattr(before, part)
    assert list(after.graph.value_info) == list(before.graph.value_info)


@pytest.mark.parametrize("name", ["image", "images", "sizes", "scores", "ml_product/front/Constant_0"])
def test_names_never_clash(name: str, tmp_path: Path) -> None:
    steps = steps_of(
        "image-classification", image=image(input=name), output={"name": "logits", "activation": "softmax"}
    )
    proof = Proof(classifier(name=name), steps, tmp_path).holds()
    onnx.checker.check_model(onnx.load(proof.artifact))


def test_a_weight_that_is_called_as_an_input_of_ours(tmp_path: Path) -> None:
    made = classifier()
    for node in made.graph.node:
        node.input[:] = ["sizes" if it == "w" else it for it in node.input]
    made.graph.initializer[0].name = "sizes"
    proof = Proof(made, steps_of("image-classification", **STEPS), tmp_path).holds()
    before, after = onnx.load(proof.bare.path), onnx.load(proof.artifact)
    assert (
        numpy_helper.to_array(after.graph.initializer[0]).tolist()
        == numpy_helper.to_array(before.graph.initializer[0]).tolist()
    )


def test_a_name_inside_a_subgraph_is_changed_with_the_others(tmp_path: Path) -> None:
    inner = helper.make_graph(
        [helper.make_node("Flatten", ["image"], ["flat"])],
        "b",
        [],
        [helper.make_tensor_value_info("flat", FLOAT, None)],
    )
    made = model(
        [
            helper.make_node("Constant", [], ["yes"], value=numpy_helper.from_array(np.array(True))),
            helper.make_node("If", ["yes"], ["flats"], then_branch=inner, else_branch=inner),
            helper.make_node("MatMul", ["flats", "w"], ["logits"]),
        ],
        {"image": (FLOAT, [1, 3, 12, 16])},
        {"logits": (FLOAT, [1, 5])},
        {"w": drawn(576, 5) / 10},
    )
    made.graph.node[1].attribute[1].g.node[0].output[0] = "flat2"
    made.graph.node[1].attribute[1].g.output[0].name = "flat2"
    steps = steps_of("image-classification", image=image(input="image"), output={"name": "logits"})
    Proof(made, steps, tmp_path).holds()


def test_weights_beside_the_model_stay_there(tmp_path: Path) -> None:
    made = classifier()
    external_data_helper.convert_model_to_external_data(made, location="weights.bin", size_threshold=0)
    onnx.save(made, tmp_path / "model.onnx")
    bare = Bare.open(tmp_path / "model.onnx")
    assert [it.name for it in bare.external_files()] == ["weights.bin"]
    assert bare.parameters == 576 * 5 + 5
    assert (tmp_path / "model.onnx").stat().st_size < 1000


@pytest.mark.parametrize(
    "location,words", [("../weights.bin", "outside its folder"), ("gone.bin", "are missing: gone.bin")]
)
def test_weights_that_cannot_be_there_are_told(location: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "weights.bin").write_bytes(b"x" * 99_999)
    made = classifier()
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    (tmp_path / "inner" / "model.onnx").write_bytes(made.SerializeToString())
    with pytest.raises(CannotPublish, match=words):
        Bare.open(tmp_path / "inner" / "model.onnx")


@pytest.mark.parametrize(
    "content", [b"", b"hello, world", b"\x08", b"\x08\x08\x3a\xff\xff\x03abc", b"\x00" * 100]
)
def test_what_is_no_model_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(content)
    with pytest.raises(CannotPublish, match="no ONNX model"):
        Bare.open(tmp_path / "model.onnx")


def test_a_model_cut_short_is_told(tmp_path: Path) -> None:
    whole = classifier().SerializeToString()
    for length in range(1, len(whole), 97):
        (tmp_path / "model.onnx").write_bytes(whole[:length])
        with pytest.raises(CannotPublish):
            Bare.open(tmp_path / "model.onnx")


def test_only_an_opset_that_lacks_an_operator_is_rewritten(tmp_path: Path) -> None:
    steps = steps_of("image-classification", **STEPS)
    for opset in (7, 9, 10, 11, 17):
        folder = tmp_path / str(opset)
        folder.mkdir()
        made = classifier(opset=opset, ir=3 if opset == 7 else 8)
        if opset == 7:  # as it was then: weights are inputs too
            made.graph.input.extend(
                helper.make_tensor_value_info(it.name, FLOAT, it.dims) for it in made.graph.initializer
            )
        onnx.save(made, folder / "model.onnx")
        usable, changed = upconverted(Bare.open(folder / "model.onnx"), steps, tmp_path)
        assert (changed is None) == (opset >= 11)
        assert usable.opset == max(opset, 11)
        Proof(onnx.load(usable.path), steps, folder).holds()
