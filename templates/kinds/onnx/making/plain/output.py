"""What the model answers → what people are told, by NumPy."""

import numpy as np

from contract.steps import ImageSteps, OutputSteps
from making.plain.image import frame_of, size_of
from making.session import Array
from publishing.errors import CannotPublish


def scores(answered: Array, steps: OutputSteps, labels: int | None) -> Array:
    """Turn a classifier's output into float32 [N, K]."""
    values = np.asarray(answered, np.float32)
    flat = values.reshape(1, -1) if values.ndim < 2 else values.reshape(len(values), -1)
    if steps.activation == "softmax":
        return softmax(flat)
    if steps.activation in ("sigmoid", "logits-binary"):
        flat = sigmoid(flat)
    if steps.activation == "logits-binary" or (labels == 2 and flat.shape[1] == 1):
        return np.concatenate([1 - flat[:, :1], flat[:, :1]], axis=1)
    return flat


def token_scores(answered: Array, steps: OutputSteps) -> Array:
    """Turn logits [N, T, K] into scores."""
    values = np.asarray(answered, np.float32)
    return {"softmax": softmax, "sigmoid": sigmoid}.get(steps.activation, lambda it: it)(values)


def embedding(answered: Array, mask: Array | None, steps: OutputSteps) -> Array:
    """Pool [N, T, D] over the tokens that count, and give every row the length one: [N, D]."""
    values = np.asarray(answered, np.float32)
    if steps.pool == "cls":
        values = values[:, 0]
    elif steps.pool == "mean":
        counts = np.ones(values.shape[:2], np.float32) if mask is None else mask.astype(np.float32)
        values = (values * counts[..., None]).sum(1) / np.maximum(counts.sum(1, keepdims=True), 1e-9)
    else:
        values = values.reshape(1, -1) if values.ndim < 2 else values.reshape(len(values), -1)
    if not steps.unit_length:
        return values
    unit: Array = values / np.maximum(np.sqrt((values * values).sum(1, keepdims=True)), 1e-12)
    return unit


def within(values: Array, steps: ImageSteps, sent: tuple[int, int]) -> Array:
    """Cut the picture, of this height and width as sent, out of what the model made of the whole frame."""
    if steps.resize not in ("pad", "own"):
        return values
    shown = size_of(*sent, steps)
    seen, begin = frame_of(shown, steps)
    for axis in (0, 1):
        made = values.shape[axis]
        start = begin[axis] * made // seen[axis]
        end = (begin[axis] + shown[axis]) * made // seen[axis]
        values = np.take(values, range(start, max(end, start + 1)), axis)
    return values


def picture(answered: Array, steps: ImageSteps, output: OutputSteps, sent: tuple[int, int]) -> Array:
    """Undo the picture's normalisation: uint8 [H, W, 3]. What only filled the frame up is cut off.

    Raises:
        CannotPublish: what the model answers is no picture of one or three channels.
    """
    values: Array = np.asarray(answered, np.float32)
    channels = values.shape[-3 if steps.layout == "NCHW" else -1] if values.ndim > 2 else None
    if channels not in (1, 3):
        raise CannotPublish(
            f"'{output.name}' is no picture: expected 1 or 3 channels ({steps.layout}), found the shape {list(values.shape)}.",
            "Name another output or layout in contract/steps.json, or take the task tensor there.",
        )
    if output.activation == "sigmoid":
        values = sigmoid(values)
    values = values.reshape(values.shape[-3:])
    if steps.layout == "NCHW":
        values = values.transpose(1, 2, 0)
    values = within(values, steps, sent)
    values = values * np.array(steps.std or [1], np.float32) + np.array(steps.mean or [0], np.float32)
    pixels: Array = np.clip(np.floor(values / np.float32(steps.scale) + 0.5), 0, 255).astype(np.uint8)
    if pixels.shape[2] == 1:
        return np.repeat(pixels, 3, axis=2)
    return pixels[..., ::-1] if steps.colour == "BGR" else pixels


def softmax(values: Array) -> Array:
    """Return shares that add up to one along the last axis."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def sigmoid(values: Array) -> Array:
    """Return 1 / (1 + exp(-x))."""
    with np.errstate(over="ignore"):
        shares: Array = 1 / (1 + np.exp(-values))
    return shares
