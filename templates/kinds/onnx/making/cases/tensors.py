"""Tensors for a model of which only shapes and types are known."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from making.bare import Bare
from making.cases.case import Case
from making.compose.composition import BROUGHT_AS, shape_of
from making.session import Array

SEED = 1
# What a dimension that is free may be: the first that the model takes is used.
FREE = (1, 2, 4, 8, 16, 32, 64, 224)


def tensors(bare: Bare, free: int = 1) -> Iterator[Case]:
    """Yield arrays of the model's shapes: zeros, ones, and drawn ones."""
    for check, made in (("zeros", _zeros), ("ones", _ones), ("samples", _drawn), ("extremes", _large)):
        draw = np.random.default_rng(SEED)
        arrays = {it.name: _filled(it, free, made, draw) for it in bare.inputs}
        sent = {"inputs": {name: value.tolist() for name, value in arrays.items()}}
        size = sum(value.size for value in arrays.values())
        yield Case(check, arrays, sent if size <= 300_000 else None, check == "samples" and size <= 1000)


def _filled(info: onnx.ValueInfoProto, free: int, made: Any, draw: np.random.Generator) -> Array:
    kind = info.type.tensor_type.elem_type
    kind = BROUGHT_AS.get(kind, kind)
    shape = [size if isinstance(size, int) else free for size in shape_of(info) or []]
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
