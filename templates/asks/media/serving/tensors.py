"""Tensors as JSON and as .npy: checked against what the model takes, in words; and back again."""

import math
from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import chain
from typing import Any

import numpy as np

from serving.problems import FieldError, Problem

Array = np.ndarray[Any, Any]
Shape = Sequence[int | str | None]

# ONNX Runtime's names of types → NumPy's. Those that NumPy does not have are not here (`bfloat16`, `float8…`, `int4`).
DTYPES: Mapping[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(float16)": np.float16,
    "tensor(int8)": np.int8,
    "tensor(int16)": np.int16,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
    "tensor(uint8)": np.uint8,
    "tensor(uint16)": np.uint16,
    "tensor(uint32)": np.uint32,
    "tensor(uint64)": np.uint64,
    "tensor(bool)": np.bool_,
    "tensor(string)": np.object_,
}
_WORDS = {"f": "numbers", "i": "whole numbers", "u": "whole numbers", "b": "true or false", "O": "texts"}
_NUMBERS = {int, float}
_TYPES = {int: "numbers", float: "numbers", bool: "true or false", str: "texts"}
_NPY = b"\x93NUMPY"
_DEEPEST = 32


def type_words(onnx_type: str) -> str:
    """Say what an input takes: "numbers (float32)"."""
    dtype = np.dtype(DTYPES[onnx_type])
    return _WORDS[dtype.kind] + ("" if dtype.kind in "bO" else f" ({dtype.name})")


def shape_words(shape: Shape) -> str:
    """Write a shape: "[N, 3, 224, 224]"; a dimension that may be anything and has no name is "?"."""
    return "[" + ", ".join("?" if size is None else str(size) for size in shape) + "]"


def from_json(name: str, value: Any, onnx_type: str, shape: Shape) -> Array:
    """Return nested lists as the array that an input takes.

    Raises:
        Problem: 422, they are ragged, of another type or of another shape.
    """
    try:
        made = np.array(value)
    except ValueError:
        made = None
    if made is None or (made.dtype.kind == "O" and made.ndim < _depth(value)):
        raise _wrong(name, "nested lists of equal length", _ragged(value))
    types = _types(value)
    if len(types) > 1 and not types <= _NUMBERS:  # NumPy would make one of 7, true and "7"
        raise _wrong(name, type_words(onnx_type), _kinds(types))
    if made.dtype.kind == "O" and types <= _NUMBERS:  # whole numbers of more than 64 bits
        made = _floats(name, value, onnx_type)
    fitted = fit(name, made, onnx_type, shape)
    if fitted.dtype.kind == "f" and not np.isfinite(fitted).all():
        raise _wrong(name, "finite numbers", "NaN or Infinity, which JSON has no word for; .npy has")
    return fitted


def from_npy(name: str, content: bytes, onnx_type: str, shape: Shape) -> Array:
    """Return a .npy file as the array that an input takes. Nothing in it is executed, and its header is not believed.

    Raises:
        Problem: 422, it is no .npy, or what it holds is of another type or shape.
    """
    return fit(name, _read_npy(name, content), onnx_type, shape)


def fit(name: str, found: Array, onnx_type: str, shape: Shape) -> Array:
    """Make an array of the type and shape that an input has, if nothing is lost by it.

    Raises:
        Problem: 422, it cannot be.
    """
    # Of a shape without dimensions ONNX Runtime does not tell whether it is one number or anything; the model will.
    differs = len(found.shape) != len(shape) or any(
        isinstance(wanted, int) and wanted != size for wanted, size in zip(shape, found.shape, strict=False)
    )
    if shape and differs:
        raise _wrong(name, f"the shape {shape_words(shape)}", shape_words(found.shape))
    dtype = np.dtype(DTYPES[onnx_type])
    if found.size == 0:
        return np.empty(found.shape, dtype)
    if dtype.kind == "O":
        if found.dtype.kind not in "UO" or not all(isinstance(one, str) for one in found.flat):
            raise _wrong(name, type_words(onnx_type), _kind_of(found))
        return found.astype(object)
    if (found.dtype.kind == "b") != (dtype.kind == "b") or found.dtype.kind not in "biuf":
        raise _wrong(name, type_words(onnx_type), _kind_of(found))
    if dtype.kind in "iu":
        _check_whole(name, found, dtype, type_words(onnx_type))
    if dtype == found.dtype or dtype.kind != "f":
        return found.astype(dtype, copy=False)
    with np.errstate(over="ignore"):
        made = found.astype(dtype)
    if not np.isfinite(made).all() and not np.array_equal(np.isfinite(made), np.isfinite(found)):
        raise _wrong(name, f"{type_words(onnx_type)} up to {np.finfo(dtype).max:g}", "larger ones")
    return made


