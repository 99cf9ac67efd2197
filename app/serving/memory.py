"""How the C library keeps memory that has been given back to it, where that is glibc.

By default it returns what large tensors occupied to the system after each pass, and gets it again
for the next: a trace of LeNet-5 as uint8 took 27 page faults, a tenth of its time. And it keeps a
heap for each thread, of which every one has its own gaps.
"""

import ctypes
from functools import cache
from typing import Any

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""glibc's names for what `mallopt` sets."""
KEPT = 32 << 20
"""Bytes that a batch may leave free for the next one; the largest of one piece, too."""


@cache
def _library() -> Any:
    """The C library, if it is glibc."""
    try:
        library = ctypes.CDLL(None)
        return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
    except (OSError, TypeError):  # Windows
        return None


def keep() -> None:
    """From now on keep memory for the next batch; in one heap, if no thread has begun yet."""
    if _library() is not None:
        for name, value in ((ARENA_MAX, 1), (MMAP_THRESHOLD, KEPT), (TRIM_THRESHOLD, KEPT)):
            _library().mallopt(name, value)


def give_back() -> None:
    """Return to the system what is free; takes some milliseconds."""
    if _library() is not None:
        _library().malloc_trim(0)
