"""The protobuf wire format, as far as an ONNX file has to be read without its weights.

A model may be larger than memory. Its messages are found by their places in the file; only the small ones are read,
and the large ones are copied from file to file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from publishing.errors import CannotPublish

VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 0, 1, 2, 5


@dataclass(frozen=True)
class Field:
    """One field of a message, by its place.

    Attributes:
        number: its number in the .proto file.
        kind: its wire type.
        start: where it begins, tag included.
        content: where its content begins: behind tag and length.
        end: where the next field begins.
    """

    number: int
    kind: int
    start: int
    content: int
    end: int


def fields(file: BinaryIO, start: int, end: int) -> Iterator[Field]:
    """Yield the fields of the message that lies between two places of a file.

    Raises:
        CannotPublish: what lies there is no message.
    """
    place = start
    while place < end:
        file.seek(place)
        tag, at = _varint(file, place)
        number, kind = tag >> 3, tag & 7
        content = at
        if kind == VARINT:
            _, at = _varint(file, at)
        elif kind == BYTES:
            length, content = _varint(file, at)
            at = content + length
        elif kind in (EIGHT_BYTES, FOUR_BYTES):
            at += 8 if kind == EIGHT_BYTES else 4
        else:
            raise broken()
        if number == 0 or at > end:
            raise broken()
        yield Field(number, kind, place, content, at)
        place = at


def read(file: BinaryIO, start: int, end: int) -> bytes:
    """Read the bytes between two places."""
    file.seek(start)
    return file.read(end - start)


def head(number: int, length: int) -> bytes:
    """Return what stands before a message of so many bytes: its tag and its length."""
    return _written(number << 3 | BYTES) + _written(length)


def broken() -> CannotPublish:
    """Say that a file is no whole ONNX model."""
    return CannotPublish(
        "The model file is no ONNX model, or it is cut short: expected a protobuf message, found something else.",
        "Put the whole file there, as it was exported.",
    )


def _varint(file: BinaryIO, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = file.read(1)
        if not byte or shift > 63:
            raise broken()
        place += 1
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value, place
        shift += 7


def _written(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
