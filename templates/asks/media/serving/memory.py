"""Memory of large bodies and pictures: when it goes back to the system. Of glibc; other C libraries are left as they are."""

import ctypes
import sys
from typing import Any

# malloc.h
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_LARGE = 1_000_000  # bytes
_ALL = 2**30


def return_large_blocks() -> None:
    """Have the C library return each large block as soon as it is freed; it begins to keep them once it has seen some."""
    _told(_M_MMAP_THRESHOLD, _LARGE)


def keep_large_blocks() -> None:
    """Have it keep them for the next ones, until `give_back`: fresh memory for a photo takes half as long as decoding it."""
    _told(_M_MMAP_THRESHOLD, _ALL)
    _told(_M_TRIM_THRESHOLD, _ALL)


def give_back() -> None:
    """Return all memory that was kept."""
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _told(what: int, value: int) -> None:
    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(what, value)


def _of_glibc(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
