"""Pictures that are brought to the model's size while they are decoded: only where no answer changes."""

import io
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest
from PIL import Image

from serving.decoding import pictures
from serving.decoding.refusal import Refused
from serving.decoding.shrinking import Shrinking, shown_size, shrunk
from serving.taking.shortcut import is_the_same

Pixels = np.ndarray[Any, Any]


def how(
    resize: Literal["stretch", "crop", "pad"] = "stretch", short_side: int | None = None, grey: bool = False
) -> Shrinking:
    return Shrinking(24, 32, resize, short_side, "bilinear", grey)


@pytest.mark.parametrize(
    ("shrinking", "sent", "shown"),
    [
        (how(), (7, 1000), (24, 32)),
        (how("crop"), (100, 100), (32, 32)),
        (how("crop"), (10, 100), (24, 240)),
        (how("crop", 40), (100, 150), (40, 60)),
        (how("crop", 40), (3, 2), (60, 40)),
        (how("pad"), (100, 100), (24, 24)),
        (how("pad"), (1, 3200), (1, 32)),
    ],
)
def test_the_size_that_the_model_sees(
    shrinking: Shrinking, sent: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert shown_size(*sent, shrinking) == shown
    picture = Image.fromarray(np.zeros((*sent, 3), np.uint8))
    assert shrunk(picture, shrinking).size == shown[::-1]
    assert shown_size(*shown, shrinking) == shown  # twice is once


def model(sees: Callable[[Pixels], Pixels]) -> Callable[[Any], Any]:
    return lambda feeds: {"scores": sees(feeds["image"]).astype(float).mean(axis=(0, 1))}


def resized(pixels: Pixels) -> Pixels:
    return np.asarray(shrunk(Image.fromarray(pixels), how()))


@pytest.mark.parametrize(
    ("sees", "same"),
    [
        (resized, True),
        (lambda pixels: pixels, False),
        (
            lambda pixels: resized(pixels)[:, ::-1] if pixels.shape != (24, 32, 3) else resized(pixels) // 2,
            False,
        ),
    ],
)
def test_it_is_tried_whether_answers_stay(sees: Callable[[Pixels], Pixels], same: bool) -> None:
    assert is_the_same(how(), model(sees), lambda pixels: {"image": pixels}) == same


def test_grey_comes_before_the_size() -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 70, 3), np.uint8))
    expected = np.asarray(noise.convert("L").resize((32, 24), Image.Resampling.BILINEAR))
    found = np.asarray(shrunk(noise, how(grey=True)))
    assert (found == expected[..., None]).all()


def test_a_picture_so_narrow_that_it_would_grow_without_end_is_refused() -> None:
    file = io.BytesIO()
    Image.new("RGB", (20_000, 1)).save(file, "PNG")
    with pytest.raises(Refused, match="too narrow"):
        pictures.decode(file.getvalue(), 1_000_000, how("crop", 256))
