"""What the model answers → what people are told: scores, a picture, a place among all others."""

import numpy as np

from contract.steps import ImageSteps, OutputSteps
from making.compose.build import DOUBLE, FLOAT, INT64, UINT8, Builder
from making.compose.image import Frame


def scores(b: Builder, answered: str, rank: int | None, steps: OutputSteps, labels: int | None) -> str:
    """Turn a classifier's output into float32 [N, K].

    Args:
        rank: of the output; a vector is the answer for one.
        labels: how many classes have names. Of two, a model may tell the second one's score alone.
    """
    flat = b.op("Flatten", b.cast(answered, FLOAT), axis=0 if rank == 1 else 1)
    if steps.activation == "softmax":
        return b.op("Softmax", flat, axis=-1 if b.opset >= 13 else 1)
    if steps.activation in ("sigmoid", "logits-binary"):
        flat = b.op("Sigmoid", flat)
    if steps.activation == "logits-binary" or labels == 2:
        return _both(b, flat, steps)
    return flat


def _both(b: Builder, flat: str, steps: OutputSteps) -> str:
    """Add the first class's score, 1 - p, where only the second one's is told."""
    # Gather, unlike Slice, takes places that only show when it runs in every opset that ONNX Runtime takes.
    told = b.op("Gather", flat, b.constant([0]), axis=1)
    both = b.op("Concat", b.op("Sub", b.number(1), told), told, axis=1)
    if steps.activation == "logits-binary":
        return both
    # How many numbers the model answers may only show when it runs.
    whole = b.op("Concat", both, flat, axis=1)
    is_one = b.cast(b.op("Equal", b.size(flat, 1), b.constant(1)), INT64)
    start = b.op("Mul", b.op("Sub", b.constant(1), is_one), b.constant(2))
    return b.op("Gather", whole, b.op("Add", start, b.constant([0, 1])), axis=1)


def first(b: Builder, answered: str) -> str:
    """Keep the first row, where a fixed batch was filled with copies of one."""
    return b.slice(answered, 0, 1)


def token_scores(b: Builder, answered: str, steps: OutputSteps) -> str:
    """Turn logits [N, T, K] into scores."""
    values = b.cast(answered, FLOAT)
    if steps.activation == "softmax":
        if b.opset >= 13:
            return b.op("Softmax", values, axis=-1)
        return b.op("Softmax", values, axis=2)
    return b.op("Sigmoid", values) if steps.activation == "sigmoid" else values


def embedding(b: Builder, answered: str, rank: int | None, mask: str | None, steps: OutputSteps) -> str:
    """Pool [N, T, D] over the tokens that count, and give every row the length one: [N, D]."""
    values = b.cast(answered, FLOAT)
    if steps.pool == "cls":
        values = b.squeeze(b.slice(values, 0, 1, axis=1), 1)
    elif steps.pool == "mean" and mask is not None:
        counts = b.unsqueeze(b.cast(mask, FLOAT), 2)
        total = b.squeeze(b.sum(b.op("Mul", values, counts), 1), 1)
        number = b.squeeze(b.sum(counts, 1), 1)
        values = b.op("Div", total, b.op("Max", number, b.number(1e-9)))
    elif steps.pool == "mean":
        values = b.squeeze(b.reduce("ReduceMean", values, 1), 1)
    else:
        values = b.op("Flatten", values, axis=0 if rank == 1 else 1)
    if not steps.unit_length:
        return values
    squares = b.sum(b.op("Mul", values, values), 1)
    return b.op("Div", values, b.op("Max", b.op("Sqrt", squares), b.number(1e-12)))


def within(b: Builder, values: str, steps: ImageSteps, frame: Frame) -> str:
    """Cut the picture out of what the model made of the whole frame, [h, w] or [h, w, C]."""
    if steps.resize not in ("pad", "own"):
        return values
    for axis, (begin, shown, seen) in enumerate(zip(frame.begin, frame.shown, frame.seen, strict=True)):
        made = b.size(values, axis)
        start = b.op("Div", b.op("Mul", begin, made), seen)
        end = b.op("Div", b.op("Mul", b.op("Add", begin, shown), made), seen)
        # Of a map that is coarser than a thin picture, one row is left.
        last = b.op("Max", b.cast(end, DOUBLE), b.cast(b.op("Add", start, b.constant(1)), DOUBLE))
        values = b.slice(values, start, b.cast(last, INT64), axis)
    return values


def picture(b: Builder, answered: str, steps: ImageSteps, output: OutputSteps, frame: Frame) -> str:
    """Undo the picture's normalisation: the model's [1, C, H, W] or [1, H, W, C] → uint8 [H, W, 3].

    What the frame only filled up, around the picture or behind it, is cut off again.
    """
    values = b.cast(answered, FLOAT)
    if output.activation == "sigmoid":
        values = b.op("Sigmoid", values)
    sizes = b.op("Shape", values)
    values = b.op("Reshape", values, b.slice(sizes, -3, np.iinfo(np.int64).max))
    if steps.layout == "NCHW":
        values = b.op("Transpose", values, perm=[1, 2, 0])
    values = within(b, values, steps, frame)
    if any(value != 1 for value in steps.std):
        values = b.op("Mul", values, b.constant(steps.std, np.float32))
    if any(steps.mean):
        values = b.op("Add", values, b.constant(steps.mean, np.float32))
    if steps.scale != 1:
        values = b.op("Mul", values, b.number(1 / steps.scale))
    rounded = b.op("Floor", b.op("Add", values, b.number(0.5)))
    pixels = b.cast(b.op("Clip", rounded, b.number(0), b.number(255)), UINT8)
    # Grey is told as three equal channels.
    channels = b.size(pixels, 2)
    is_grey = b.cast(b.op("Equal", channels, b.constant(1)), INT64)
    places = b.op("Mul", b.constant([0, 1, 2]), b.op("Sub", b.constant(1), is_grey))
    if steps.colour == "BGR":
        places = b.op("Gather", places, b.constant([2, 1, 0]))
    return b.op("Gather", pixels, places, axis=2)
