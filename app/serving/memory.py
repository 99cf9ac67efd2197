"""How the C library keeps memory that has been given back to it, where that is glibc.

By default it returns what large tensors occupied to the system after each pass, and gets it again
for the next: a trace of LeNet-5 as uint8 took 27 page faults, a tenth of its time. And it keeps a
heap for each thread, of which every one has its own gaps.

The pages of programs' own code are another matter: what the linker and the start read of PyTorch's
400 MB once counts as the process's memory for as long as it lives.
"""

import ctypes
import re
from functools import cache
from pathlib import Path
from typing import Any

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""glibc's names for what `mallopt` sets."""
KEPT = 32 << 20
"""Bytes that a batch may leave free for the next one; the largest of one piece, too."""
MAPPINGS, DONT_NEED = Path("/proc/self/smaps"), 4
"""Where Linux says what is where in memory, and `madvise`'s name for what nobody needs now."""
CODE = re.compile(
    rb"^([0-9a-f]+)-([0-9a-f]+) r-xp [^/\n]*/.*\n(?:[A-Z].*\n)*?Anonymous: +0 kB$", re.MULTILINE
)
"""From and to where a file's code is, as the file has it: not a page was written to."""


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


def let_go_of_code() -> None:
    """Hold no page of code any more; what runs is found again in the system's copy of the file.

    That costs each 64 KB a microsecond when they are next used. Code that was changed in memory
    stays. It is done once, when the start is over.
    """
    if _library() is not None and MAPPINGS.is_file():
        for found in CODE.finditer(MAPPINGS.read_bytes()):
            start, end = (int(place, 16) for place in found.groups())
            size = ctypes.c_size_t(end - start)
            _library().madvise(ctypes.c_void_p(start), size, DONT_NEED)