def to_json(value: Any, most: int) -> Any:
    """Return an output as JSON: nested lists; a sequence is a list, a map an object.

    Raises:
        Problem: 422, it holds NaN or infinite numbers, or more than `most` values.
    """
    if isinstance(value, np.ndarray):
        if value.size > most:
            raise Problem(
                422,
                f"The answer has {value.size:,} values, {shape_words(value.shape)}; at most {most:,} are sent. Ask for "
                "less at a time; MAX_OUTPUT_VALUES sets the limit.",
            )
        if value.dtype.kind == "f":
            check_finite(value)
        return value.tolist()
    if isinstance(value, Mapping):
        return {str(key): to_json(part, most) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(part, most) for part in value]
    if isinstance(value, np.generic):
        return to_json(np.asarray(value), most)
    if isinstance(value, float) and not math.isfinite(value):
        raise no_number()
    return value


def check_finite(values: Array) -> None:
    """Raise a Problem (422) if some are NaN or infinite."""
    if not np.isfinite(values).all():
        raise no_number()


def no_number() -> Problem:
    """Say that the model's answer is none."""
    return Problem(
        422,
        "The model has no finite answer for this: its output holds NaN or infinite numbers. Check what was sent.",
    )


def _check_whole(name: str, found: Array, dtype: "np.dtype[Any]", expected: str) -> None:
    if found.dtype.kind == "f" and not (np.isfinite(found).all() and (found == np.floor(found)).all()):
        raise _wrong(name, expected, "numbers with a part behind the point")
    limits = np.iinfo(dtype)
    low, high = found.min().item(), found.max().item()
    if low < limits.min or high > limits.max:
        raise _wrong(name, f"{expected} from {limits.min} to {limits.max}", f"{low:g} to {high:g}")


def _read_npy(name: str, content: bytes) -> Array:
    file = BytesIO(content)
    wanted = "a .npy file of numbers or texts"
    if not content.startswith(_NPY):
        raise _wrong(name, wanted, "other bytes" if content else "no bytes")
    try:
        version = np.lib.format.read_magic(file)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, by_column, dtype = read(file)
    except Exception as error:  # NumPy's reader raises many kinds over a header that is none
        raise _wrong(name, wanted, f"a header that cannot be read ({type(error).__name__})") from None
    if dtype.hasobject or dtype.kind not in "biufU":
        raise _wrong(name, wanted, f"values of the type {dtype}"[:80])
    rest = memoryview(content)[file.tell() :]
    size = math.prod(shape)
    if any(length < 0 for length in shape) or len(shape) > _DEEPEST or size * dtype.itemsize != len(rest):
        raise _wrong(
            name,
            "as many values as the header says",
            f"{len(rest):,} bytes behind a header that says {dtype} {shape}"[:120],
        )
    try:
        values = np.frombuffer(rest, dtype) if size else np.empty(0, dtype)
        return values.reshape(shape, order="F" if by_column else "C")
    except (ValueError, TypeError, OverflowError):  # no array has such a shape, or such values
        raise _wrong(name, wanted, f"a header that says {dtype} {shape}"[:120]) from None


def _wrong(name: str, expected: str, found: str) -> Problem:
    message = f"{name} must be {expected}"
    error = FieldError(field=name, message=message, expected=expected, found=found)
    return Problem(422, f"{message}; found {found}.", [error])


def _floats(name: str, value: Any, onnx_type: str) -> Array:
    try:
        return np.array(value, np.float64)
    except OverflowError:
        raise _wrong(name, type_words(onnx_type), "whole numbers of hundreds of digits") from None


def _types(value: Any) -> set[type]:
    """Return the types of all values in nested lists of equal length."""
    values = [value]
    while values and isinstance(values[0], list):
        values = list(chain.from_iterable(values))
    return set(map(type, values))


def _kinds(types: set[type]) -> str:
    """Say what was sent, of several types."""
    if type(None) in types:
        return "null among them"
    if types & {dict, list}:
        return "objects among them"
    return " beside ".join(dict.fromkeys(word for kind, word in _TYPES.items() if kind in types))


def _kind_of(found: Array) -> str:
    if found.dtype.kind == "O":
        return "null" if any(one is None for one in found.flat) else "objects"
    return {"U": "texts", "b": "true or false"}.get(found.dtype.kind, "numbers")


def _depth(value: Any) -> int:
    depth = 0
    while isinstance(value, list) and value and depth <= _DEEPEST:
        value, depth = value[0], depth + 1
    return depth


def _ragged(value: Any, place: str = "") -> str:
    """Say where lists differ in length or depth."""
    if isinstance(value, list) and value:
        first = value[0]
        for at, one in enumerate(value):
            if isinstance(one, list) != isinstance(first, list):
                return f"a list beside a value at [{place}{at}]"
            if isinstance(one, list) and len(one) != len(first):
                return f"{len(one)} values at [{place}{at}] where [{place}0] has {len(first)}"
        for at, one in enumerate(value):
            if isinstance(one, list) and (found := _ragged(one, f"{place}{at}, ")):
                return found
    return "" if place else "lists of different lengths"
