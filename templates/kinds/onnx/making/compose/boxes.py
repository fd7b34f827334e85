"""A detector's output → boxes in pixels of the picture as sent, their scores and classes, the surest first."""

import numpy as np

from contract.steps import BoxSteps, ImageSteps, OutputSteps
from making.box_layout import BoxLayout
from making.compose.build import FLOAT, INT64, Builder
from making.compose.image import Frame

# So many boxes of a class are told at most.
MOST = 300
# NonMaxSuppression drops what is not better than its threshold, and detectors write 0 for nothing.
LEAST = 1e-6
# Shares of a picture may reach beyond its edges a little; in pixels such boxes would all lie in a corner.
LARGEST_SHARE = 2


def found(
    b: Builder,
    answered: str,
    scores: str | None,
    classes: str | None,
    steps: OutputSteps,
    image: ImageSteps,
    frame: Frame,
    layout: BoxLayout,
) -> tuple[str, str, str]:
    """Return boxes float32 [M, 4] as left, top, right, bottom, scores float32 [M] and classes int64 [M].

    Args:
        answered: the output with the boxes; of a "yolo" or "finished" layout, with everything.
        scores, classes: the outputs with these, where there are any.
        frame: where the picture lies in what the model saw.
        layout: how their numbers lie.
    """
    told = steps.boxes
    assert told is not None
    if told.layout == "yolo":
        places, chances = _yolo(b, answered, layout)
        if told.cells:
            places = _from_cells(b, places, told.cells, image)
        labels = None
    elif told.layout == "finished":
        values = b.reshape(b.cast(answered, FLOAT), -1, 6)
        places = b.slice(values, 0, 4, axis=1)
        chances = b.squeeze(b.slice(values, 4, 5, axis=1), 1)
        labels = b.cast(b.squeeze(b.slice(values, 5, 6, axis=1), 1), INT64)
    else:
        places = b.reshape(b.cast(answered, FLOAT), -1, 4)
        chances, labels = _apart(b, scores, classes, places, steps, layout)
    places = _sent(b, _corners(b, places, told), told, image, frame)
    if steps.activation == "sigmoid" and told.layout != "detr":
        chances = b.op("Sigmoid", chances)
    if labels is None and told.layout != "detr":
        if not told.background:
            return _best(b, places, chances, steps)
        some = b.slice(chances, 1, np.iinfo(np.int64).max, axis=1)
        places, chances, labels = _best(b, places, some, steps)
        return places, chances, b.op("Add", labels, b.constant(1))
    if labels is None:
        labels = b.op("ArgMax", chances, axis=1, keepdims=0)
        chances = b.squeeze(b.reduce("ReduceMax", chances, 1), 1)
    return _sure(b, places, chances, labels, steps)


def _yolo(b: Builder, answered: str, layout: BoxLayout) -> tuple[str, str]:
    values = b.cast(answered, FLOAT)
    values = b.op("Reshape", values, b.slice(b.op("Shape", values), -2, np.iinfo(np.int64).max))
    if layout.transposed:
        values = b.op("Transpose", values, perm=[1, 0])
    places = b.slice(values, 0, 4, axis=1)
    end = np.iinfo(np.int64).max
    if not layout.objectness:
        return places, b.slice(values, 4, end, axis=1)
    return places, b.op("Mul", b.slice(values, 4, 5, axis=1), b.slice(values, 5, end, axis=1))


def _from_cells(b: Builder, places: str, strides: list[int], image: ImageSteps) -> str:
    """Bring boxes that count from their cells to pixels: (x, y) + cell, e^(width, height), both times the stride.

    As YOLOX decodes them (Ge et al. 2021, arXiv 2107.08430): a cell a candidate, row after row, the finest grid first.
    """
    assert image.height is not None and image.width is not None
    corners, sizes = [], []
    for stride in strides:
        tall, wide = image.height // stride, image.width // stride
        corners.append(np.indices((tall, wide))[::-1].reshape(2, -1).T)
        sizes.append(np.full((tall * wide, 1), stride))
    size = b.constant(np.concatenate(sizes), np.float32)
    centre = b.op("Add", b.slice(places, 0, 2, axis=1), b.constant(np.concatenate(corners), np.float32))
    spread = b.op("Exp", b.slice(places, 2, 4, axis=1))
    return b.op("Mul", b.op("Concat", centre, spread, axis=1), size)


