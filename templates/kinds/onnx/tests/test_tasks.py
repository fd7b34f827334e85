"""Every task: the artifact answers as the plain steps and the bare model do."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tiny import FLOAT, Proof, classifier, drawn, image, model, steps_of
from tokenizers import Tokenizer, models, pre_tokenizers

from making.cases.pictures import scene
from making.cases.tensors import MOST
from making.golden import golden
from making.session import opened
from publishing.errors import CannotPublish

INT64 = TensorProto.INT64
WORDS = 200


@pytest.mark.parametrize("activation", ["none", "softmax", "sigmoid", "logits-binary"])
def test_activations(activation: str, tmp_path: Path) -> None:
    steps = steps_of(
        "image-classification", image=image(), output={"name": "logits", "activation": activation}
    )
    proof = Proof(classifier(), steps, tmp_path).holds()
    scores = np.concatenate([it.found["scores"] for it in proof.answered])
    if activation in ("softmax", "logits-binary"):
        np.testing.assert_allclose(scores.sum(axis=1), 1, rtol=1e-5)
    assert scores.shape[1] == (2 if activation == "logits-binary" else 5)


def test_one_score_for_two_classes_tells_both(tmp_path: Path) -> None:
    one = model(
        [
            helper.make_node("ReduceMean", ["pixels"], ["mean"], axes=[1, 2, 3], keepdims=0),
            helper.make_node("Reshape", ["mean", "shape"], ["p"]),
        ],
        {"pixels": (FLOAT, ["batch", 3, 12, 16])},
        {"p": (FLOAT, ["batch", 1])},
        {"shape": np.array([-1, 1])},
    )
    steps = steps_of("image-classification", image=image(), output={"name": "p"})
    proof = Proof(one, steps, tmp_path, labels=["dark", "bright"]).holds()
    for it in proof.answered:
        np.testing.assert_allclose(it.found["scores"].sum(axis=1), 1, rtol=1e-6)


def detector(
    layout: str, transposed: bool = False, objectness: bool = False, by_class: bool = False
) -> onnx.ModelProto:
    """A detector whose candidates come from the pixels: 40 of them, 3 classes."""
    columns = {"yolo": 4 + objectness + 3, "ssd": 4, "detr": 4}[layout]
    nodes = [
        helper.make_node("Flatten", ["pixels"], ["flat"], axis=1),
        helper.make_node("Gemm", ["flat", "w", "b"], ["raw"]),
        helper.make_node("Sigmoid", ["raw"], ["all"]),
    ]
    told = {"yolo": columns * 40, "ssd": 40 * (4 + 3), "detr": 40 * (4 + 4)}[layout]
    weights: dict[str, Any] = {
        "w": drawn(3 * 32 * 48, told) / 20,
        "b": drawn(told, seed=1) * 4,
        "cut": np.array([40 * 4, told - 40 * 4]),
        "four": np.array([1, 40, 4]),
        "more": np.array([1, 40, -1]),
        "pixel": np.float32(48),
        "shape": np.array([1, columns, 40] if transposed else [1, 40, columns]),
    }
    inputs: Any = {"pixels": (FLOAT, [1, 3, 32, 48])}
    if layout == "yolo":
        nodes += [
            helper.make_node("Reshape", ["all", "shape"], ["rows"]),
            helper.make_node("Mul", ["rows", "scale"], ["found"]),
        ]
        scale = np.array([48, 32, 24, 16, *[1] * (columns - 4)], np.float32)
        weights["scale"] = scale.reshape(-1, 1) if transposed else scale
        shape = [1, columns, 40] if transposed else [1, 40, columns]
        return model(nodes, inputs, {"found": (FLOAT, shape)}, weights)
    nodes += [
        helper.make_node("Split", ["all", "cut"], ["places", "chances"], axis=1),
        helper.make_node("Reshape", ["places", "four"], ["boxes"]),
        helper.make_node("Reshape", ["chances", "more"], ["classes"]),
    ]
    if by_class:
        nodes[-1] = helper.make_node("Reshape", ["chances", "more"], ["a row a box"])
        nodes.append(helper.make_node("Transpose", ["a row a box"], ["classes"], perm=[0, 2, 1]))
    shapes: Any = {
        "boxes": (FLOAT, [1, 40, 4]),
        "classes": (FLOAT, [1, None, 40] if by_class else [1, 40, None]),
    }
    return model(nodes, inputs, shapes, weights)


@pytest.mark.parametrize("resize", ["stretch", "pad", "crop"])
@pytest.mark.parametrize("transposed,objectness", [(True, False), (False, False), (False, True)])
def test_yolo(resize: str, transposed: bool, objectness: bool, tmp_path: Path) -> None:
    steps = steps_of(
        "object-detection",
        image={"input": "pixels", "height": 32, "width": 48, "resize": resize},
        output={
            "name": "found",
            "threshold": 0.3,
            "boxes": {"format": "cxcywh", "layout": "yolo", "iou": 0.4},
        },
    )
    proof = Proof(detector("yolo", transposed, objectness), steps, tmp_path, labels=["a", "b", "c"]).holds()
    assert sum(len(it.found["boxes"]) for it in proof.answered) > 50
    for it in proof.answered:
        height, width = it.case.about["pictures"][0].shape[:2]
        left, top, right, bottom = it.found["boxes"].T
        assert (left >= 0).all() and (top >= 0).all() and (right <= width).all() and (bottom <= height).all()
        assert (np.diff(it.found["scores"]) <= 0).all()


@pytest.mark.parametrize("by_class", [False, True])
@pytest.mark.parametrize(
    "layout,form", [("ssd", "yxyx"), ("ssd", "xyxy"), ("detr", "cxcywh"), ("ssd", "xywh")]
)
def test_detectors_with_scores_of_their_own(layout: str, form: str, by_class: bool, tmp_path: Path) -> None:
    boxes = {"format": form, "layout": layout, "normalised": True, "scores": "classes"}
    steps = steps_of(
        "object-detection",
        image={"input": "pixels", "height": 32, "width": 48, "resize": "stretch"},
        output={"name": "boxes", "threshold": 0.2, "boxes": boxes},
    )
    proof = Proof(detector(layout, by_class=by_class), steps, tmp_path).holds()
    assert sum(len(it.found["boxes"]) for it in proof.answered) > 20


def in_cells(size: int = 64, batch: int = 1) -> tuple[onnx.ModelProto, np.ndarray[Any, Any]]:
    """A detector that always answers the same, as YOLOX does: two sure boxes, one of the finest and one of the coarsest grid.

    Returns:
        the model, and the boxes [2, 4] in pixels of what it sees, the surer one first.
    """
    counts = [(size // stride) ** 2 for stride in (8, 16, 32)]
    rows = np.zeros((1, sum(counts), 5 + 2), np.float32)
    # In row 2 and column 5 of cells of 8 pixels: the centre at 44, 18, the size 16 × 8; then the last cell of 32 pixels.
    rows[0, 2 * size // 8 + 5] = [0.5, 0.25, np.log(2), 0, 0.9, 1, 0]
    rows[0, -1] = [0.5, 0.5, np.log(0.5), np.log(0.75), 0.8, 0, 1]
    nodes = [
        helper.make_node("ReduceMean", ["pixels"], ["mean"], axes=[0, 1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["rows", "zero"], ["found"]),
    ]
    others = np.repeat(np.roll(rows, 3, axis=1), batch - 1, axis=0)
    weights = {"rows": np.concatenate([rows, others]), "nothing": np.float32(0)}
    shape = [batch, 3, size, size]
    made = model(nodes, {"pixels": (FLOAT, shape)}, {"found": (FLOAT, weights["rows"].shape)}, weights)
    return made, np.array([[36, 14, 52, 22], [size - 24, size - 28, size - 8, size - 4]], np.float32)


@pytest.mark.parametrize("padded,batch", [("around", 1), ("behind", 1), ("behind", 2)])
def test_boxes_that_count_from_their_cells_lie_where_they_were_seen(
    padded: str, batch: int, tmp_path: Path
) -> None:
    """Of a model that takes two pictures and no other number, the first one's boxes are told."""
    made, seen = in_cells(batch=batch)
    steps = steps_of(
        "object-detection",
        image={"input": "pixels", "height": 64, "width": 64, "resize": "pad", "padded": padded},
        output={"name": "found", "boxes": {"format": "cxcywh", "layout": "yolo", "cells": [8, 16, 32]}},
    )
    proof = Proof(made, steps, tmp_path).holds()
    for it in proof.answered:
        height, width = it.case.about["pictures"][0].shape[:2]
        if min(height, width) < 16:
            continue
        shown = np.floor(np.array([width, height]) * 64 / max(height, width) + 0.5)
        begin = (64 - shown) // 2 if padded == "around" else np.zeros(2)
        wanted = (seen - np.tile(begin, 2)) / np.tile(shown / [width, height], 2)
        wanted = np.clip(wanted, 0, [width, height] * 2)
        np.testing.assert_allclose(it.found["boxes"], wanted, atol=1e-3)
        np.testing.assert_allclose(it.found["scores"], [0.9, 0.8], atol=1e-6)
        assert it.found["classes"].tolist() == [0, 1]


