"""Bodies that are compressed: read within a limit, written for those who ask."""

import gzip
import zlib
from collections.abc import Callable

from starlette.datastructures import Headers

from app.serving.errors import (
    InvalidRequestError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
)

SMALL = 1024
"""A body shorter than this gains nothing."""
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS

CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, compresslevel=1, mtime=0),
    "deflate": lambda body: zlib.compress(body, level=1),
}


def coding_of(headers: Headers) -> str | None:
    """Return how a body is compressed; None when it is not.

    Raises:
        UnsupportedMediaTypeError: in a way that is not read here.
    """
    named = headers.get("content-encoding", "identity").strip().lower()
    if named == "identity":
        return None
    if named not in CODINGS:
        raise UnsupportedMediaTypeError("A Content-Encoding is read as gzip or deflate.")
    return named


def decompressed(body: bytes, limit: int) -> bytes:
    """Undo gzip or deflate, and stop as soon as it is too long.

    Raises:
        InvalidRequestError: the body is not compressed so.
        PayloadTooLargeError: it becomes longer than `limit`.
    """
    reader = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        found = reader.decompress(body, limit + 1)
    except zlib.error:
        raise InvalidRequestError("The body is not what its Content-Encoding says.") from None
    if len(found) > limit:
        raise PayloadTooLargeError(f"A body of this kind has at most {limit} bytes unpacked.")
    if not reader.eof or reader.unused_data:
        raise InvalidRequestError("The compressed body is cut short, or more follows it.")
    return found


def chosen(accept_encoding: str) -> str | None:
    """Return the coding that a client likes best; gzip among equals, None when it takes neither."""
    best, most = None, 0.0
    for part in accept_encoding.lower().split(","):
        name, _, parameter = (piece.strip() for piece in part.partition(";"))
        quality = _quality(parameter)
        better = quality > most or (quality == most and name == "gzip")
        if name in CODINGS and quality > 0 and better:
            best, most = name, quality
    return best


def _quality(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
