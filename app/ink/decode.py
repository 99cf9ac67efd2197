"""Pictures of any mode in, ink out: PNG, JPEG and WebP, checked before anything is decoded."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from app.ink.paper import dark_ink, find_ink
from app.ink.raster import Floats

MOST_PIXELS = 4_194_304
WORKING_SIDE = 512
"""A larger picture is averaged down first; a network sees 20 pixels of it."""

GREY = ("1", "L", "I", "F")
"""Modes without colours, and those that begin like them."""

COLOURFUL = 8 / 255
"""Where red, green and blue differ by less everywhere, a picture is grey."""

BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for damaged files."""


class InvalidImage(ValueError):  # noqa: N818 - as the problem is called
    """A picture that is damaged, truncated or none at all."""


class ImageTooLarge(ValueError):  # noqa: N818 - as the problem is called
    """A picture with more pixels than are decoded; known from its header alone."""


class UnsupportedImage(ValueError):  # noqa: N818 - as the problem is called
    """A picture of another format than PNG, JPEG or WebP."""


# The classes themselves, not Image.open, which would try every format that Pillow knows.
_READERS: dict[str, Callable[[io.BytesIO], ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": JpegImageFile,
    "WebP": WebPImageFile,
}

_OTHERS = {
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"%PDF": "PDF",
    b"<svg": "SVG",
    b"<?xm": "SVG",
    b"\0\0\1\0": "ICO",
    b"8BPS": "PSD",
    b"\0\0\0\x0cjP": "JPEG 2000",
    b"\xff\x0a": "JPEG XL",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture, and the ink that was found on it; not larger than 512 on its longer side.

    `grey` (H, W) and `original` (3, H, W), None where there are no colours, are what it looks
    like, 0..1. `ink` (H, W) is 0..1 on 0. `inverted` says whether light and dark changed places
    for it, because they were found so or because somebody said so: `asked`.
    """

    grey: Floats
    original: Floats | None
    ink: Floats
    inverted: bool
    asked: bool

    @property
    def colours(self) -> Floats | None:
        """The colours for a network that sees them; opposites where somebody asked for it."""
        if self.original is None or not (self.asked and self.inverted):
            return self.original
        return 1 - self.original

    def turned(self) -> Decoded:
        """The same picture, read the other way round."""
        return _with_ink(self.grey, self.original, not self.inverted)


def _with_ink(grey: Floats, original: Floats | None, invert: bool | None) -> Decoded:
    inverted = dark_ink(grey) if invert is None else invert
    return Decoded(grey, original, find_ink(grey, inverted), inverted, invert is not None)


def decode(data: bytes, *, max_pixels: int = MOST_PIXELS, invert: bool | None = None) -> Decoded:
    """Decode a picture: find the ink on it, and keep its colours for a network that sees them.

    Args:
        data: a PNG, JPEG or WebP file, of any mode; EXIF orientation is obeyed, transparent
            parts become paper that the ink stands out from. Of an animation, the first frame.
        max_pixels: the most that width × height may be.
        invert: True for dark ink on light paper, False for light on dark, None to find out;
            True also turns the colours into their opposites.

    Raises:
        UnsupportedImage: another format.
        ImageTooLarge: too many pixels; decided before decoding.
        InvalidImage: damaged, truncated, or no picture.
    """
    image = _opened(data, max_pixels)
    return _with_ink(_grey(image), _colours(image), invert)


def is_picture(data: bytes) -> bool:
    """Whether data begins like a picture, of a format that is read here or of another."""
    try:
        format_of(data)
    except UnsupportedImage:
        return True
    except InvalidImage:
        return False
    return True


def format_of(data: bytes) -> str:
    """Return PNG, JPEG or WebP.

    Raises:
        UnsupportedImage: another picture format, named if it is known.
        InvalidImage: nothing that begins like a picture.
    """
    if data.startswith(b"\x89PNG"):
        return "PNG"
    if data.startswith(b"\xff\xd8"):
        return "JPEG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    for start, name in _OTHERS.items():
        if data.startswith(start):
            raise UnsupportedImage(f"{name} is not supported; send a PNG, JPEG or WebP picture.")
    if data[4:8] == b"ftyp":
        raise UnsupportedImage("HEIF and AVIF are not supported; send a PNG, JPEG or WebP picture.")
    raise InvalidImage("The data is no picture; send a PNG, JPEG or WebP picture.")


def _opened(data: bytes, max_pixels: int) -> Image.Image:
    """Decode the first frame, upright, no larger than the working size."""
    kind = format_of(data)
    if kind == "WebP":
        _check(*_webp_size(data), max_pixels)  # its reader allocates the canvas at once
    try:
        image = _READERS[kind](io.BytesIO(data))
        width, height = image.size
    except BROKEN as error:
        raise InvalidImage(f"The {kind} picture is damaged: its header is unreadable.") from error
    _check(width, height, max_pixels)
    try:
        image.load()
    except BROKEN as error:
        raise InvalidImage(f"The {kind} picture is damaged or truncated.") from error
    return _upright(image)


def _check(width: int, height: int, max_pixels: int) -> None:
    if width * height > max_pixels:
        size = f"{width} × {height} = {width * height:,} pixels"
        raise ImageTooLarge(f"The picture has {size}; at most {max_pixels:,} are decoded.")
    if width < 1 or height < 1:
        raise InvalidImage("The picture has no pixels.")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Width and height from a WebP header (RFC 9649), whichever of its three kinds it is."""
    chunk = data[12:16]
    try:
        if chunk == b"VP8X":
            width, height = data[24:27] + b"\0", data[27:30] + b"\0"
            return _little(width) + 1, _little(height) + 1
        if chunk == b"VP8L":
            bits = _little(data[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if chunk == b"VP8 ":
            width, height = struct.unpack("<HH", data[26:30])
            return width & 0x3FFF, height & 0x3FFF
    except struct.error as error:
        raise InvalidImage("The WebP picture is truncated in its header.") from error
    raise InvalidImage("The WebP picture is damaged: its header is unreadable.")


def _little(data: bytes) -> int:
    (number,) = struct.unpack("<I", data)
    return int(number)


def _upright(image: Image.Image) -> Image.Image:
    """Turn the picture as its EXIF says; unreadable EXIF says nothing."""
    try:
        return ImageOps.exif_transpose(image)
    except BROKEN:
        return image


def _grey(image: Image.Image) -> Floats:
    """Brightness 0..1, (H, W), averaged down to the working size; 16 bits are kept."""
    if image.mode.startswith("I"):
        values = np.asarray(image, dtype=np.float32) / 65535
        grey = Image.fromarray(np.clip(values, 0, 1))
    else:
        flat = _flat(image).convert("L")
        grey = Image.fromarray(np.asarray(flat, dtype=np.float32) / 255)
    return np.asarray(_working(grey), dtype=np.float32)


def _colours(image: Image.Image) -> Floats | None:
    """The colours, averaged down to the working size, (3, H, W) 0..1; None when all is grey."""
    if image.mode.startswith(GREY):
        return None
    values = np.asarray(_working(_flat(image)), dtype=np.float32) / np.float32(255)
    if values.ndim < 3 or float(np.ptp(values, axis=2).max()) < COLOURFUL:
        return None
    return np.moveaxis(values, 2, 0)


def _working(image: Image.Image) -> Image.Image:
    """The picture, averaged down to the working size if it is larger."""
    factor = -(-max(image.size) // WORKING_SIDE)
    return image.reduce(factor) if factor > 1 else image


def _flat(image: Image.Image) -> Image.Image:
    """Put a transparent picture on paper: white under dark ink, black under light ink."""
    if not image.has_transparency_data:
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    image = image.convert("RGBA")
    grey = np.asarray(image.convert("L"), dtype=np.float32) / 255
    alpha = np.asarray(image.getchannel("A"), dtype=np.float32) / 255
    ink = float((grey * alpha).sum() / max(float(alpha.sum()), 1e-6))
    paper = (255, 255, 255, 255) if ink < 0.5 else (0, 0, 0, 255)
    return Image.alpha_composite(Image.new("RGBA", image.size, paper), image).convert("RGB")