def test_cells_that_do_not_fit_the_candidates_are_told(tmp_path: Path) -> None:
    made, _ = in_cells()
    steps = steps_of(
        "object-detection",
        image={"input": "pixels", "height": 64, "width": 64, "resize": "pad"},
        output={"name": "found", "boxes": {"format": "cxcywh", "layout": "yolo", "cells": [8, 16]}},
    )
    with pytest.raises(
        CannotPublish, match="expected 80 candidates at 64 × 64, and the model's output has 84"
    ):
        Proof(made, steps, tmp_path)


@pytest.mark.parametrize("layout", ["ssd", "yolo"])
def test_boxes_show_whether_they_are_shares_or_pixels(layout: str, tmp_path: Path) -> None:
    """Told to look, and told outright: the same boxes."""
    told = []
    for normalised in (None, layout == "ssd"):
        boxes = {"format": "cxcywh", "layout": layout, "normalised": normalised}
        name = "found" if layout == "yolo" else "boxes"
        steps = steps_of(
            "object-detection",
            image={"input": "pixels", "height": 32, "width": 48, "resize": "pad"},
            output={
                "name": name,
                "threshold": 0.2,
                "boxes": boxes | ({"scores": "classes"} if layout == "ssd" else {}),
            },
        )
        (tmp_path / str(normalised)).mkdir()
        told.append(Proof(detector(layout), steps, tmp_path / str(normalised)).holds().answered)
    assert any(len(it.found["boxes"]) for it in told[0])
    for looked, known in zip(*told, strict=True):
        np.testing.assert_array_equal(looked.found["boxes"], known.found["boxes"])


