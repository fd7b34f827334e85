"""A number, or a class, for each pixel → a picture of the size that was sent."""

import numpy as np

from contract.palette import palette
from contract.steps import ImageSteps, OutputSteps
from making.compose.build import DOUBLE, FLOAT, INT64, UINT8, Builder
from making.compose.image import Frame
from making.compose.output import within
from making.compose.resample import resized
from making.map_layout import MapLayout


def painted(
    b: Builder, answered: str, layout: MapLayout, steps: OutputSteps, image: ImageSteps, frame: Frame
) -> tuple[str, str]:
    """Paint each pixel in the colour of its class.

    Args:
        answered: scores [1, K, h, w] or [1, h, w, K], a mask [1, 1, h, w], or classes [1, h, w] or [1, 1, h, w].

    Returns:
        the picture, uint8 [H, W, 3], and how much each class has of what the model saw of it, float32 [K].
    """
    if layout.chosen:
        classes = _plane(b, b.cast(answered, INT64), layout.channels_last)
    elif steps.shows == "mask":
        classes = _plane(b, _from_threshold(b, b.cast(answered, FLOAT), steps), layout.channels_last)
    else:
        scores = b.op("Reshape", answered, b.slice(b.op("Shape", answered), -3, np.iinfo(np.int64).max))
        classes = b.op("ArgMax", b.cast(scores, FLOAT), axis=layout.axis + 3, keepdims=0)
    if layout.chosen:
        known = b.constant(layout.count - 1, np.float64)
        least = b.op("Max", b.cast(classes, DOUBLE), b.constant(0.0, np.float64))
        classes = b.cast(b.op("Min", least, known), INT64)
    shares = _shares(b, within(b, classes, image, frame), layout.count)
    for axis in (0, 1):
        classes = b.op("Gather", classes, _seen_at(b, frame, axis, b.size(classes, axis)), axis=axis)
    colours = b.constant(np.array(palette(layout.count)), np.uint8)
    return b.op("Gather", colours, classes, axis=0), shares


def depth(b: Builder, answered: str, channels_last: bool, image: ImageSteps, frame: Frame) -> str:
    """Show numbers [1, 1, h, w] or [1, h, w] in grey: the least black, the most white; uint8 [H, W, 3]."""
    plane = within(b, _plane(b, b.cast(answered, FLOAT), channels_last), image, frame)
    values = b.unsqueeze(plane, 2)
    flat = b.reshape(values, -1)
    least, most = b.reduce("ReduceMin", flat, 0), b.reduce("ReduceMax", flat, 0)
    span = b.op("Max", b.op("Sub", most, least), b.number(1e-12))
    shades = b.op("Mul", b.op("Div", b.op("Sub", values, least), span), b.number(255))
    grey = b.cast(b.op("Floor", b.op("Add", shades, b.number(0.5))), UINT8)
    shown = b.cast(resized(b, grey, *frame.sent, "bilinear"), UINT8)
    return b.op("Gather", shown, b.constant([0, 0, 0]), axis=2)


def _plane(b: Builder, values: str, channels_last: bool) -> str:
    """Drop the batch, and the dimension of the one channel: [h, w]."""
    end = -1 if channels_last else np.iinfo(np.int64).max
    return b.op("Reshape", values, b.slice(b.op("Shape", values), -3 if channels_last else -2, end))


def _from_threshold(b: Builder, scores: str, steps: OutputSteps) -> str:
    if steps.activation == "sigmoid":
        scores = b.op("Sigmoid", scores)
    return b.cast(b.op("Not", b.op("Less", scores, b.number(steps.threshold))), INT64)


def _seen_at(b: Builder, frame: Frame, axis: int, made: str) -> str:
    """Return, for each row (or column) of the picture as sent, where the map tells of it: the nearest.

    (y + ½) · shown / sent + begin is where it lies in what the model saw; one division at the end keeps it exact.
    """
    sent, shown, begin, seen = (
        b.cast(it[axis], DOUBLE) for it in (frame.sent, frame.shown, frame.begin, frame.seen)
    )
    rows = b.cast(b.op("Range", b.constant(0), frame.sent[axis], b.constant(1)), DOUBLE)
    middles = b.op("Mul", b.op("Add", rows, b.constant(0.5, np.float64)), shown)
    placed = b.op("Mul", b.op("Add", middles, b.op("Mul", begin, sent)), b.cast(made, DOUBLE))
    found = b.op("Floor", b.op("Div", placed, b.op("Mul", seen, sent)))
    last = b.op("Sub", b.cast(made, DOUBLE), b.constant(1.0, np.float64))
    return b.cast(b.op("Min", b.op("Max", found, b.constant(0.0, np.float64)), last), INT64)


def _shares(b: Builder, classes: str, count: int) -> str:
    """Return how much of a map each class has: [K], adding up to one."""
    flat = b.reshape(classes, -1)
    there, counts = b.name("there"), b.name("counts")
    b.ops("Unique", flat, to=(there, "", "", counts), axis=0)
    shares = b.op("Div", b.cast(counts, FLOAT), b.cast(b.size(flat, 0), FLOAT))
    return b.op("ScatterElements", b.constant(np.zeros(count), np.float32), there, shares)
