"""A decoded picture → what the model sees."""

import numpy as np
import onnx
from onnx import TensorProto, helper

from contract.steps import ImageSteps
from making.compose.build import BOOL, DOUBLE, FLOAT, INT64, UINT8, Builder
from making.compose.resample import resized

# Luma as Pillow computes it, in 65536ths (ITU-R 601-2).
LUMA = (19595, 38470, 7471)


class Frame:
    """Where the picture lies in what the model sees, for boxes to be taken back: scalars, float32.

    Attributes:
        height, width: of the picture as sent.
        scale_y, scale_x: pixels that the model sees for each that was sent.
        top, left: where the picture begins in what the model sees; negative where it was cropped.
        sent, shown, begin, seen: heights and widths, int64: of the picture as sent, as resized, before it in what the
            model sees, and of all of that.
    """

    def __init__(
        self,
        b: Builder,
        sent: tuple[str, str],
        shown: tuple[str, str],
        begin: tuple[str, str],
        seen: tuple[str, str],
    ) -> None:
        self.sent, self.shown, self.begin, self.seen = sent, shown, begin, seen
        self.height, self.width = (b.cast(it, FLOAT) for it in sent)
        self.scale_y, self.scale_x = (
            b.op("Div", b.cast(after, FLOAT), before)
            for after, before in zip(shown, (self.height, self.width), strict=True)
        )
        self.top, self.left = (b.cast(it, FLOAT) for it in begin)


def prepared(b: Builder, picture: str, steps: ImageSteps) -> tuple[str, Frame]:
    """Turn a picture, uint8 [H, W, 3] RGB, into float32 [C, h, w] or [h, w, C], as the layout says."""
    height, width = b.size(picture, 0), b.size(picture, 1)
    if steps.colour == "L":
        picture = _grey(b, picture)
    shown = _size(b, height, width, steps)
    begin = (b.constant(0), b.constant(0))
    if steps.resize == "none":
        pixels = b.cast(picture, FLOAT)
    elif steps.resize == "own":
        pixels = _smaller(b, picture, (height, width), shown, steps)
    else:
        pixels = resized(b, picture, *shown, steps.filter)
    if steps.resize == "crop":
        pixels, begin = _cropped(b, pixels, shown, steps)
    elif steps.resize == "pad":
        pixels, begin = _padded(b, pixels, shown, steps)
    elif steps.resize == "own":
        pixels = _lengthened(b, pixels, shown, steps)
    seen = (b.size(pixels, 0), b.size(pixels, 1))
    if steps.colour == "BGR":
        pixels = b.op("Gather", pixels, b.constant([2, 1, 0]), axis=2)
    pixels = _normalised(b, pixels, steps)
    if steps.layout == "NCHW":
        pixels = b.op("Transpose", pixels, perm=[2, 0, 1])
    return pixels, Frame(b, (height, width), shown, begin, seen)


def each_prepared(b: Builder, pictures: str, sizes: str, steps: ImageSteps) -> str:
    """Do the same for several pictures, whose bytes lie one after another.

    Args:
        pictures: uint8 [sum of H · W · 3].
        sizes: int64 [N, 2], height and width of each.

    Returns:
        float32 [N, C, h, w] or [N, h, w, C].
    """
    at, go, going, begin = (b.name(word) for word in ("at", "go", "going", "begin"))
    inner = b.inside()
    inner.op("Identity", go, to=going)
    size = inner.op("Gather", sizes, at, axis=0)
    height, width = (inner.op("Gather", size, inner.constant(axis)) for axis in (0, 1))
    length = inner.op("Mul", inner.op("Mul", height, width), inner.constant(3))
    end = inner.op("Add", begin, length)
    flat = inner.slice(pictures, begin, end)
    seen, _ = prepared(inner, inner.reshape(flat, height, width, 3), steps)
    body = helper.make_graph(
        inner.nodes,
        "picture",
        [
            helper.make_tensor_value_info(at, INT64, []),
            helper.make_tensor_value_info(go, BOOL, []),
            helper.make_tensor_value_info(begin, INT64, []),
        ],
        [
            helper.make_tensor_value_info(going, BOOL, []),
            helper.make_tensor_value_info(end, INT64, []),
            helper.make_tensor_value_info(seen, FLOAT, [None, None, None]),
        ],
    )
    to = (b.name("end"), b.name("seen"))
    return b.ops("Loop", b.size(sizes, 0), "", b.constant(0), to=to, body=body)[1]


def _grey(b: Builder, picture: str) -> str:
    """Mix the channels, one after the other, in whole numbers that float32 holds exactly: [H, W, 1]."""
    mixed = b.number(32768)
    for channel, share in enumerate(LUMA):
        one = b.cast(b.slice(picture, channel, channel + 1, axis=2), FLOAT)
        mixed = b.op("Add", mixed, b.op("Mul", one, b.number(share)))
    return b.cast(b.op("Floor", b.op("Mul", mixed, b.number(1 / 65536))), UINT8)


