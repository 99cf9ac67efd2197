"""Requests that can be refused without being parsed."""

import re

USUAL = frozenset(
    (b"host", b"content-type", b"content-length", b"accept", b"accept-encoding", b"user-agent",
     b"accept-language")
)  # fmt: skip
"""Headers that do not change where a request ends, nor what becomes of its connection."""
_POST = re.compile(rb"POST /[^ \r\n]* HTTP/1\.1\r\n")
_NAMES = re.compile(rb"\r\n([A-Za-z-]+):")
_SIZE = re.compile(rb"\r\nContent-Length: ?([0-9]{1,9})(?=\r\n)", re.IGNORECASE)


def is_whole_work(data: bytes) -> bool:
    """Whether this is one POST request with all of its body, and nothing unusual in its head."""
    end = data.find(b"\r\n\r\n")
    if end < 0 or not _POST.match(data):
        return False
    names = _NAMES.findall(data, 0, end + 2)
    if len(names) != data.count(b"\n", 0, end) or not {*map(bytes.lower, names)} <= USUAL:
        return False
    sizes = _SIZE.findall(data, 0, end + 2)
    return len(sizes) == 1 and len(data) == end + 4 + int(sizes[0])
