"""What a server and a process that trains tell each other over a pipe: JSON, and bytes."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

Json = dict[str, Any]
HEAD = struct.Struct("<II")
"""The lengths of the JSON and of the bytes."""


def write(stream: BinaryIO, message: Json, blob: bytes = b"") -> None:
    """Write one message whole.

    Raises:
        OSError, ValueError: nobody reads any more.
    """
    text = json.dumps(message, separators=(",", ":")).encode()
    stream.write(HEAD.pack(len(text), len(blob)) + text + blob)
    stream.flush()


def read(stream: BinaryIO) -> tuple[Json, bytes] | None:
    """Wait for a message; None at the end."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    size, more = HEAD.unpack(head)
    text, blob = stream.read(size), stream.read(more)
    return (json.loads(text), blob) if len(text) + len(blob) == size + more else None
