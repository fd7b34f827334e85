"""Memory of large bodies and pictures goes back to the system when they are gone."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE = 1_000_000  # bytes


def return_large_blocks() -> None:
    """Have the C library return each large block as soon as it is freed; glibc begins to keep them once it has seen some."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and keeps none
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _LARGE)
