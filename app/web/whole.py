"""Requests that can be refused without being parsed."""

import re
from functools import lru_cache

FRAMING = frozenset(
    (b"transfer-encoding", b"connection", b"proxy-connection", b"keep-alive", b"upgrade",
     b"http2-settings", b"expect", b"te", b"trailer")
)  # fmt: skip
"""Headers that change where a request ends, or what becomes of its connection."""
_POST = re.compile(rb"POST /[^ \r\n]* HTTP/1\.1\r\n")
_NAMES = re.compile(rb"\r\n([!#$%&'*+.^_`|~0-9A-Za-z-]+):")
_SIZE = re.compile(rb"\r\nContent-Length: ?([0-9]{1,9})(?=\r\n)", re.IGNORECASE)
_STAY = re.compile(rb"\r\nConnection: ?keep-alive(?=\r\n)", re.IGNORECASE)
"""Says what goes without saying."""

END = b"\r\n\r\n"
"""Where the body begins."""
MOST = 2048
"""Bytes of a usual head; longer ones are not kept."""


def is_whole_work(data: bytes) -> bool:
    """Whether this is one POST request with all of its body, and nothing unusual in its head."""
    end = data.find(END) + len(END)
    return len(END) <= end <= MOST and len(data) - end == _announced(data[:end])


@lru_cache(maxsize=256)
def _announced(head: bytes) -> int:
    """The bytes that follow a head of usual work, else -1; the same head comes again and again."""
    head = _STAY.sub(b"", head)
    names = [name.lower() for name in _NAMES.findall(head)]
    lines = {len(names) + 2, head.count(b"\n"), head.count(b"\r")}
    usual = len(lines) == 1 and FRAMING.isdisjoint(names) and names.count(b"content-length") == 1
    size = _SIZE.search(head)
    return int(size[1]) if usual and size and _POST.match(head) else -1
