"""Bytes → text: unpacked and decoded. What a file shows of itself (gzip, a byte order mark) wins over what is told."""

import gzip
import io
from pathlib import Path
from typing import Any

from contract.layout import codec_of

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def opened(path: Path, encoding: str, newline: str = "") -> io.TextIOWrapper:
    """Open a text file; bytes that are no text become U+FFFD.

    Raises:
        LookupError: there is no such encoding.
    """
    file = unpacked(path)
    start = file.peek(3)[:3]
    told = next((name for bom, name in _BOMS.items() if start.startswith(bom)), encoding)
    return io.TextIOWrapper(file, encoding=codec_of(told), errors="replace", newline=newline)


def unpacked(path: Path) -> Any:
    """Open a file's bytes, unpacked if they are packed with gzip."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")