def test_the_background_is_never_told(tmp_path: Path) -> None:
    boxes = {
        "format": "xyxy",
        "layout": "ssd",
        "normalised": True,
        "scores": "classes",
        "background": True,
    }
    steps = steps_of(
        "object-detection",
        image={"input": "pixels", "height": 32, "width": 48, "resize": "stretch"},
        output={"name": "boxes", "threshold": 0.2, "boxes": boxes},
    )
    proof = Proof(detector("ssd"), steps, tmp_path).holds()
    assert {int(one) for it in proof.answered for one in it.found["classes"]} == {1, 2}


def test_finished_boxes_are_told_as_they_are(tmp_path: Path) -> None:
    """Left, top, right, bottom, score, class: two sure ones, of which none is dropped though they overlap."""
    rows = np.array([[[10, 10, 60, 60, 0.9, 1], [12, 10, 60, 60, 0.8, 1], [0, 0, 0, 0, 0, 0]]], np.float32)
    always = model(
        [
            helper.make_node("ReduceMean", ["pixels"], ["mean"], axes=[1, 2, 3], keepdims=0),
            helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
            helper.make_node("Add", ["nothing", "rows"], ["found"]),
        ],
        {"pixels": (FLOAT, [1, 3, 100, 100])},
        {"found": (FLOAT, [1, 3, 6])},
        {"zero": np.float32(0), "rows": rows},
    )
    steps = steps_of(
        "object-detection",
        image={"input": "pixels", "height": 100, "width": 100, "resize": "stretch"},
        output={"name": "found", "boxes": {"format": "xyxy", "layout": "finished"}},
    )
    for it in Proof(always, steps, tmp_path, labels=["cat", "dog"]).holds().answered:
        np.testing.assert_allclose(it.found["scores"], [0.9, 0.8], rtol=1e-6)
        assert it.found["classes"].tolist() == [1, 1]


def test_a_box_comes_back_to_where_it_was_in_the_picture_as_sent(tmp_path: Path) -> None:
    """A detector that always sees the whole frame's middle half: through a letterbox it is known where that lies."""
    always = model(
        [
            helper.make_node("ReduceMean", ["pixels"], ["mean"], axes=[1, 2, 3], keepdims=0),
            helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
            helper.make_node("Add", ["nothing", "box"], ["found"]),
        ],
        {"pixels": (FLOAT, [1, 3, 100, 100])},
        {"found": (FLOAT, [1, 1, 6])},
        {"zero": np.float32(0), "box": np.array([[[50, 50, 50, 20, 1, 1]]], np.float32)},
    )
    steps = steps_of(
        "object-detection",
        image={"input": "pixels", "height": 100, "width": 100, "resize": "pad"},
        output={"name": "found", "boxes": {"format": "cxcywh", "layout": "yolo"}},
    )
    proof = Proof(always, steps, tmp_path, labels=["x"]).holds()
    with opened(proof.artifact) as session:
        # 200 × 400 is seen as 50 × 100, from row 25 on: rows 40 … 60 of the frame are rows 60 … 140 as sent.
        found = session.run({"image": scene(200, 400, 1)})
    np.testing.assert_allclose(found["boxes"], [[100, 60, 300, 140]], atol=1e-3)