def _apart(
    b: Builder, scores: str | None, classes: str | None, places: str, steps: OutputSteps, layout: BoxLayout
) -> tuple[str, str | None]:
    """Bring scores to [M] beside classes [M], or to [M, K] where a class is a column."""
    assert scores is not None and steps.boxes is not None
    values = b.cast(scores, FLOAT)
    if classes is not None:
        return b.reshape(values, -1), b.cast(b.reshape(classes, -1), INT64)
    if layout.by_class:
        values = b.op("Transpose", b.reshape(values, -1, b.size(places, 0)), perm=[1, 0])
    else:
        values = b.reshape(values, b.size(places, 0), -1)
    if steps.boxes.layout == "detr":
        if steps.activation == "sigmoid":
            return b.op("Sigmoid", values), None
        shares = b.op("Softmax", values, axis=-1 if b.opset >= 13 else 1)
        return b.slice(shares, 0, -1, axis=1), None  # the last class is "nothing"
    if steps.activation == "softmax":
        values = b.op("Softmax", values, axis=-1 if b.opset >= 13 else 1)
    return values, None


def _corners(b: Builder, places: str, told: BoxSteps) -> str:
    """Write boxes as left, top, right, bottom."""
    if told.format == "xyxy":
        return places
    if told.format == "yxyx":
        return b.op("Gather", places, b.constant([1, 0, 3, 2]), axis=1)
    begin, size = b.slice(places, 0, 2, axis=1), b.slice(places, 2, 4, axis=1)
    if told.format == "cxcywh":
        begin = b.op("Sub", begin, b.op("Mul", size, b.number(0.5)))
    return b.op("Concat", begin, b.op("Add", begin, size), axis=1)


def _sent(b: Builder, places: str, told: BoxSteps, image: ImageSteps, frame: Frame) -> str:
    """Take boxes from what the model saw back to the picture as sent, and cut them off at its edges."""
    sent = _pairs(b, frame.width, frame.height)
    if told.normalised is not False:
        if image.height is None or image.width is None:
            seen = sent
        else:
            size = [image.width, image.height, image.width, image.height]
            seen = b.constant(size, np.float32)
        places = b.op("Mul", places, seen if told.normalised else _if_shares(b, places, seen))
    places = b.op("Sub", places, _pairs(b, frame.left, frame.top))
    places = b.op("Div", places, _pairs(b, frame.scale_x, frame.scale_y))
    return b.op("Min", b.op("Max", places, b.number(0)), sent)


def _if_shares(b: Builder, places: str, seen: str) -> str:
    """Return what boxes are multiplied by: the size that the model saw, or 1 where one reaches beyond shares."""
    numbers = b.op("Concat", b.reshape(b.op("Abs", places), -1), b.constant([0], np.float32), axis=0)
    is_share = b.op("Not", b.op("Greater", b.reduce("ReduceMax", numbers, 0), b.number(LARGEST_SHARE)))
    return b.op("Where", is_share, seen, b.number(1))


def _pairs(b: Builder, x: str, y: str) -> str:
    return b.vector(x, y, x, y)


def _best(b: Builder, places: str, chances: str, steps: OutputSteps) -> tuple[str, str, str]:
    """Keep, of boxes of a class that overlap, the surest (NonMaxSuppression)."""
    assert steps.boxes is not None
    kept = b.op(
        "NonMaxSuppression",
        b.unsqueeze(places, 0),
        b.unsqueeze(b.op("Transpose", chances, perm=[1, 0]), 0),
        b.constant([MOST]),
        b.constant([steps.boxes.iou], np.float32),
        b.constant([max(steps.threshold, LEAST)], np.float32),
    )
    labels = b.squeeze(b.slice(kept, 1, 2, axis=1), 1)
    rows = b.squeeze(b.slice(kept, 2, 3, axis=1), 1)
    places = b.op("Gather", places, rows, axis=0)
    cells = b.op("Add", b.op("Mul", rows, b.size(chances, 1)), labels)
    return _sorted(b, places, b.op("Gather", b.reshape(chances, -1), cells), labels)


def _sure(b: Builder, places: str, chances: str, labels: str, steps: OutputSteps) -> tuple[str, str, str]:
    """Keep what is sure enough."""
    rows = b.op("NonZero", b.op("Not", b.op("Less", chances, b.number(steps.threshold))))
    rows = b.squeeze(rows, 0)
    return _sorted(b, *(b.op("Gather", it, rows, axis=0) for it in (places, chances, labels)))


def _sorted(b: Builder, places: str, chances: str, labels: str) -> tuple[str, str, str]:
    count = b.vector(b.size(chances, 0))
    best, order = b.ops("TopK", chances, count, to=(b.name("best"), b.name("order")), axis=0)
    return b.op("Gather", places, order, axis=0), best, b.op("Gather", labels, order, axis=0)
