"""`contract/steps.json` is edited by hand: every mistake is told, with what was expected, what was found and where."""

import json
from pathlib import Path
from typing import Any

import pytest

from contract.steps import read_steps

IMAGE = {
    "task": "image-classification",
    "model": "model/model.onnx",
    "image": {"input": "pixels", "height": 8, "width": 8},
    "output": {"name": "logits"},
}
TEXT = {
    "task": "text-classification",
    "model": "model/model.onnx",
    "text": {"tokenizer": "model/tokenizer.json", "max_length": 8, "inputs": {"ids": "ids"}},
    "output": {"name": "logits"},
}
BOXES = {"format": "xyxy", "layout": "ssd", "scores": "scores"}
GONE = object()


def changed(steps: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return steps with one value at a path of keys changed."""
    made: dict[str, Any] = json.loads(json.dumps(steps))
    *way, last = path.split(".")
    part = made
    for name in way:
        part = part.setdefault(name, {})
    if value is GONE:
        del part[last]
    else:
        part[last] = value
    return made


def said(content: str | bytes, folder: Path) -> str:
    """Return what is said of a file that cannot be used."""
    file = folder / "steps.json"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ValueError) as caught:
        read_steps(file)
    message = str(caught.value)
    assert message.startswith("contract/steps.json") and message.endswith(".") and "\n" not in message
    return message


@pytest.mark.parametrize(
    "steps,path,value,words",
    [
        (IMAGE, "task", "poetry", ["task: expected 'image-classification'", 'found "poetry"']),
        (IMAGE, "task", "image_classification", ["did you mean 'image-classification'?"]),
        (IMAGE, "task", GONE, ["task: expected a value, found nothing"]),
        (IMAGE, "task", None, ["task:", "found null"]),
        (IMAGE, "model", GONE, ["model: expected a value, found nothing"]),
        (IMAGE, "model", "", ["model: expected a name"]),
        (IMAGE, "model", 7, ["model: expected a text, found 7"]),
        (IMAGE, "imag", {}, ["imag: nobody knows this key (did you mean 'image'?)", "task, model, image"]),
        (IMAGE, "image.colur", "RGB", ["image.colur", "did you mean 'colour'?"]),
        (IMAGE, "image", [], ["image: expected an object in { }, found []"]),
        (IMAGE, "image", None, ["task image-classification: expected the part 'image', found none of them"]),
        (IMAGE, "image.input", GONE, ["image.input: expected a value, found nothing"]),
        (IMAGE, "image.height", "8", ['image.height: expected a whole number, found "8"']),
        (IMAGE, "image.height", 8.5, ["image.height: expected a whole number, found 8.5"]),
        (IMAGE, "image.height", 0, ["image.height: expected 1 or more, found 0"]),
        (IMAGE, "image.height", 20_000, ["image.height: expected 16384 or less"]),
        (IMAGE, "image.height", None, ["resize 'stretch' needs height and width"]),
        (IMAGE, "image.height", True, ["image.height: expected a whole number, found true"]),
        (
            IMAGE,
            "image.resize",
            "strech",
            ["expected 'stretch', 'crop', 'pad', 'none' or 'own'", "did you mean 'stretch'?"],
        ),
        (IMAGE, "image.filter", "linear", ["'bilinear'", 'found "linear"']),
        (IMAGE, "image.colour", "rgb", ["image.colour", "did you mean 'RGB'?"]),
        (IMAGE, "image.scale", "1/255", ['image.scale: expected a number, found "1/255"']),
        (IMAGE, "image.scale", 0, ["image: scale: expected", "found 0"]),
        (IMAGE, "image.mean", 0.5, ["image.mean: expected a list in [ ], found 0.5"]),
        (IMAGE, "image.mean", [0.5, 0.5], ["mean: expected 3 numbers, one a channel (RGB), found 2"]),
        (IMAGE, "image.mean", [0.5, "0.5", 0.5], ['image.mean.1: expected a number, found "0.5"']),
        (IMAGE, "image.std", [0.2, 0, 0.2], ["std: expected numbers that can divide, found 0"]),
        (IMAGE, "image.fill", 256, ["image.fill: expected 255 or less, found 256"]),
        (
            IMAGE,
            "image",
            {"input": "x", "height": 224, "width": 224, "resize": "crop", "short_side": 200},
            ["short_side: expected 224 or more", "found 200"],
        ),
        (IMAGE, "text", TEXT["text"], ["expected the part 'image', found 'image' and 'text'"]),
        (IMAGE, "output", GONE, ["expected the part 'output', found none"]),
        (IMAGE, "output.name", None, ["output.name: expected a text, found null"]),
        (IMAGE, "output.activation", "soft-max", ["output.activation", "did you mean 'softmax'?"]),
        (IMAGE, "output.top", 0, ["output.top: expected 1 or more, found 0"]),
        (IMAGE, "output.threshold", 50, ["output.threshold: expected 1 or less, found 50"]),
        (IMAGE, "output.labels", ["cat", "dog"], ["output.labels: expected a text", '["cat", "dog"]']),
        (IMAGE, "output.unit_length", "yes", ['output.unit_length: expected true or false, found "yes"']),
        (IMAGE, "output.boxes", BOXES | {"scores": None}, ["output.boxes: scores: layout 'ssd'"]),
        (IMAGE | {"task": "object-detection"}, "output.boxes", None, ["expected output.boxes, found null"]),
        (
            IMAGE | {"task": "object-detection"},
            "output.boxes",
            BOXES | {"iou": 2},
            ["output.boxes.iou: expected 1"],
        ),
        (TEXT, "text.inputs", {}, ["text.inputs.ids: expected a value"]),
        (
            TEXT,
            "text.inputs.attention_mask",
            "m",
            ["text.inputs.attention_mask: nobody knows", "ids, mask, types"],
        ),
        (TEXT, "text.max_length", "512", ["text.max_length: expected a whole number"]),
        (TEXT, "text.pair", 1, ["text.pair: expected true or false, found 1"]),
        (TEXT | {"task": "tensor"}, "model", "m", ["task tensor", "expected no part 'text'"]),
        (TEXT | {"task": "audio"}, "model", "m", ["task audio: expected the part 'audio', found 'text'"]),
    ],
)
def test_a_mistake_is_told(
    steps: dict[str, Any], path: str, value: Any, words: list[str], tmp_path: Path
) -> None:
    message = said(json.dumps(changed(steps, path, value)), tmp_path)
    for word in words:
        assert word in message
    assert message.endswith("Correct it there.")


@pytest.mark.parametrize(
    "content,words",
    [
        ("", "line 1, column 1 is not JSON"),
        ('{"task": "tensor",\n "model": }', "line 2, column 11 is not JSON"),
        ('{"task": "tensor"', "is not JSON"),
        ("// steps\n{}", "is not JSON"),
        ("[]", "the whole: expected an object in { }, found []"),
        ("null", "the whole: expected an object in { }, found null"),
        (b"\xff\xfe{\x00}\x00", "no UTF-8 text"),
        ('{"task": "tensor", "task": "audio", "model": "m"}', "'task' stands twice"),
        (json.dumps(IMAGE).replace("8", "NaN", 1), "found NaN"),
        ("[" * 100_000, "levels"),
    ],
)
def test_a_file_that_is_no_steps_is_told(content: str | bytes, words: str, tmp_path: Path) -> None:
    assert words in said(content, tmp_path)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    message = said(json.dumps(changed(changed(IMAGE, "image.height", "8"), "output.top", 0)), tmp_path)
    assert "image.height" in message and "output.top" in message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"contract/steps\.json is missing"):
        read_steps(tmp_path / "steps.json")


def test_whole_numbers_are_numbers_and_a_byte_order_mark_is_none(tmp_path: Path) -> None:
    file = tmp_path / "steps.json"
    file.write_text(json.dumps(changed(IMAGE, "image.scale", 1)), encoding="utf-8-sig")
    steps = read_steps(file)
    assert steps.image is not None and steps.image.scale == 1.0
    assert (steps.asked_with, steps.answers_with) == ("image", "labels")
