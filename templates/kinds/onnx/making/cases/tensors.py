"""Tensors for a model of which only shapes and types are known."""

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from making.bare import Bare
from making.cases.case import Case
from making.compose.composition import BROUGHT_AS, shape_of
from making.session import Array

SEED = 1
# What dimensions that are free may be, all of them alike. Which of these a model takes only shows when it runs.
FREE = (1, 2, 8, 32, 224)
# More numbers than this are only tried where the model takes no fewer.
MOST = 4_000_000
# The API is asked with no more: a number takes ten times its bytes as text.
MOST_SENT = 300_000


def tensors(bare: Bare) -> Iterator[Case]:
    """Yield arrays of the model's shapes: zeros, ones, and drawn ones; some may be nothing that the model takes."""
    is_free = any(not isinstance(size, int) for it in bare.inputs for size in shape_of(it) or [None])
    for free in FREE if is_free else FREE[:1]:
        yield from _of_size(bare, free)


def _of_size(bare: Bare, free: int) -> Iterator[Case]:
    size = sum(prod(_shape(it, free)) for it in bare.inputs)
    if size > MOST and free > 1:
        return
    for check, made in (("zeros", _zeros), ("ones", _ones), ("samples", _drawn), ("extremes", _large)):
        draw = np.random.default_rng(SEED)
        arrays = {it.name: _filled(it, free, made, draw) for it in bare.inputs}
        is_sent = size <= MOST_SENT
        yield Case(
            check,
            arrays,
            {"inputs": {name: value.tolist() for name, value in arrays.items()}} if is_sent else None,
            check == "samples" and size <= 1000,
            {"free": free},
        )


def _shape(info: onnx.ValueInfoProto, free: int) -> list[int]:
    return [size if isinstance(size, int) else free for size in shape_of(info) or []]


def _filled(info: onnx.ValueInfoProto, free: int, made: Any, draw: np.random.Generator) -> Array:
    kind = info.type.tensor_type.elem_type
    kind = BROUGHT_AS.get(kind, kind)
    shape = _shape(info, free)
    if kind == TensorProto.STRING:
        return np.full(shape, "a", dtype=object)
    values: Array = made(shape, draw)
    return values.astype(helper.tensor_dtype_to_np_dtype(kind))


def _zeros(shape: list[int], draw: np.random.Generator) -> Array:
    return np.zeros(shape)


def _ones(shape: list[int], draw: np.random.Generator) -> Array:
    return np.ones(shape)


def _drawn(shape: list[int], draw: np.random.Generator) -> Array:
    return draw.random(shape)


def _large(shape: list[int], draw: np.random.Generator) -> Array:
    return draw.normal(0, 100, shape).clip(0, 127)
