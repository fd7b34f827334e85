"""Bytes that were sent: in base64 or in a form; and what the history keeps of them."""

import base64
import binascii
import hashlib
from typing import Any

from serving.problems import FieldError, Problem


def from_base64(field: str, text: str) -> bytes:
    """Return the bytes that a text stands for; a data URL, as browsers make them, and lines, as `base64` writes, are taken too.

    Raises:
        Problem: 422, it is not base64.
    """
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return _decoded(text)
    except ValueError:
        message = f"{field} must be the bytes of a file in base64"
        found = FieldError(field=field, message=message, expected="base64", found=f"{text[:40]}…")
        raise Problem(422, f"{message}; found other text.", [found]) from None


def _decoded(text: str) -> bytes:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error:
        return binascii.a2b_base64("".join(text.split()), strict_mode=True)


def unreadable(field: str, content: bytes, expected: str, words: str) -> Problem:
    """Say that a file cannot be read as what it should be (422), and how it begins."""
    found = f"{len(content):,} bytes" + (f" that begin with {content[:8].hex(' ')}" if content else "")
    return Problem(422, words, [FieldError(field=field, message=words, expected=expected, found=found)])


def too_long(what: str, size: int, most: int) -> Problem:
    """Say that something has too many bytes (413)."""
    return Problem(
        413, f"{what} has {size:,} bytes; at most {most:,} are taken. MAX_INPUT_BYTES sets the limit."
    )


def kept(content: bytes, most: int, **told: Any) -> dict[str, Any]:
    """Return what is kept of a file: its bytes where they are few, always their hash and number, and what is told of it."""
    return {
        "base64": base64.b64encode(content).decode("ascii") if len(content) <= most else None,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        **told,
    }