def _size(b: Builder, height: str, width: str, steps: ImageSteps) -> tuple[str, str]:
    """Return the size that the picture is resized to, before it is cropped or padded."""
    if steps.resize == "none":
        return height, width
    if steps.resize == "own":
        return _own(b, height, width, steps.most_pixels)
    wanted = [b.constant(steps.height), b.constant(steps.width)]
    if steps.resize == "stretch":
        return wanted[0], wanted[1]
    if steps.resize == "crop" and steps.short_side is not None:
        sent = b.vector(height, width)
        short = b.squeeze(b.reduce("ReduceMin", b.cast(sent, DOUBLE), 0), 0)
        longer = b.op("Mul", sent, b.constant(steps.short_side))
        both = b.op("Div", longer, b.cast(short, INT64))
        return b.op("Gather", both, b.constant(0)), b.op("Gather", both, b.constant(1))
    sent = b.cast(b.vector(height, width), DOUBLE)
    frame = b.constant([steps.height, steps.width], np.float64)
    ratios = b.op("Div", frame, sent)
    kind = "ReduceMax" if steps.resize == "crop" else "ReduceMin"
    exact = b.op("Mul", sent, b.reduce(kind, ratios, 0))
    rounded = b.op("Floor", b.op("Add", exact, b.constant(0.5, np.float64)))
    least = frame if steps.resize == "crop" else b.constant(1.0, np.float64)
    both = b.cast(b.op("Max", rounded, least), INT64)
    return b.op("Gather", both, b.constant(0)), b.op("Gather", both, b.constant(1))


def _own(b: Builder, height: str, width: str, most: int) -> tuple[str, str]:
    """Return the picture's own size, or one of the same shape that has no more pixels than `most`."""
    share = b.op("Div", b.constant(most, np.float64), b.cast(b.op("Mul", height, width), DOUBLE))
    ratio = b.op("Min", b.op("Sqrt", share), b.constant(1.0, np.float64))
    both = b.op("Floor", b.op("Mul", b.cast(b.vector(height, width), DOUBLE), ratio))
    sizes = b.cast(b.op("Max", both, b.constant(1.0, np.float64)), INT64)
    return b.op("Gather", sizes, b.constant(0)), b.op("Gather", sizes, b.constant(1))


def _smaller(
    b: Builder, picture: str, sent: tuple[str, str], shown: tuple[str, str], steps: ImageSteps
) -> str:
    """Resize a picture only where it must be: it costs more than most models."""
    has_more = b.op("Greater", b.op("Mul", *sent), b.constant(steps.most_pixels))
    return b.either(
        has_more,
        lambda inner: resized(inner, picture, *shown, steps.filter),
        lambda inner: inner.cast(picture, FLOAT),
        FLOAT,
        3,
    )


def _lengthened(b: Builder, pixels: str, shown: tuple[str, str], steps: ImageSteps) -> str:
    """Repeat the last row and column until a network that halves the picture several times can."""
    if steps.multiple == steps.least == 1:
        return pixels
    by, zero = b.constant(steps.multiple), b.constant(0)
    sizes = b.cast(
        b.op("Max", b.cast(b.vector(*shown), DOUBLE), b.constant(float(steps.least), np.float64)), INT64
    )
    whole = b.op("Mul", b.op("Div", b.op("Add", sizes, b.constant(steps.multiple - 1)), by), by)
    rests = b.op("Sub", whole, b.vector(*shown))
    pads = b.op("Concat", b.constant([0, 0, 0]), rests, b.reshape(zero, 1), axis=0)
    return b.op("Pad", pixels, pads, mode="edge")


def _cropped(
    b: Builder, pixels: str, shown: tuple[str, str], steps: ImageSteps
) -> tuple[str, tuple[str, str]]:
    begins = []
    for axis, (size, wanted) in enumerate(zip(shown, (steps.height, steps.width), strict=True)):
        assert wanted is not None
        # An odd rest is halved to the even neighbour, as torchvision's CenterCrop does.
        half = b.op("Mul", b.cast(b.op("Sub", size, b.constant(wanted)), DOUBLE), b.constant(0.5, np.float64))
        begin = b.cast(b.op("Round", half), INT64)
        pixels = b.slice(pixels, begin, b.op("Add", begin, b.constant(wanted)), axis)
        begins.append(b.op("Neg", begin))
    return pixels, (begins[0], begins[1])


def _padded(
    b: Builder, pixels: str, shown: tuple[str, str], steps: ImageSteps
) -> tuple[str, tuple[str, str]]:
    rests = [
        b.op("Sub", b.constant(wanted), size)
        for wanted, size in zip((steps.height, steps.width), shown, strict=True)
    ]
    before = [
        b.op("Div", rest, b.constant(2)) if steps.padded == "around" else b.constant(0) for rest in rests
    ]
    after = [b.op("Sub", rest, begin) for rest, begin in zip(rests, before, strict=True)]
    zero = b.constant(0)
    pads = b.vector(*before, zero, *after, zero)
    return b.op("Pad", pixels, pads, b.number(steps.fill)), (before[0], before[1])


def _normalised(b: Builder, pixels: str, steps: ImageSteps) -> str:
    if steps.scale != 1:
        pixels = b.op("Mul", pixels, b.number(steps.scale))
    if any(steps.mean):
        pixels = b.op("Sub", pixels, b.constant(steps.mean, np.float32))
    if any(value != 1 for value in steps.std):
        pixels = b.op("Div", pixels, b.constant(steps.std, np.float32))
    return pixels


def picture_input() -> list[onnx.ValueInfoProto]:
    """Describe the input that takes one picture."""
    return [helper.make_tensor_value_info("image", TensorProto.UINT8, ["height", "width", 3])]


def pictures_inputs() -> list[onnx.ValueInfoProto]:
    """Describe the inputs that take several pictures."""
    return [
        helper.make_tensor_value_info("images", TensorProto.UINT8, ["bytes"]),
        helper.make_tensor_value_info("sizes", TensorProto.INT64, ["pictures", 2]),
    ]
