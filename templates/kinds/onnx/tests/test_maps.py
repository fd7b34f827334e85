"""Models that tell something of each pixel: the picture that is made of it has the size and shape of the one that was sent."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tiny import FLOAT, Proof, drawn, model, steps_of

from contract.palette import palette
from making.session import opened
from publishing.errors import CannotPublish

INT64 = TensorProto.INT64
COLOURS = np.array(palette(4))


def segmenter(kind: str, layout: str = "NCHW", size: tuple[Any, Any] = (32, 48)) -> onnx.ModelProto:
    """A network that halves the picture: four classes' scores, the best class, a mask's score or a depth for each pixel."""
    channels = 4 if kind in ("classes", "chosen") else 1
    taken = [1, 3, *size] if layout == "NCHW" else [1, *size, 3]
    made = [1, channels, None, None] if layout == "NCHW" else [1, None, None, channels]
    nodes = (
        [helper.make_node("Transpose", ["pixels"], ["first"], perm=[0, 3, 1, 2])] if layout == "NHWC" else []
    )
    seen = "first" if layout == "NHWC" else "pixels"
    nodes.append(helper.make_node("Conv", [seen, "w", "b"], ["scores"], strides=[2, 2], kernel_shape=[2, 2]))
    if kind == "chosen":
        nodes.append(helper.make_node("ArgMax", ["scores"], ["map"], axis=1, keepdims=0))
        return model(nodes, {"pixels": (FLOAT, taken)}, {"map": (INT64, [1, None, None])}, _weights(channels))
    last = [0, 2, 3, 1] if layout == "NHWC" else [0, 1, 2, 3]
    nodes.append(helper.make_node("Transpose", ["scores"], ["map"], perm=last))
    return model(nodes, {"pixels": (FLOAT, taken)}, {"map": (FLOAT, made)}, _weights(channels))


def _weights(channels: int) -> dict[str, Any]:
    return {"w": drawn(channels, 3, 2, 2), "b": drawn(channels, seed=1)}


def image(resize: str, layout: str = "NCHW") -> dict[str, Any]:
    """Image steps for `segmenter`."""
    own = {"resize": "own", "multiple": 2, "least": 8, "most_pixels": 20_000}
    return {"input": "pixels", "layout": layout} | (
        own if resize == "own" else {"height": 32, "width": 48, "resize": resize}
    )


@pytest.mark.parametrize("resize", ["stretch", "pad", "crop", "own"])
@pytest.mark.parametrize(
    "kind,layout",
    [("classes", "NCHW"), ("classes", "NHWC"), ("chosen", "NCHW"), ("mask", "NHWC"), ("depth", "NCHW")],
)
def test_a_map_has_the_size_of_the_picture_that_was_sent(
    kind: str, layout: str, resize: str, tmp_path: Path
) -> None:
    shows = "classes" if kind == "chosen" else kind
    output = {"name": "map", "shows": shows, "activation": "sigmoid" if kind == "mask" else "none"}
    steps = steps_of("image-to-image", image=image(resize, layout), output=output)
    size = (None, None) if resize == "own" else (32, 48)
    proof = Proof(segmenter(kind, layout, size), steps, tmp_path).holds()
    for it in proof.answered:
        assert it.found["picture"].shape == it.case.about["pictures"][0].shape
        if kind != "depth":
            assert it.found["shares"].sum() == pytest.approx(1, abs=1e-5)


def test_classes_are_painted_where_they_are(tmp_path: Path) -> None:
    """The class is told by the picture's own red: left and right of a picture that is twice as large as the model sees."""
    weights = {"w": np.zeros((2, 3, 1, 1), np.float32), "b": np.array([0.5, 0], np.float32)}
    weights["w"][1, 0] = 1
    nodes = [helper.make_node("Conv", ["pixels", "w", "b"], ["map"], kernel_shape=[1, 1])]
    made = model(nodes, {"pixels": (FLOAT, [1, 3, 40, 40])}, {"map": (FLOAT, [1, 2, 40, 40])}, weights)
    steps = steps_of(
        "image-to-image",
        image={"input": "pixels", "height": 40, "width": 40, "resize": "pad", "filter": "nearest"},
        output={"name": "map", "shows": "classes"},
    )
    proof = Proof(made, steps, tmp_path).holds()
    pixels = np.zeros((60, 80, 3), np.uint8)
    pixels[:, 30:] = 255
    with opened(proof.artifact) as session:
        found = session.run({"image": pixels})
    np.testing.assert_array_equal(
        found["picture"], COLOURS[np.broadcast_to(np.arange(80) >= 30, (60, 80)) * 1]
    )
    np.testing.assert_allclose(found["shares"], [30 / 80, 50 / 80], atol=1e-6)


def test_a_model_of_free_size_keeps_the_pictures_own(tmp_path: Path) -> None:
    """Three times as large as it was sent, whatever the strides need; a picture with too many pixels is made smaller."""
    nodes = [
        helper.make_node("MaxPool", ["pixels"], ["half"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Resize", ["half", "", "scales"], ["found"], mode="nearest"),
    ]
    weights = {"scales": np.array([1, 1, 6, 6], np.float32)}
    free: list[Any] = ["batch", 3, "height", "width"]
    made = model(nodes, {"pixels": (FLOAT, free)}, {"found": (FLOAT, free)}, weights)
    steps = steps_of("image-to-image", image=image("own"), output={"name": "found"})
    for it in Proof(made, steps, tmp_path).holds().answered:
        height, width = it.case.about["pictures"][0].shape[:2]
        ratio = min(1.0, (20_000 / (height * width)) ** 0.5)
        assert it.found["picture"].shape == (int(height * ratio) * 3, int(width * ratio) * 3, 3)


def test_names_that_are_not_as_many_as_the_classes_are_told(tmp_path: Path) -> None:
    output = {"name": "map", "shows": "classes", "labels": "model/labels.txt"}
    steps = steps_of("image-to-image", image=image("stretch"), output=output)
    with pytest.raises(CannotPublish, match="names 2 classes, and the model's output 'map' tells 4"):
        Proof(segmenter("classes"), steps, tmp_path, labels=["road", "sky"])