def tokenizer(folder: Path) -> str:
    """Write a tokenizer that knows a few words."""
    words = [
        "the",
        "a",
        "it",
        "in",
        "was",
        "and",
        "from",
        "day",
        "early",
        "one",
        "x",
        "?",
        "!",
        ".",
        ",",
        "delivery",
        "came",
        "wrong",
        "works",
        "is",
    ]
    made = Tokenizer(
        models.WordLevel({"[PAD]": 0, "[UNK]": 1} | {w: at + 2 for at, w in enumerate(words)}, "[UNK]")
    )
    made.pre_tokenizer = pre_tokenizers.Whitespace()  # type: ignore[assignment]
    made.save(str(folder / "tokenizer.json"))
    return "tokenizer.json"


def text_model(answers: str, kind: int = INT64, length: int | str = "tokens") -> onnx.ModelProto:
    """Look words up; answer a class a text, a class a token, or a vector a token."""
    width = {"text": 4, "tokens": 5, "vectors": 8}[answers]
    nodes = [
        helper.make_node("Cast", ["mask"], ["counts"], to=FLOAT),
        helper.make_node("Unsqueeze", ["counts", "two"], ["columns"]),
        helper.make_node("Gather", ["table", "ids"], ["found"]),
        helper.make_node("Mul", ["found", "columns"], ["masked" if answers == "text" else "answer"]),
    ]
    if answers == "text":
        nodes.append(helper.make_node("ReduceSum", ["masked", "one"], ["answer"], keepdims=0))
    shapes: Any = {
        "text": ["batch", width],
        "tokens": ["batch", length, width],
        "vectors": ["batch", length, width],
    }
    return model(
        nodes,
        {"ids": (kind, ["batch", length]), "mask": (kind, ["batch", length])},
        {"answer": (FLOAT, shapes[answers])},
        {"table": drawn(WORDS, width), "one": np.array([1]), "two": np.array([2])},
    )


@pytest.mark.parametrize("length", ["tokens", 16])
@pytest.mark.parametrize("kind", [INT64, TensorProto.INT32])
@pytest.mark.parametrize("answers", ["text", "tokens", "vectors"])
def test_texts(answers: str, kind: int, length: int | str, tmp_path: Path) -> None:
    tasks = {"text": "text-classification", "tokens": "token-classification", "vectors": "embedding"}
    steps = steps_of(
        tasks[answers],
        text={"tokenizer": tokenizer(tmp_path), "max_length": 64, "inputs": {"ids": "ids", "mask": "mask"}},
        output={
            "name": "answer",
            "activation": "none" if answers == "vectors" else "softmax",
            "pool": "mean",
        },
    )
    proof = Proof(text_model(answers, kind, length), steps, tmp_path).holds()
    name = "embedding" if answers == "vectors" else "scores"
    sums = np.concatenate(
        [(it.found[name] ** (2 if answers == "vectors" else 1)).sum(-1).ravel() for it in proof.answered]
    )
    assert np.allclose(sums, 1, atol=1e-4) or answers == "vectors"


@pytest.mark.parametrize("pool", ["mean", "cls"])
def test_embeddings_have_the_length_one(pool: str, tmp_path: Path) -> None:
    text = {"tokenizer": tokenizer(tmp_path), "max_length": 64, "inputs": {"ids": "ids", "mask": "mask"}}
    proof = Proof(
        text_model("vectors"),
        steps_of("embedding", text=text, output={"name": "answer", "pool": pool}),
        tmp_path,
    ).holds()
    for it in proof.answered:
        assert it.found["embedding"].shape == (1, 8)
        assert np.isclose(np.linalg.norm(it.found["embedding"]), 1, atol=1e-5)


