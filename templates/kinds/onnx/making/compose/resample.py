"""Resizing as Pillow does it: separable, antialiased, each direction rounded to bytes. In operators of every opset.

Resize of ONNX with `antialias` differs from Pillow by up to 20 of 255 in ONNX Runtime 1.31, and models below opset 18
lack it. A direction of the picture is one matrix product instead; and since a row of that matrix is zero but for a few
neighbours, it is cut into blocks of rows that share their neighbours.
"""

from collections.abc import Callable

import numpy as np
from onnx import helper

from making.compose.build import BOOL, DOUBLE, FLOAT, INT64, Builder

BLOCK = 16

# Half the width of each filter, in pixels of the result (Pillow, Resample.c).
SUPPORT = {"bilinear": 1.0, "bicubic": 2.0, "lanczos": 3.0}


def resized(b: Builder, picture: str, height: str, width: str, filter_name: str) -> str:
    """Resize a picture.

    Args:
        picture: uint8 [H, W, C].
        height, width: scalars, int64.

    Returns:
        float32 [height, width, C] of whole numbers from 0 to 255.
    """
    if filter_name == "nearest":
        rows = b.op("Gather", picture, _nearest(b, b.size(picture, 0), height), axis=0)
        return b.cast(b.op("Gather", rows, _nearest(b, b.size(picture, 1), width), axis=1), FLOAT)
    channels = b.size(picture, 2)
    # Two axes at a time: ONNX Runtime turns matrices many times faster than cubes.
    turned = b.op("Transpose", b.reshape(picture, b.size(picture, 0), -1), perm=[1, 0])
    columns = b.reshape(turned, b.size(picture, 1), -1)
    narrow = _bytes(b, resampled(b, columns, b.size(picture, 1), width, filter_name))
    back = b.reshape(narrow, b.op("Mul", width, channels), -1)
    rows = b.op("Transpose", back, perm=[1, 0])
    short = _bytes(b, resampled(b, rows, b.size(picture, 0), height, filter_name))
    return b.reshape(short, height, width, channels)


def resampled(b: Builder, rows: str, before: str, after: str, filter_name: str) -> str:
    """Resample the rows of a matrix.

    Args:
        rows: [before, M], of any type that can be cast to float32.
        before, after: scalars, int64.

    Returns:
        float32 [after, M].
    """

    def real(value: float) -> str:
        return b.constant(value, np.float64)

    def count(start: str, end: str) -> str:
        return b.op("Range", start, end, b.constant(1))

    zero = b.constant(0)
    most = b.op("Min", b.cast(after, DOUBLE), real(BLOCK))
    block = b.cast(most, INT64)
    scale = b.op("Div", b.cast(before, DOUBLE), b.cast(after, DOUBLE))
    stretch = b.op("Max", scale, real(1.0))
    reach = b.op("Mul", stretch, real(SUPPORT[filter_name]))
    across = b.op("Mul", scale, b.op("Sub", most, real(1.0)))
    span = b.op("Add", across, b.op("Mul", reach, real(2.0)))
    span = b.op("Add", b.cast(b.op("Ceil", span), INT64), b.constant(2))

    # Which rows each block of results looks at: [blocks, span].
    blocks = b.op("Div", b.op("Sub", b.op("Add", after, block), b.constant(1)), block)
    first = b.unsqueeze(b.op("Mul", count(zero, blocks), block), 1)
    start = b.op("Sub", b.op("Mul", b.op("Add", b.cast(first, DOUBLE), real(0.5)), scale), reach)
    taps = b.op("Add", b.op("Floor", start), b.unsqueeze(b.cast(count(zero, span), DOUBLE), 0))
    last = b.op("Sub", b.cast(before, DOUBLE), real(1.0))
    inside = b.op("Min", b.op("Max", taps, real(0.0)), last)
    places = b.cast(inside, INT64)
    exists = b.cast(b.op("Equal", b.cast(taps, INT64), places), DOUBLE)

    # How much each of them counts: [blocks, block, span].
    wanted = b.op("Add", first, b.unsqueeze(count(zero, block), 0))
    centres = b.op("Mul", b.op("Add", b.cast(wanted, DOUBLE), real(0.5)), scale)
    middles = b.unsqueeze(b.op("Add", taps, real(0.5)), 1)
    away = b.op("Div", b.op("Abs", b.op("Sub", middles, b.unsqueeze(centres, 2))), stretch)
    weights = b.op("Mul", _FILTERS[filter_name](b, away, real), b.unsqueeze(exists, 1))
    # Results beyond the last, which only fill the last block, may see no row at all.
    total = b.op("Max", b.sum(weights, 2), real(1e-9))
    shares = b.cast(b.op("Div", weights, total), FLOAT)

    mixed = _each_block(b, rows, places, shares, blocks)
    return b.slice(b.reshape(mixed, -1, b.size(rows, 1)), zero, after)


