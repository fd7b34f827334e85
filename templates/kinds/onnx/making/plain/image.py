"""A picture's bytes → what the model sees, by Pillow and NumPy."""

import io
from math import floor

import numpy as np
from PIL import Image, ImageOps

from contract.steps import ImageSteps
from making.session import Array

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
BANDS = {"RGB": "RGB", "BGR": "RGB", "L": "L"}


def decoded(content: bytes) -> Array:
    """Decode a picture's file as serving does: upright, transparent parts on white, uint8 [H, W, 3]."""
    Image.MAX_IMAGE_PIXELS = None  # the pictures are our own
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    return np.asarray(upright.convert("RGB"))


def prepared(pixels: Array, steps: ImageSteps) -> Array:
    """Turn pixels, uint8 [H, W, 3], into float32 [C, h, w] or [h, w, C], as the layout says."""
    picture = Image.fromarray(pixels).convert(BANDS[steps.colour])
    if steps.resize != "none":
        height, width = size_of(picture.height, picture.width, steps)
        picture = picture.resize((width, height), FILTERS[steps.filter])
    values: Array = np.asarray(picture).astype(np.float32)
    values = values.reshape(*values.shape[:2], -1)
    if steps.resize == "crop":
        assert steps.height is not None and steps.width is not None
        top, left = round((height - steps.height) / 2), round((width - steps.width) / 2)
        values = values[top : top + steps.height, left : left + steps.width]
    elif steps.resize == "pad":
        assert steps.height is not None and steps.width is not None
        framed = np.full((steps.height, steps.width, values.shape[2]), steps.fill, np.float32)
        around = steps.padded == "around"
        top, left = ((steps.height - height) // 2, (steps.width - width) // 2) if around else (0, 0)
        framed[top : top + height, left : left + width] = values
        values = framed
    if steps.colour == "BGR":
        values = values[..., ::-1]
    values = values * np.float32(steps.scale)
    if steps.mean:
        values = values - np.array(steps.mean, np.float32)
    if steps.std:
        values = values / np.array(steps.std, np.float32)
    return values.transpose(2, 0, 1) if steps.layout == "NCHW" else values


def size_of(height: int, width: int, steps: ImageSteps) -> tuple[int, int]:
    """Return the size that a picture is resized to, before it is cropped or padded."""
    if steps.resize == "none":
        return height, width
    assert steps.height is not None and steps.width is not None
    if steps.resize == "stretch":
        return steps.height, steps.width
    if steps.resize == "crop" and steps.short_side is not None:
        short = min(height, width)
        return steps.short_side * height // short, steps.short_side * width // short
    ratios = steps.height / height, steps.width / width
    ratio = max(ratios) if steps.resize == "crop" else min(ratios)
    least = (steps.height, steps.width) if steps.resize == "crop" else (1, 1)
    return max(floor(height * ratio + 0.5), least[0]), max(floor(width * ratio + 0.5), least[1])
