"""How a detector lays out its numbers, as far as their shapes tell: what stands behind it and the plain way both ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contract.steps import BoxSteps, ImageSteps, OutputSteps
from publishing.errors import CannotPublish

Shape = Sequence[int | str | None] | None


@dataclass(frozen=True)
class BoxLayout:
    """How numbers lie.

    Attributes:
        transposed: "yolo" has its candidates side by side, [4 + K, M].
        objectness: "yolo" tells after the box how sure it is that there is anything.
        by_class: scores in an output of their own have a row a class, [K, M], instead of one a box.
    """

    transposed: bool = False
    objectness: bool = False
    by_class: bool = False


def check_cells(shape: Shape, boxes: BoxSteps, image: ImageSteps) -> None:
    """See that a grid has a candidate for each cell of its strides.

    Raises:
        CannotPublish: it has not, or the model sees pictures of no fixed size.
    """
    if not boxes.cells:
        return
    rows = shape[-2] if shape and len(shape) > 1 else None
    if image.height is None or image.width is None:
        expected = "image.height and image.width as numbers"
    else:
        count = sum((image.height // stride) * (image.width // stride) for stride in boxes.cells)
        if not isinstance(rows, int) or rows == count:
            return
        expected = f"{count} candidates at {image.height} × {image.width}, and the model's output has {rows}"
    raise CannotPublish(
        f"output.boxes.cells is {boxes.cells}: expected {expected}.",
        "Correct it in contract/steps.json, or make it [] where boxes are told in pixels.",
    )


def box_layout(outputs: Mapping[str, Shape], steps: OutputSteps, classes: int | None) -> BoxLayout:
    """Conclude it from the shapes of the model's outputs and, where there are labels, their number.

    Raises:
        CannotPublish: as many classes as have names do not fit.
    """
    told = steps.boxes
    assert told is not None
    if told.layout == "yolo":
        return _grid(outputs[steps.name], classes)
    if told.scores is not None and told.classes is None:
        return BoxLayout(by_class=_has_a_row_a_class(outputs[steps.name], outputs[told.scores]))
    return BoxLayout()


def _has_a_row_a_class(places: Shape, scores: Shape) -> bool:
    if places is None or scores is None or len(places) < 2 or len(scores) < 2:
        return False
    count, (rows, columns) = places[-2], scores[-2:]
    return isinstance(count, int | str) and columns == count and rows != count


def _grid(shape: Shape, classes: int | None) -> BoxLayout:
    """[4 + K, M] without, or [M, 5 + K] with a number for whether there is anything."""
    sizes = shape[-2:] if shape else []
    if classes is not None:
        for transposed, size in enumerate(reversed(sizes)):
            for objectness in (False, True):
                if size == 4 + objectness + classes:
                    return BoxLayout(bool(transposed), objectness)
        if len(sizes) == 2 and all(isinstance(size, int) for size in sizes):
            raise CannotPublish(
                f"{classes} classes have names, and the detector's output is {sizes[0]} × {sizes[1]}: expected "
                f"{4 + classes} or {5 + classes} numbers a candidate.",
                "Write one name a line into the file that output.labels names in contract/steps.json.",
            )
    rows, columns = sizes if len(sizes) == 2 else (None, None)
    if isinstance(columns, int) and (not isinstance(rows, int) or rows > columns):
        return BoxLayout(objectness=True)
    return BoxLayout(transposed=True)