def _each_block(b: Builder, rows: str, places: str, shares: str, blocks: str) -> str:
    """Mix rows block by block, so that no more of a large picture than a block's share is ever float32.

    Returns:
        float32 [blocks, block, M].
    """
    at, go, going = (b.name(word) for word in ("at", "go", "going"))
    inner = b.inside()
    inner.op("Identity", go, to=going)
    near = inner.op("Gather", rows, inner.op("Gather", places, at, axis=0), axis=0)
    mixed = inner.op("MatMul", inner.op("Gather", shares, at, axis=0), inner.cast(near, FLOAT))
    body = helper.make_graph(
        inner.nodes,
        "block",
        [helper.make_tensor_value_info(at, INT64, []), helper.make_tensor_value_info(go, BOOL, [])],
        [
            helper.make_tensor_value_info(going, BOOL, []),
            helper.make_tensor_value_info(mixed, FLOAT, [None, None]),
        ],
    )
    return b.op("Loop", blocks, "", body=body)


def _bytes(b: Builder, values: str) -> str:
    """Round to whole numbers from 0 to 255, halves up, as Pillow does."""
    rounded = b.op("Floor", b.op("Add", values, b.number(0.5)))
    return b.op("Clip", rounded, b.number(0), b.number(255))


def _nearest(b: Builder, before: str, after: str) -> str:
    """Return the place that each result is taken from. Pillow adds the steps up one by one, and so does this."""
    scale = b.op("Div", b.cast(before, DOUBLE), b.cast(after, DOUBLE))
    half = b.op("Mul", scale, b.constant(0.5, np.float64))
    steps = b.op("Expand", scale, b.vector(b.op("Sub", after, b.constant(1))))
    added = b.op("Concat", b.reshape(half, 1), steps, axis=0)
    return b.cast(b.op("Floor", b.op("CumSum", added, b.constant(0))), INT64)


Real = Callable[[float], str]


def _bilinear(b: Builder, away: str, real: Real) -> str:
    return b.op("Max", b.op("Sub", real(1.0), away), real(0.0))


def _bicubic(b: Builder, away: str, real: Real) -> str:
    """Keys' cubic with a = -0.5."""
    near = b.op("Sub", b.op("Mul", away, real(1.5)), real(2.5))
    near = b.op("Add", b.op("Mul", b.op("Mul", near, away), away), real(1.0))
    far = b.op("Add", b.op("Mul", b.op("Sub", away, real(5.0)), away), real(8.0))
    far = b.op("Mul", b.op("Sub", b.op("Mul", far, away), real(4.0)), real(-0.5))
    is_near = b.cast(b.op("Less", away, real(1.0)), DOUBLE)
    is_far = b.op("Sub", b.cast(b.op("Less", away, real(2.0)), DOUBLE), is_near)
    return b.op("Add", b.op("Mul", near, is_near), b.op("Mul", far, is_far))


def _lanczos(b: Builder, away: str, real: Real) -> str:
    """sinc(x) · sinc(x / 3) for x < 3."""
    product = b.op("Mul", _sinc(b, away, real), _sinc(b, b.op("Div", away, real(3.0)), real))
    return b.op("Mul", product, b.cast(b.op("Less", away, real(3.0)), DOUBLE))


def _sinc(b: Builder, away: str, real: Real) -> str:
    angle = b.op("Mul", b.op("Max", away, real(1e-9)), real(np.pi))
    return b.op("Div", b.op("Sin", angle), angle)


_FILTERS: dict[str, Callable[[Builder, str, Real], str]] = {
    "bilinear": _bilinear,
    "bicubic": _bicubic,
    "lanczos": _lanczos,
}
