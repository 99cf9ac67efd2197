"""Media types, and which kind a body is: by its type, or by its first bytes."""

from typing import Literal

from app.ink.decode import is_picture
from app.serving.errors import (
    InvalidRequestError,
    UnsupportedImageFormatError,
    UnsupportedMediaTypeError,
)

Kind = Literal["json", "picture", "multipart"]

JSON, PNG = "application/json", "image/png"
SAFETENSORS = "application/vnd.safetensors"
NPY, NPZ = "application/x-npy", "application/x-npz"
MULTIPART, OCTETS = "multipart/form-data", "application/octet-stream"
PICTURES = (PNG, "image/jpeg", "image/webp")
ACCEPTED = (JSON, *PICTURES, MULTIPART)

# What clients send when nobody told them: curl --data-binary, fetch with a Blob, tritonclient.
GENERIC = (
    "",
    OCTETS,
    "binary/octet-stream",
    "application/x-www-form-urlencoded",
    "image/*",
)
_ALIASES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": PNG}


def essence(content_type: str) -> str:
    """Return the media type in lower case without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def declared(content_type: str) -> Kind | None:
    """Return the kind that a Content-Type names; None when the bytes have to tell.

    Raises:
        UnsupportedMediaTypeError: it names something else; says what there is.
        UnsupportedImageFormatError: it names another kind of picture.
    """
    media = essence(content_type)
    media = _ALIASES.get(media, media)
    if media in GENERIC:
        return None
    if media == JSON:
        return "json"
    if media in PICTURES:
        return "picture"
    if media == MULTIPART:
        return "multipart"
    if media.startswith("image/"):
        raise UnsupportedImageFormatError("Pictures are read as PNG, JPEG and WebP.")
    raise UnsupportedMediaTypeError(
        f"This Content-Type is not read here; send {', '.join(ACCEPTED)}."
    )


def sniffed(data: bytes) -> Kind:
    """Return the kind of a body by its first bytes; a picture may be of a format not read here.

    Raises:
        InvalidRequestError: there are none.
        UnsupportedMediaTypeError: they are of another kind.
    """
    head = data[:64].lstrip(b" \t\r\n\xef\xbb\xbf")
    if not data:
        raise InvalidRequestError(f"The request has no body; send {', '.join(ACCEPTED)}.")
    if head[:1] in (b"{", b"["):
        return "json"
    if is_picture(data):
        return "picture"
    raise UnsupportedMediaTypeError(
        f"The body is neither a JSON object nor a picture; send {', '.join(ACCEPTED)}."
    )
