"""What is in front of a model that looks at pictures is what Pillow does, in every setting and size."""

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper
from tiny import FLOAT, Proof, classifier, image, model, steps_of

from contract.steps import ImageSteps
from making.cases.pictures import arrays, scene
from making.compose.build import Builder
from making.compose.image import picture_input, prepared
from making.plain.image import prepared as by_pillow
from making.session import opened
from publishing.errors import CannotPublish

SIZES = [(1, 1), (1, 9), (7, 3), (12, 16), (13, 200), (64, 48), (101, 33), (250, 333)]
FILTERS = ["bilinear", "bicubic", "lanczos", "nearest"]
RESIZES: list[dict[str, Any]] = [
    {"resize": "stretch"},
    {"resize": "crop"},
    {"resize": "crop", "short_side": 21},
    {"resize": "pad", "fill": 0},
]
NORMAL = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}


def front(steps: ImageSteps, folder: Path, opset: int = 17) -> Path:
    """Write the front of a picture model alone."""
    b = Builder(opset, "ours/")
    seen, _ = prepared(b, "image", steps)
    b.op("Identity", seen, to="seen")
    graph = helper.make_graph(
        b.nodes, "front", picture_input(), [helper.make_tensor_value_info("seen", FLOAT, None)]
    )
    path = folder / "front.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=6), path)
    return path


@pytest.mark.parametrize("resize", RESIZES, ids=lambda it: "-".join(map(str, it.values())))
@pytest.mark.parametrize("name", FILTERS)
def test_a_picture_is_resized_as_pillow_does_it(name: str, resize: dict[str, Any], tmp_path: Path) -> None:
    steps = ImageSteps(input="x", height=12, width=16, filter=name, scale=1, **resize)  # type: ignore[arg-type]
    with opened(front(steps, tmp_path)) as session:
        for at, size in enumerate(SIZES):
            for pixels in (scene(*size, at), np.indices((*size, 3)).sum(0).astype(np.uint8) % 2 * 255):
                found = session.run({"image": pixels})["seen"]
                expected = by_pillow(pixels, steps)
                assert found.shape == expected.shape, size
                assert np.abs(found - expected).max() <= 1, size


@pytest.mark.parametrize(
    "colour,layout,normal", list(product(["RGB", "BGR", "L"], ["NCHW", "NHWC"], [True, False]))
)
def test_colours_layout_and_normalisation(colour: str, layout: str, normal: bool, tmp_path: Path) -> None:
    more = {key: value[: 1 if colour == "L" else 3] for key, value in NORMAL.items()} if normal else {}
    steps = ImageSteps(input="x", resize="none", colour=colour, layout=layout, **more)  # type: ignore[arg-type]
    with opened(front(steps, tmp_path)) as session:
        for at, size in enumerate(SIZES):
            pixels = scene(*size, at)
            np.testing.assert_allclose(
                session.run({"image": pixels})["seen"], by_pillow(pixels, steps), rtol=0, atol=2e-6
            )


@pytest.mark.parametrize("opset", [11, 12, 13, 15, 18, 21, 23, 24])
def test_every_opset_resizes_alike(opset: int, tmp_path: Path) -> None:
    steps = ImageSteps(
        input="x", height=24, width=20, resize="crop", filter="bicubic", short_side=30, scale=1
    )
    pixels = scene(77, 120, 1)
    with opened(front(steps, tmp_path, opset)) as session:
        assert np.abs(session.run({"image": pixels})["seen"] - by_pillow(pixels, steps)).max() <= 1


@pytest.mark.parametrize("batch", ["batch", None, 1, 4], ids=str)
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_a_classifier_passes_the_gate(batch: Any, layout: str, tmp_path: Path) -> None:
    steps = steps_of(
        "image-classification",
        image=image(layout=layout, **NORMAL),
        output={"name": "logits", "activation": "softmax"},
    )
    proof = Proof(classifier(batch, layout=layout), steps, tmp_path).holds()
    many = batch in ("batch", None)
    assert {it.name for it in proof.whole.inputs} == ({"images", "sizes"} if many else {"image"})
    assert all(it.found["scores"].shape[1] == 5 for it in proof.answered)
    checks = set(proof.report.checks)
    assert {"samples", "extremes", "grey", "alpha", "rotated", "one pixel"} <= checks
    assert ("several at once" in checks) == many


@pytest.mark.parametrize("kind", ["FLOAT16", "BFLOAT16", "UINT8", "INT8", "INT32", "DOUBLE"])
def test_a_model_gets_its_own_type(kind: str, tmp_path: Path) -> None:
    steps = steps_of(
        "image-classification",
        image=image(scale=1 if "INT" in kind else 1 / 255, mean=[128.0] if kind == "INT8" else []),
        output={"name": "logits", "activation": "sigmoid"},
    )
    Proof(classifier(kind=getattr(onnx.TensorProto, kind), opset=19, ir=9), steps, tmp_path).holds()


def test_several_pictures_are_answered_as_each_alone(tmp_path: Path) -> None:
    steps = steps_of("image-classification", image=image(), output={"name": "logits"})
    proof = Proof(classifier(), steps, tmp_path).holds()
    pictures = [scene(9, 30, 1), scene(50, 20, 2), scene(12, 16, 3)]
    with opened(proof.artifact) as session:
        together = session.run(arrays(pictures, True))["scores"]
        alone = [session.run(arrays([one], True))["scores"][0] for one in pictures]
    np.testing.assert_allclose(together, alone, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "parts,words",
    [
        ({"image": image(height=13)}, "height 12"),
        ({"image": image(colour="L")}, "channels 3"),
        ({"image": image(layout="NHWC")}, "takes"),
        ({"image": image(input="picture")}, "It has: 'pixels'"),
        ({"output": {"name": "scores"}}, "It has: 'logits'"),
    ],
)
def test_steps_that_do_not_fit_are_told_in_words(parts: dict[str, Any], words: str, tmp_path: Path) -> None:
    told = {"image": image(), "output": {"name": "logits"}} | parts
    with pytest.raises(CannotPublish, match=words):
        Proof(classifier(), steps_of("image-classification", **told), tmp_path)


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_becomes_a_picture(layout: str, channels: int, tmp_path: Path) -> None:
    shape = [1, channels, "h", "w"] if layout == "NCHW" else [1, "h", "w", channels]
    negative = model(
        [helper.make_node("Sub", ["one", "image"], ["made"])],
        {"image": (FLOAT, shape)},
        {"made": (FLOAT, shape)},
        {"one": np.float32(1)},
    )
    colour = "L" if channels == 1 else "RGB"
    steps = steps_of(
        "image-to-image",
        image={"input": "image", "resize": "none", "layout": layout, "colour": colour},
        output={"name": "made"},
    )
    proof = Proof(negative, steps, tmp_path).holds()
    for it in proof.answered:
        sent = it.case.about["pictures"][0]
        assert it.found["picture"].shape == sent.shape
        if channels == 3:
            assert np.abs(255 - sent.astype(int) - it.found["picture"]).max() <= 1
