"""A picture's bytes → what the model sees, by Pillow and NumPy."""

import io
from math import floor, sqrt

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
        _, (top, left) = frame_of((height, width), steps)
        values = values[-top : steps.height - top, -left : steps.width - left]
    elif steps.resize == "pad":
        assert steps.height is not None and steps.width is not None
        framed = np.full((steps.height, steps.width, values.shape[2]), steps.fill, np.float32)
        _, (top, left) = frame_of((height, width), steps)
        framed[top : top + height, left : left + width] = values
        values = framed
    elif steps.resize == "own":
        rests = (_filled(size, steps) - size for size in (height, width))
        values = np.pad(values, [*((0, rest) for rest in rests), (0, 0)], mode="edge")
    if steps.colour == "BGR":
        values = values[..., ::-1]
    values = values * np.float32(steps.scale)
    if steps.mean:
        values = values - np.array(steps.mean, np.float32)
    if steps.std:
        values = values / np.array(steps.std, np.float32)
    return values.transpose(2, 0, 1) if steps.layout == "NCHW" else values


def frame_of(shown: tuple[int, int], steps: ImageSteps) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return height and width of what the model sees, and where a picture that was resized to `shown` begins in it."""
    if steps.resize in ("none", "stretch"):
        return shown, (0, 0)
    if steps.resize == "own":
        tall, wide = (_filled(size, steps) for size in shown)
        return (tall, wide), (0, 0)
    assert steps.height is not None and steps.width is not None
    rests = steps.height - shown[0], steps.width - shown[1]
    if steps.resize == "crop":
        return (steps.height, steps.width), (-round(-rests[0] / 2), -round(-rests[1] / 2))
    begin = (rests[0] // 2, rests[1] // 2) if steps.padded == "around" else (0, 0)
    return (steps.height, steps.width), begin


def _filled(size: int, steps: ImageSteps) -> int:
    """Return the next multiple."""
    return -(-max(size, steps.least) // steps.multiple) * steps.multiple


def size_of(height: int, width: int, steps: ImageSteps) -> tuple[int, int]:
    """Return the size that a picture is resized to, before it is cropped or padded."""
    if steps.resize == "none":
        return height, width
    if steps.resize == "own":
        ratio = min(sqrt(steps.most_pixels / (height * width)), 1.0)
        return max(floor(height * ratio), 1), max(floor(width * ratio), 1)
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
