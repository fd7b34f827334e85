"""A number, or a class, for each pixel → a picture of the size that was sent, by NumPy and Pillow."""

import numpy as np
from PIL import Image

from contract.palette import palette
from contract.steps import ImageSteps, OutputSteps
from making.map_layout import MapLayout
from making.plain.image import frame_of, size_of
from making.plain.output import sigmoid, within
from making.session import Array


def painted(
    answered: Array, layout: MapLayout, steps: OutputSteps, image: ImageSteps, sent: tuple[int, int]
) -> tuple[Array, Array]:
    """Paint each pixel in the colour of its class: uint8 [H, W, 3], and each class's share, float32 [K]."""
    values = np.asarray(answered)
    if layout.chosen:
        classes = _plane(values, layout.channels_last).astype(np.int64).clip(0, layout.count - 1)
    elif steps.shows == "mask":
        scores = _plane(values, layout.channels_last).astype(np.float32)
        scores = sigmoid(scores) if steps.activation == "sigmoid" else scores
        classes = (~(scores < np.float32(steps.threshold))).astype(np.int64)
    else:
        classes = values.reshape(values.shape[-3:]).astype(np.float32).argmax(axis=layout.axis)
    told = within(classes, image, sent)
    shares = np.bincount(told.ravel(), minlength=layout.count) / told.size
    shown = size_of(*sent, image)
    seen, begin = frame_of(shown, image)
    for axis in (0, 1):
        made = classes.shape[axis]
        middles = (np.arange(sent[axis]) + 0.5) * shown[axis] + begin[axis] * sent[axis]
        places = np.floor(middles * made / (seen[axis] * sent[axis])).astype(int)
        classes = classes.take(places.clip(0, made - 1), axis)
    return np.array(palette(layout.count), np.uint8)[classes], shares.astype(np.float32)


def depth(answered: Array, channels_last: bool, image: ImageSteps, sent: tuple[int, int]) -> Array:
    """Show numbers in grey, the least black and the most white: uint8 [H, W, 3]."""
    values = within(_plane(np.asarray(answered, np.float32), channels_last), image, sent)
    span = max(values.max() - values.min(), np.float32(1e-12))
    grey = np.floor((values - values.min()) / span * 255 + 0.5).astype(np.uint8)
    shown = Image.fromarray(grey).resize((sent[1], sent[0]), Image.Resampling.BILINEAR)
    return np.repeat(np.asarray(shown)[..., None], 3, axis=2)


def _plane(values: Array, channels_last: bool) -> Array:
    return values.reshape(values.shape[-3:-1] if channels_last else values.shape[-2:])