@pytest.mark.parametrize("normalise", ["none", "peak", "mean-std"])
@pytest.mark.parametrize("shape", ["samples", "batch,samples", "batch,1,samples"])
def test_sounds(shape: str, normalise: str, tmp_path: Path) -> None:
    dims: list[int | str] = {"samples": ["n"], "batch,samples": ["b", "n"], "batch,1,samples": ["b", 1, "n"]}[
        shape
    ]  # type: ignore[assignment]
    loud = model(
        [
            helper.make_node("Mul", ["sound", "sound"], ["power"]),
            helper.make_node("ReduceMean", ["power"], ["mean"], axes=[len(dims) - 1]),
            helper.make_node("Reshape", ["mean", "one"], ["column"]),
            helper.make_node("Mul", ["column", "w"], ["logits"]),
        ],
        {"sound": (FLOAT, dims)},
        {"logits": (FLOAT, ["b", 4])},
        {"one": np.array([-1, 1]), "w": drawn(1, 4)},
    )
    steps = steps_of(
        "audio",
        audio={"input": "sound", "rate": 8000, "shape": shape, "normalise": normalise},
        output={"name": "logits", "activation": "softmax"},
    )
    proof = Proof(loud, steps, tmp_path).holds()
    assert [it.name for it in proof.whole.inputs] == ["sound"]
    assert {"samples", "extremes", "short"} <= set(proof.report.checks)


@pytest.mark.parametrize(
    "kind", ["FLOAT16", "BFLOAT16", "DOUBLE", "INT32", "UINT8", "BOOL", "INT4", "FLOAT8E4M3FN"]
)
def test_tensors_of_every_type(kind: str, tmp_path: Path) -> None:
    told = getattr(TensorProto, kind)
    doubled = model(
        [
            helper.make_node("Cast", ["x"], ["real"], to=FLOAT),
            helper.make_node("Add", ["real", "real"], ["twice"]),
            helper.make_node("Cast", ["twice"], ["y"], to=TensorProto.FLOAT16),
        ],
        {"x": (told, ["n", 3])},
        {"y": (TensorProto.FLOAT16, ["n", 3])},
        opset=21,
        ir=10,
    )
    proof = Proof(doubled, steps_of("tensor"), tmp_path).holds()
    assert [it.name for it in proof.whole.inputs] == ["x"] and [it.name for it in proof.whole.outputs] == [
        "y"
    ]
    assert all(it.found["y"].dtype == np.float32 for it in proof.answered)


@pytest.mark.parametrize("opset", [7, 8, 9, 10, 11, 13, 15, 17, 19, 21, 23, 24])
def test_tensors_in_every_opset(opset: int, tmp_path: Path) -> None:
    ir = 3 if opset < 9 else 4 if opset < 10 else 8 if opset < 19 else 10
    plain = model(
        [helper.make_node("Relu", ["x"], ["y"])],
        {"x": (FLOAT, [2, 3])},
        {"y": (FLOAT, [2, 3])},
        opset=opset,
        ir=ir,
    )
    proof = Proof(plain, steps_of("tensor"), tmp_path).holds()
    made = onnx.load(proof.artifact)
    assert made.opset_import[0].version == opset and made.ir_version == ir


def test_an_input_that_gets_nothing_is_told(tmp_path: Path) -> None:
    two = model(
        [
            helper.make_node("Flatten", ["pixels"], ["flat"]),
            helper.make_node("Mul", ["flat", "gain"], ["logits"]),
        ],
        {"pixels": (FLOAT, ["batch", 3, 12, 16]), "gain": (FLOAT, [1])},
        {"logits": (FLOAT, ["batch", 576])},
    )
    steps = steps_of("image-classification", image=image(), output={"name": "logits"})
    with pytest.raises(CannotPublish, match="Nothing is given to the model's input 'gain'"):
        Proof(two, steps, tmp_path)


def test_free_dimensions_are_never_tried_with_more_numbers_than_memory_holds(tmp_path: Path) -> None:
    """Five of them of 224 each would be 500 billion numbers."""
    shape = [None] * 5
    free = model([helper.make_node("Neg", ["x"], ["y"])], {"x": (FLOAT, shape)}, {"y": (FLOAT, shape)})
    proof = Proof(free, steps_of("tensor"), tmp_path).holds()
    assert max(it.case.arrays["x"].size for it in proof.answered) < MOST


def test_a_sequence_of_tensors_of_different_shapes_is_kept_as_golden(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("ReduceSum", ["x"], ["sum"], keepdims=0),
        helper.make_node("SequenceConstruct", ["x", "sum"], ["y"]),
    ]
    made = model(nodes, {"x": (FLOAT, ["n", 2])}, {})
    made.graph.output.append(helper.make_tensor_sequence_value_info("y", FLOAT, None))
    assert b'"y"' in golden(Proof(made, steps_of("tensor"), tmp_path).holds().answered)
