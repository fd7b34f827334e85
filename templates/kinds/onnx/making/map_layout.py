"""How a map of classes lies in the model's output: what stands behind it and the plain way both ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from onnx import TensorProto

from contract.steps import Steps
from publishing.errors import CannotPublish

Shape = Sequence[int | str | None] | None

WHOLE = {TensorProto.INT32, TensorProto.INT64, TensorProto.UINT8, TensorProto.INT8, TensorProto.BOOL}
# Of a model that answers with the classes themselves, nobody knows how many there are: a byte has so many.
MOST = 256


@dataclass(frozen=True)
class MapLayout:
    """How numbers lie.

    Attributes:
        chosen: each number is a class: there are no scores to choose by.
        axis: of the classes' scores, counted from the end.
        count: how many classes there are.
        channels_last: of a map without classes' scores, the one channel is the last dimension.
    """

    chosen: bool
    axis: int
    count: int
    channels_last: bool


def has_channels_last(shape: Shape, steps: Steps) -> bool:
    """Say whether a map of one channel is [1, h, w, 1] rather than [1, 1, h, w] or [1, h, w]."""
    assert steps.image is not None
    return steps.image.layout == "NHWC" and (shape is None or len(shape) == 4)


def map_layout(shape: Shape, kind: int, steps: Steps, labels: int | None) -> MapLayout:
    """Conclude it from the output's shape and type.

    Args:
        kind: of the output's elements.
        labels: how many classes have names.

    Raises:
        CannotPublish: nobody knows how many classes there are, or others than have names.
    """
    assert steps.output is not None and steps.image is not None
    axis = -3 if steps.image.layout == "NCHW" else -1
    channels_last = has_channels_last(shape, steps)
    if steps.output.shows == "mask":
        return MapLayout(False, axis, 2, channels_last)
    if kind in WHOLE:
        return MapLayout(True, axis, labels or MOST, channels_last)
    count = shape[axis] if shape is not None and len(shape) >= 3 else None
    if not isinstance(count, int):
        raise CannotPublish(
            f"'{steps.output.name}' has the shape {shape}: expected a number of classes ({steps.image.layout}).",
            "Name another output or layout in contract/steps.json, or take the task tensor there.",
        )
    if labels is not None and labels != count:
        raise CannotPublish(
            f"{steps.output.labels} names {labels} classes, and the model's output '{steps.output.name}' tells {count}.",
            "Write one name a line there, in the model's order, or set output.labels to null in contract/steps.json.",
        )
    return MapLayout(False, axis, count, channels_last)
