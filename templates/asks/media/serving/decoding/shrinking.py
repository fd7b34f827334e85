"""A picture in the size that the model sees it in, by Pillow.

The artifact resizes pictures itself, to the byte as Pillow does; but in its operators that takes a hundred times longer.
A picture that has the model's size already passes through it unchanged, so it is brought there while it is decoded. That
both ways have one answer is tried when the server starts (`taking/shortcut.py`); if not, this is not used.
"""

import math
from dataclasses import dataclass
from typing import Literal

from PIL import Image

_FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}


@dataclass(frozen=True)
class Shrinking:
    """How a picture comes to the model's size: the fields of `image` in `steps.json`."""

    height: int
    width: int
    resize: Literal["stretch", "crop", "pad"]
    short_side: int | None
    filter: Literal["bilinear", "bicubic", "nearest", "lanczos"]
    grey: bool


def shown_size(height: int, width: int, how: Shrinking) -> tuple[int, int]:
    """Return the height and width that a picture is resized to, before it is cropped or padded."""
    if how.resize == "stretch":
        return how.height, how.width
    if how.resize == "crop" and how.short_side is not None:
        short = min(height, width)
        return height * how.short_side // short, width * how.short_side // short
    ratios = (how.height / height, how.width / width)
    ratio = max(ratios) if how.resize == "crop" else min(ratios)
    least = (how.height, how.width) if how.resize == "crop" else (1, 1)
    return (
        max(math.floor(height * ratio + 0.5), least[0]),
        max(math.floor(width * ratio + 0.5), least[1]),
    )


def shrunk(image: Image.Image, how: Shrinking) -> Image.Image:
    """Return an RGB picture in that size; a model that sees grey gets it grey before it is resized."""
    height, width = shown_size(image.height, image.width, how)
    if how.grey:
        image = image.convert("L")
    if (image.height, image.width) != (height, width):
        image = image.resize((width, height), _FILTERS[how.filter])
    return image.convert("RGB")
