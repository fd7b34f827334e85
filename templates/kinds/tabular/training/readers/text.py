"""Bytes → text: unpacked and decoded. What a file shows of itself (gzip, a byte order mark) wins over what is told."""

import gzip
import io
from pathlib import Path
from typing import Any

from contract.layout import codec_of, shown


def opened(path: Path, encoding: str, newline: str = "") -> io.TextIOWrapper:
    """Open a text file; bytes that are no text become U+FFFD.

    Raises:
        LookupError: there is no such encoding.
    """
    file = unpacked(path)
    codec = shown(file.peek(3)[:3]) or codec_of(encoding)
    return io.TextIOWrapper(file, encoding=codec, errors="replace", newline=newline)


def unpacked(path: Path) -> Any:
    """Open a file's bytes, unpacked if they are packed with gzip."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")
