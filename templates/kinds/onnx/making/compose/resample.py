"""Resizing as Pillow does it: separable, antialiased, each direction rounded to bytes. In operators of every opset.

Resize of ONNX with `antialias` differs from Pillow by up to 20 of 255 in ONNX Runtime 1.31, and models below opset 18
lack it. A direction of the picture is one matrix product instead; and since a row of that matrix is zero but for a few
neighbours, it is cut into blocks of rows that share their neighbours. Pillow computes in whole numbers, weights in
4,194,304ths; float64 holds these sums exactly, and so the bytes are Pillow's own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from onnx import helper

from making.compose.build import BOOL, DOUBLE, FLOAT, INT64, UINT8, Builder

BLOCK = 16

# Pillow's weights are multiples of 1 / UNIT (PRECISION_BITS in Resample.c).
UNIT = float(1 << 22)

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
    tall, wide = b.size(picture, 0), b.size(picture, 1)
    down, across = _weights(b, tall, height, filter_name), _weights(b, wide, width, filter_name)
    # Pillow 13 begins with the direction that saves more, and what is rounded first shows in the result.
    fewer_rows, fewer_columns = b.op("Sub", tall, height), b.op("Sub", wide, width)
    gain = b.op("Max", b.cast(b.op("Add", fewer_columns, fewer_columns), DOUBLE), b.constant(0.0, np.float64))
    rows_first = b.op("Greater", b.cast(fewer_rows, DOUBLE), gain)
    flat = b.reshape(picture, tall, -1)

    def by_rows(inner: Builder) -> str:
        return _columns(inner, _mixed(inner, flat, down), across, height, width)

    def by_columns(inner: Builder) -> str:
        return _mixed(inner, _columns(inner, flat, across, tall, width), down)

    done = b.either(rows_first, by_rows, by_columns, UINT8, 2)
    return b.cast(b.reshape(done, height, width, b.size(picture, 2)), FLOAT)


@dataclass(frozen=True)
class _Weights:
    """How one direction is resampled: names of values.

    Attributes:
        before, after: how many rows there are, and will be: scalars.
        places: which rows each block of results looks at, int64 [blocks, span].
        shares: how much each of them counts, in UNITs, float64 [blocks, block, span].
        blocks: how many there are, a scalar.
    """

    before: str
    after: str
    places: str
    shares: str
    blocks: str


def _columns(b: Builder, flat: str, weights: _Weights, height: str, width: str) -> str:
    """Resample the columns of a picture, uint8 [height, W · C] → [height, width · C]."""
    # Two axes at a time: ONNX Runtime turns matrices many times faster than cubes.
    turned = b.op("Transpose", flat, perm=[1, 0])
    channels = b.op("Div", b.size(flat, 1), weights.before)
    columns = b.reshape(turned, weights.before, -1)
    narrow = _mixed(b, columns, weights)
    return b.op("Transpose", b.reshape(narrow, b.op("Mul", width, channels), height), perm=[1, 0])


def _weights(b: Builder, before: str, after: str, filter_name: str) -> _Weights:
    """Compute how much each row counts for each result; `before` and `after` are scalars, int64."""

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
    shares = b.op("Mul", b.op("Div", weights, total), real(UNIT))
    shares = b.op("Floor", b.op("Add", shares, real(0.5)))

    return _Weights(before, after, places, shares, blocks)


def _mixed(b: Builder, rows: str, weights: _Weights) -> str:
    """Resample the rows of a matrix, uint8 [before, M] → [after, M].

    Block by block, so that no more of a large picture than a block's share is ever float64. Results are rounded, halves
    up, and cut off at 0 and 255.
    """
    at, go, going = (b.name(word) for word in ("at", "go", "going"))
    inner = b.inside()
    inner.op("Identity", go, to=going)
    near = inner.op("Gather", rows, inner.op("Gather", weights.places, at, axis=0), axis=0)
    mixed = inner.op("MatMul", inner.op("Gather", weights.shares, at, axis=0), inner.cast(near, DOUBLE))
    whole = inner.op("Mul", mixed, inner.constant(1 / UNIT, np.float64))
    rounded = inner.op("Floor", inner.op("Add", whole, inner.constant(0.5, np.float64)))
    most, least = inner.constant(255, np.float64), inner.constant(0, np.float64)
    told = inner.cast(inner.op("Max", inner.op("Min", rounded, most), least), UINT8)
    body = helper.make_graph(
        inner.nodes,
        "block",
        [helper.make_tensor_value_info(at, INT64, []), helper.make_tensor_value_info(go, BOOL, [])],
        [
            helper.make_tensor_value_info(going, BOOL, []),
            helper.make_tensor_value_info(told, UINT8, [None, None]),
        ],
    )
    done = b.op("Loop", weights.blocks, "", body=body)
    return b.slice(b.reshape(done, -1, b.size(rows, 1)), b.constant(0), weights.after)


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
