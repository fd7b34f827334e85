"""Artifacts of a few nodes, one a task: what `making` composes, made by hand, so that every answer is known."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64, UINT8, BOOL, STRING = (
    TensorProto.FLOAT,
    TensorProto.INT64,
    TensorProto.UINT8,
    TensorProto.BOOL,
    TensorProto.STRING,
)
COLOURS = ["red", "green", "blue"]
WORDS = ["[PAD]", "[UNK]", "good", "bad", "Ada", "Lovelace", "lives", "in", "London", "."]
Values = Sequence[onnx.ValueInfoProto]


def value(name: str, kind: int, *shape: int | str | None) -> onnx.ValueInfoProto:
    """Describe an input or output."""
    return helper.make_tensor_value_info(name, kind, list(shape))


def constant(name: str, array: Any, dtype: Any = np.int64) -> onnx.TensorProto:
    """Make an initialiser."""
    return numpy_helper.from_array(np.asarray(array, dtype), name)


def model(
    nodes: Sequence[onnx.NodeProto],
    inputs: Values,
    outputs: Values,
    constants: Sequence[onnx.TensorProto] = (),
) -> onnx.ModelProto:
    """Make a model at an opset that every supported ONNX Runtime knows."""
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, list(constants))
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made


def publish(
    folder: Path, made: onnx.ModelProto, steps: dict[str, Any], labels: list[str] | None = None
) -> Path:
    """Write an artifact; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(made, folder / "model.onnx")
    (folder / "reference.json").write_text("{}\n", encoding="utf-8")
    hashes = {
        name: f"sha256:{hashlib.sha256((folder / name).read_bytes()).hexdigest()}"
        for name in ("model.onnx", "reference.json")
    }
    passport = {
        "format": 1,
        "version": "v1",
        "kind": "onnx",
        "task": steps["task"],
        "steps": steps,
        "labels": labels,
        "hashes": hashes,
    }
    (folder / "passport.json").write_text(json.dumps(passport), encoding="utf-8")
    return folder


def image_steps(task: str, **output: Any) -> dict[str, Any]:
    """Say how a picture is asked about."""
    return {
        "task": task,
        "model": "model/model.onnx",
        "image": {"input": "x", "resize": "none"},
        "output": {"name": "y", "activation": "softmax", "labels": "model/labels.txt", "top": 3} | output,
    }


def one_colour() -> onnx.ModelProto:
    """`image` → `scores`: the share of each colour in a picture."""
    return model(
        [
            helper.make_node("Cast", ["image"], ["x"], to=FLOAT),
            helper.make_node("ReduceMean", ["x"], ["mean"], axes=[0, 1], keepdims=0),
            helper.make_node("ReduceSum", ["mean"], ["sum"], keepdims=1),
            helper.make_node("Add", ["sum", "little"], ["total"]),
            helper.make_node("Div", ["mean", "total"], ["share"]),
            helper.make_node("Unsqueeze", ["share", "axis"], ["scores"]),
        ],
        [value("image", UINT8, "height", "width", 3)],
        [value("scores", FLOAT, 1, 3)],
        [constant("axis", [0]), constant("little", 1e-6, np.float32)],
    )


def many_colours() -> onnx.ModelProto:
    """`images` and `sizes` → `scores`: the same for several pictures, cut out of one vector by a Loop."""
    body = helper.make_graph(
        [
            helper.make_node("Gather", ["sizes", "at"], ["size"], axis=0),
            helper.make_node("ReduceProd", ["size"], ["area"], axes=[0], keepdims=1),
            helper.make_node("Mul", ["area", "three"], ["length"]),
            helper.make_node("Add", ["begin", "length"], ["end"]),
            helper.make_node("Slice", ["images", "begin", "end"], ["flat"]),
            helper.make_node("Reshape", ["flat", "by_pixel"], ["pixels"]),
            helper.make_node("Cast", ["pixels"], ["x"], to=FLOAT),
            helper.make_node("ReduceMean", ["x"], ["mean"], axes=[0], keepdims=0),
            helper.make_node("ReduceSum", ["mean"], ["sum"], keepdims=1),
            helper.make_node("Add", ["sum", "little"], ["total"]),
            helper.make_node("Div", ["mean", "total"], ["share"]),
            helper.make_node("Identity", ["go"], ["go_on"]),
        ],
        "each",
        [value("at", INT64), value("go", BOOL), value("begin", INT64, 1)],
        [value("go_on", BOOL), value("end", INT64, 1), value("share", FLOAT, 3)],
    )
    return model(
        [
            helper.make_node("Shape", ["sizes"], ["shape"]),
            helper.make_node("Gather", ["shape", "zero"], ["count"]),
            helper.make_node("Loop", ["count", "", "start"], ["last", "scores"], body=body),
        ],
        [value("images", UINT8, "bytes"), value("sizes", INT64, "pictures", 2)],
        [value("scores", FLOAT, "pictures", 3)],
        [
            constant("zero", 0),
            constant("start", [0]),
            constant("three", [3]),
            constant("by_pixel", [-1, 3]),
            constant("little", 1e-6, np.float32),
        ],
    )


def boxes() -> onnx.ModelProto:
    """`image` → three boxes: a sure one of class 0, one that leaves the picture, one that is not sure."""
    return model(
        [
            helper.make_node("Shape", ["image"], ["shape"]),
            helper.make_node("Identity", ["b"], ["boxes"]),
            helper.make_node("Identity", ["s"], ["scores"]),
            helper.make_node("Identity", ["c"], ["classes"]),
        ],
        [value("image", UINT8, "height", "width", 3)],
        [
            value("boxes", FLOAT, "found", 4),
            value("scores", FLOAT, "found"),
            value("classes", INT64, "found"),
            value("shape", INT64, 3),
        ],
        [
            constant("b", [[1, 2, 5, 6], [-3, -3, 999, 999], [0, 0, 1, 1]], np.float32),
            constant("s", [0.75, 0.875, 0.25], np.float32),
            constant("c", [0, 1, 2]),
        ],
    )


