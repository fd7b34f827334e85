"""A detector's output → boxes in pixels of the picture as sent, by NumPy."""

import numpy as np

from contract.steps import BoxSteps, ImageSteps, OutputSteps
from making.box_layout import BoxLayout
from making.plain.image import frame_of, size_of
from making.plain.output import sigmoid, softmax
from making.session import Array, Arrays

MOST = 300
LEAST = 1e-6
LARGEST_SHARE = 2


def found(
    answered: Arrays, steps: OutputSteps, image: ImageSteps, sent: tuple[int, int], layout: BoxLayout
) -> tuple[Array, Array, Array]:
    """Return boxes [M, 4], scores [M] and classes [M], the surest first.

    Args:
        answered: the model's outputs.
        sent: height and width of the picture.
        layout: how their numbers lie.
    """
    told = steps.boxes
    assert told is not None
    values = np.asarray(answered[steps.name], np.float32)
    labels: Array | None = None
    if told.layout == "yolo":
        values = values.reshape(values.shape[-2:])
        values = values.T if layout.transposed else values
        places, chances = values[:, :4], values[:, 4:]
        if told.cells:
            places = _from_cells(places, image, told.cells)
        if layout.objectness:
            chances = chances[:, :1] * chances[:, 1:]
    elif told.layout == "finished":
        values = values.reshape(-1, 6)
        places, chances, labels = values[:, :4], values[:, 4], values[:, 5].astype(np.int64)
    else:
        assert told.scores is not None
        places, chances = values.reshape(-1, 4), np.asarray(answered[told.scores], np.float32)
        if told.classes is not None:
            chances, labels = (
                chances.reshape(-1),
                np.asarray(answered[told.classes]).reshape(-1).astype(np.int64),
            )
        else:
            chances = (
                chances.reshape(-1, len(places)).T if layout.by_class else chances.reshape(len(places), -1)
            )
    if told.layout == "detr" and labels is None:
        chances = sigmoid(chances) if steps.activation == "sigmoid" else softmax(chances)[:, :-1]
        labels, chances = chances.argmax(axis=1), chances.max(axis=1)
    elif steps.activation == "sigmoid":
        chances = sigmoid(chances)
    elif steps.activation == "softmax" and labels is None:
        chances = softmax(chances)
    places = _sent(_corners(places, told), told, image, sent)
    if labels is None:
        first = int(told.background)
        places, chances, labels = _best(places, chances[:, first:], steps)
        labels = labels + first
    else:
        sure = chances >= np.float32(steps.threshold)
        places, chances, labels = places[sure], chances[sure], labels[sure]
    order = np.argsort(-chances, kind="stable")
    return places[order], chances[order], labels[order]


def _from_cells(places: Array, image: ImageSteps, strides: list[int]) -> Array:
    """Bring boxes that count from their cells to pixels of what the model saw."""
    assert image.height is not None and image.width is not None
    done, at = places.copy(), 0
    for stride in strides:
        for row in range(image.height // stride):
            count = image.width // stride
            cells = np.stack([np.arange(count), np.full(count, row)], axis=1).astype(np.float32)
            some = slice(at, at + count)
            done[some, :2] = (places[some, :2] + cells) * np.float32(stride)
            done[some, 2:] = np.exp(places[some, 2:]) * np.float32(stride)
            at += count
    return done


def _corners(places: Array, told: BoxSteps) -> Array:
    if told.format == "xyxy":
        return places
    if told.format == "yxyx":
        return places[:, [1, 0, 3, 2]]
    begin, size = places[:, :2], places[:, 2:]
    if told.format == "cxcywh":
        begin = begin - size / 2
    return np.concatenate([begin, begin + size], axis=1)


def _sent(places: Array, told: BoxSteps, image: ImageSteps, sent: tuple[int, int]) -> Array:
    height, width = sent
    shown = size_of(height, width, image)
    seen, (top, left) = frame_of(shown, image)
    is_share = not np.abs(places).max(initial=0) > LARGEST_SHARE
    if told.normalised or (told.normalised is None and is_share):
        places = places * np.array([seen[1], seen[0]] * 2, np.float32)
    places = (places - np.array([left, top] * 2, np.float32)) / np.array(
        [shown[1] / width, shown[0] / height] * 2, np.float32
    )
    return np.clip(places, 0, np.array([width, height] * 2, np.float32))


def _best(places: Array, chances: Array, steps: OutputSteps) -> tuple[Array, Array, Array]:
    """Go through the boxes of a class, the surest first, and drop what overlaps one that was kept."""
    assert steps.boxes is not None
    rows, labels = [], []
    # Corners in any order span a box, as in NonMaxSuppression.
    spanned = np.concatenate(
        [np.minimum(places[:, :2], places[:, 2:]), np.maximum(places[:, :2], places[:, 2:])], 1
    )
    areas = np.prod(spanned[:, 2:] - spanned[:, :2], axis=1)
    for label in range(chances.shape[1]):
        kept: list[int] = []
        sure = np.flatnonzero(chances[:, label] > np.float32(max(steps.threshold, LEAST)))
        for row in sure[np.argsort(-chances[sure, label], kind="stable")].tolist():
            if len(kept) < MOST and not (_overlap(spanned, areas, row, kept) > steps.boxes.iou).any():
                kept.append(row)
        rows += kept
        labels += [label] * len(kept)
    at, named = np.array(rows, np.int64), np.array(labels, np.int64)
    return places[at], chances[at, named], named


def _overlap(places: Array, areas: Array, row: int, others: list[int]) -> Array:
    """Return how much a box has in common with others, as a share of both."""
    low = np.maximum(places[row, :2], places[others, :2])
    high = np.minimum(places[row, 2:], places[others, 2:])
    common = np.prod(np.maximum(high - low, 0), axis=1)
    whole = areas[row] + areas[others] - common
    share: Array = np.where(whole > 0, common / np.maximum(whole, 1e-12), 0)
    return share
