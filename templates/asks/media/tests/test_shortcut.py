"""What is quicker is done only where no answer changes: pictures brought to the model's size while they are decoded, texts filled up."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import small_models as tiny
from PIL import Image

from contract.steps import TextSteps
from serving.decoding import pictures
from serving.decoding.refusal import Refused
from serving.decoding.shrinking import Shrinking, shown_size, shrunk
from serving.own_settings import OwnSettings
from serving.question import Node
from serving.taking.shortcut import is_the_same
from serving.taking.texts import Texts

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


def mean(ids: Pixels, mask: Pixels) -> Pixels:
    return np.asarray((ids * mask).sum(axis=1, keepdims=True) / mask.sum(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("answer", "tokens"),
    [
        pytest.param(lambda ids, mask: mean(ids, mask), 16, id="the mask is heeded"),
        pytest.param(lambda ids, mask: mean(ids, np.ones_like(mask)), 2, id="the mask is not heeded"),
        pytest.param(
            lambda ids, _mask: np.stack([ids, ids], -1).astype(float), 16, id="each token by itself"
        ),
    ],
)
def test_texts_are_filled_up_only_where_the_mask_hides_it(
    tmp_path: Path, answer: Callable[[Pixels, Pixels], Pixels], tokens: int
) -> None:
    tiny.tokenizer(tmp_path / "tokenizer.json")
    steps = TextSteps.model_validate(
        {"tokenizer": "model/tokenizer.json", "inputs": {"ids": "ids", "mask": "mask"}}
    )
    inputs = {name: Node(name, "tensor(int64)", ["texts", "tokens"]) for name in ("ids", "mask")}
    taker = Texts(inputs, steps, tmp_path / "tokenizer.json", OwnSettings())
    taker.try_shortcut(lambda feeds: {"scores": answer(feeds["ids"], feeds["mask"])})
    assert taker.question("Ada lives").feeds["ids"].shape == (1, tokens)
