"""Requests that can be refused without being parsed."""

import re
from functools import lru_cache

USUAL = frozenset(
    (b"host", b"content-type", b"content-length", b"accept", b"accept-encoding", b"user-agent",
     b"accept-language")
)  # fmt: skip
"""Headers that do not change where a request ends, nor what becomes of its connection."""
_POST = re.compile(rb"POST /[^ \r\n]* HTTP/1\.1\r\n")
_NAMES = re.compile(rb"\r\n([A-Za-z-]+):")
_SIZE = re.compile(rb"\r\nContent-Length: ?([0-9]{1,9})(?=\r\n)", re.IGNORECASE)


MOST = 2048
"""Bytes of a usual head; longer ones are not kept."""


def is_whole_work(data: bytes) -> bool:
    """Whether this is one POST request with all of its body, and nothing unusual in its head."""
    end = data.find(b"\r\n\r\n") + 4
    return 4 <= end <= MOST and len(data) - end == _announced(data[:end])


@lru_cache(maxsize=256)
def _announced(head: bytes) -> int:
    """The bytes that follow a head of usual work, else -1; the same head comes again and again."""
    names = _NAMES.findall(head)
    usual = len(names) + 2 == head.count(b"\n") and {*map(bytes.lower, names)} <= USUAL
    sizes = _SIZE.findall(head)
    return int(sizes[0]) if usual and _POST.match(head) and len(sizes) == 1 else -1