def negative() -> onnx.ModelProto:
    """`image` → `picture`: the negative of a picture."""
    return model(
        [
            helper.make_node("Cast", ["image"], ["x"], to=FLOAT),
            helper.make_node("Sub", ["white", "x"], ["y"]),
            helper.make_node("Cast", ["y"], ["picture"], to=UINT8),
        ],
        [value("image", UINT8, "height", "width", 3)],
        [value("picture", UINT8, "height", "width", 3)],
        [constant("white", 255, np.float32)],
    )


def words(outputs: str = "scores") -> onnx.ModelProto:
    """`ids` and `mask` → how much of a text is "good" and "bad"; outputs "embedding": counts of all words."""
    table = np.zeros((len(WORDS), len(WORDS) if outputs == "embedding" else 2), np.float32)
    if outputs == "embedding":
        np.fill_diagonal(table, 1)
    else:
        table[WORDS.index("good"), 0] = table[WORDS.index("bad"), 1] = 2
    return model(
        [
            helper.make_node("Gather", ["table", "ids"], ["each"]),
            helper.make_node("Cast", ["mask"], ["m"], to=FLOAT),
            helper.make_node("Unsqueeze", ["m", "last"], ["weights"]),
            helper.make_node("Mul", ["each", "weights"], ["read"]),
            helper.make_node("ReduceSum", ["read", "second"], ["sum"], keepdims=0),
            helper.make_node("Identity" if outputs == "embedding" else "Softmax", ["sum"], [outputs]),
        ],
        [value("ids", INT64, "texts", "tokens"), value("mask", INT64, "texts", "tokens")],
        [value(outputs, FLOAT, "texts", table.shape[1])],
        [constant("table", table, np.float32), constant("last", [2]), constant("second", [1])],
    )


def names() -> onnx.ModelProto:
    """`ids` → `scores` for each token: Ada begins a person, Lovelace goes on, London begins a place."""
    table = np.full((len(WORDS), 4), 0.0, np.float32)
    table[:, 0] = 0.9
    for word, label in (("Ada", 1), ("Lovelace", 2), ("London", 3)):
        table[WORDS.index(word)] = [0.125 if at != label else 0.625 for at in range(4)]
    return model(
        [helper.make_node("Gather", ["table", "ids"], ["scores"])],
        [value("ids", INT64, "texts", "tokens")],
        [value("scores", FLOAT, "texts", "tokens", 4)],
        [constant("table", table, np.float32)],
    )


def loudness() -> onnx.ModelProto:
    """`samples` → `scores`: loud or quiet, by the mean of the squares."""
    return model(
        [
            helper.make_node("Mul", ["samples", "samples"], ["square"]),
            helper.make_node("ReduceMean", ["square"], ["loud"], axes=[1], keepdims=1),
            helper.make_node("Sub", ["one", "loud"], ["quiet"]),
            helper.make_node("Concat", ["loud", "quiet"], ["scores"], axis=1),
        ],
        [value("samples", FLOAT, "sounds", "length")],
        [value("scores", FLOAT, "sounds", 2)],
        [constant("one", 1, np.float32)],
    )


def slow() -> onnx.ModelProto:
    """`rounds` and `x` → `y`: a Loop that takes as long as it is told to."""
    body = helper.make_graph(
        [
            helper.make_node("MatMul", ["m", "m"], ["product"]),
            helper.make_node("Mul", ["product", "nothing"], ["next"]),
            helper.make_node("Identity", ["go"], ["go_on"]),
        ],
        "round",
        [value("at", INT64), value("go", BOOL), value("m", FLOAT, 16, 16)],
        [value("go_on", BOOL), value("next", FLOAT, 16, 16)],
    )
    return model(
        [
            helper.make_node("Loop", ["rounds", "", "start"], ["end"], body=body),
            helper.make_node("ReduceSum", ["end"], ["sum"], keepdims=0),
            helper.make_node("Add", ["x", "sum"], ["y"]),
        ],
        [value("rounds", INT64), value("x", FLOAT, "N")],
        [value("y", FLOAT, "N")],
        [constant("start", np.zeros((16, 16)), np.float32), constant("nothing", 0, np.float32)],
    )


def root() -> onnx.ModelProto:
    """`x` [N, 2, 3] → `y`, its square root: NaN where it is negative."""
    return model(
        [helper.make_node("Sqrt", ["x"], ["y"])],
        [value("x", FLOAT, "N", 2, 3)],
        [value("y", FLOAT, "N", 2, 3)],
    )


def same(kind: int) -> onnx.ModelProto:
    """`x` → `y`, the same, of any type."""
    return model(
        [helper.make_node("Identity", ["x"], ["y"])], [value("x", kind, "N")], [value("y", kind, "N")]
    )


def tokenizer(file: Path) -> None:
    """Write a tokenizer that knows `WORDS` and cuts at blanks and points."""
    told = {
        "version": "1.0",
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {
            "type": "WordLevel",
            "vocab": {word: at for at, word in enumerate(WORDS)},
            "unk_token": "[UNK]",
        },
        "added_tokens": [],
        "normalizer": None,
        "post_processor": None,
        "decoder": None,
        "truncation": None,
        "padding": None,
    }
    file.write_text(json.dumps(told), encoding="utf-8")
