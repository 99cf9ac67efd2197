"""Any body in, one drawing out, and from that the network's input."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.ink import Ink
from app.ink import decode as pictures
from app.ink.decode import Decoded
from app.ink.normalize import (
    ALL,
    NONE,
    Fitted,
    Switches,
    fit_ink,
    fit_ink_steps,
    fit_inks,
    fit_raster,
    fit_raster_steps,
    place,
    place_all,
)
from app.ink.raster import Floats
from app.serving import media, plain, strict_json
from app.serving.bodies import EditBody, FitBody, PredictBody, Source, switches_of
from app.serving.errors import (
    ImageTooLargeError,
    InvalidImageError,
    Loc,
    PayloadTooLargeError,
    UnsupportedImageFormatError,
    ValidationFailedError,
)
from app.serving.limits import Limits
from app.serving.multipart import file_part
from app.serving.validate import validate


@dataclass(frozen=True, slots=True)
class Options:
    """What the query says about a drawing; None leaves it to the body or to the default."""

    fit: bool | None = None
    invert: bool | None = None
    edits: tuple[EditBody, ...] | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a caller drew, and how to read it.

    `content` is strokes, or a raster (H, W) of bright ink 0..1 on 0. `fit` says which steps
    normalise it as MNIST does; without any it is taken as it stands. `edits_at` is where in the
    request the edits stood. `colours` (3, H, W) are those of a picture that has some: what a
    network of three channels gets when the picture is taken as it stands; `picture` is the
    picture itself.
    """

    content: Ink | Floats
    fit: Switches
    edits: tuple[EditBody, ...] = ()
    edits_at: Loc = ("body", "edits")
    colours: Floats | None = None
    picture: Decoded | None = None

    @property
    def empty(self) -> bool:
        """Whether there are no strokes; a blank raster is a drawing."""
        return isinstance(self.content, Ink) and self.content.empty

    @property
    def size(self) -> tuple[int, ...] | None:
        """The picture's size in pixels; None for strokes, whose canvas has none."""
        return None if isinstance(self.content, Ink) else self.content.shape

    def steps(self, shape: tuple[int, ...]) -> Fitted | None:
        """The normalisation for a network, step by step; None where there is no ink."""
        if isinstance(self.content, Ink):
            return fit_ink_steps(self.content, shape, self.fit)
        return fit_raster_steps(self.content, shape, self.fit)

    def tensor(self, shape: tuple[int, ...]) -> Tensor:
        """Make the input of a network: (C, H, W), ink 0..1."""
        if isinstance(self.content, Ink):
            return fit_ink(self.content, shape, self.fit)
        if self.colours is not None and self._in_colours(shape):
            return torch.cat([place(plane, (1, *shape[-2:])) for plane in self.colours])
        return fit_raster(self.content, shape, self.fit)

    def stands(self, shape: tuple[int, ...]) -> bool:
        """Whether it is a picture whose ink is taken as it stands."""
        return not (isinstance(self.content, Ink) or self.fit or self._in_colours(shape))

    def _in_colours(self, shape: tuple[int, ...]) -> bool:
        return not self.fit and self.colours is not None and shape[0] == len(self.colours)


def batch(drawn: Sequence[Tensor | Drawing], shape: tuple[int, ...]) -> Tensor:
    """Make the input of one pass: (B, C, H, W). Strokes, and pixels, are all made at once.

    Args:
        drawn: inputs that are made, (N, C, H, W), and drawings, which are one image each.
        shape: (C, H, W).
    """
    inks: dict[int, tuple[Ink, Switches]] = {}
    pixels: dict[int, Floats] = {}
    others: dict[int, Tensor] = {}
    for number, at in enumerate(drawn):
        if isinstance(at, Tensor):
            others[number] = at
        elif isinstance(at.content, Ink):
            inks[number] = at.content, at.fit
        elif at.stands(shape):
            pixels[number] = at.content
        else:
            others[number] = at.tensor(shape)[None]
    if len(inks) == len(drawn):
        return fit_inks([*inks.values()], shape)
    if len(pixels) == len(drawn):
        return place_all([*pixels.values()], shape)
    made = zip(inks, fit_inks([*inks.values()], shape)[:, None], strict=True)
    placed = zip(pixels, place_all([*pixels.values()], shape)[:, None], strict=True)
    rows = others | dict(made) | dict(placed)
    return torch.cat([rows[number] for number in range(len(drawn))])


def read(body: bytes, content_type: str, options: Options, limits: Limits) -> Drawing:
    """Read a body of any accepted kind.

    Raises:
        AppError: it is not one; says which field is wrong and what is expected.
    """
    kind = media.declared(content_type) or media.sniffed(body)
    if kind == "json":
        if len(body) > limits.json_bytes:
            raise PayloadTooLargeError(f"A JSON body has at most {limits.json_bytes} bytes.")
        return read_json(body, options, limits)
    picture = file_part(body, content_type, limits) if kind == "multipart" else body
    found = read_picture(picture, options.invert, limits)
    switches = switches_of(options.fit, ALL)
    return of_picture(found, switches, options.edits or (), ("query", "edits"))


def of_picture(
    picture: Decoded, fit: Switches, edits: tuple[EditBody, ...], edits_at: Loc
) -> Drawing:
    """Return the drawing that a picture is."""
    return Drawing(picture.ink, fit, edits, edits_at, picture.colours, picture)


def read_json(body: bytes, options: Options, limits: Limits) -> Drawing:
    """Read a JSON body: ink, pixels or a picture in base64. Ink without a point is refused."""
    edits = options.edits or ()
    if (raster := plain.pixels(body)) is not None:
        return _of_pixels(raster, options.fit, options.invert, edits, ("query", "edits"))
    if not options.invert and (ink := plain.ink(body)) is not None and not ink.empty:
        switches = switches_of(options.fit, ALL)
        return Drawing(checked_ink(ink, limits), switches, edits, ("query", "edits"))
    source = validate(PredictBody, strict_json.loads(body))
    drawing = read_source(source, options, limits)
    if drawing.empty:
        raise ValidationFailedError.at(
            ("body", "ink", "strokes"), "There is no point; draw something"
        )
    return drawing


def read_source(source: Source, options: Options, limits: Limits) -> Drawing:
    """Read a validated source, which holds one input."""
    for name in ("fit", "invert", "edits"):
        if name in source.model_fields_set and getattr(options, name) is not None:
            raise ValidationFailedError.at(("query", name), "It is in the body, too; send it once")
    fit = source.fit if source.fit is not None else options.fit
    invert = source.invert if source.invert is not None else options.invert
    edits = tuple(source.edits) or options.edits or ()
    edits_at = ("query" if options.edits else "body", "edits")
    if source.ink is not None:
        if invert:
            part = "query" if source.invert is None else "body"
            raise ValidationFailedError.at((part, "invert"), "Strokes have no paper to invert")
        ink = checked_ink(source.ink.ink(), limits)
        return Drawing(ink, switches_of(fit, ALL), edits, edits_at)
    if source.pixels is not None:
        raster = np.array(source.pixels, dtype=np.float32)
        return _of_pixels(raster, fit, invert, edits, edits_at)
    found = read_picture(decode_base64(source.image or ""), invert, limits)
    return of_picture(found, switches_of(fit, ALL), edits, edits_at)


def _of_pixels(
    raster: Floats,
    fit: bool | FitBody | None,
    invert: bool | None,
    edits: tuple[EditBody, ...],
    edits_at: Loc,
) -> Drawing:
    return Drawing(1 - raster if invert else raster, switches_of(fit, NONE), edits, edits_at)


def checked_ink(ink: Ink, limits: Limits) -> Ink:
    """Return the ink if it is within the limits."""
    if len(ink.sizes) > limits.strokes:
        raise ValidationFailedError.at(
            ("body", "ink", "strokes"),
            f"At most {limits.strokes} strokes; got {len(ink.sizes)}",
        )
    points = sum(ink.sizes)
    if points > limits.points:
        raise ValidationFailedError.at(
            ("body", "ink", "strokes"), f"At most {limits.points} points; got {points}"
        )
    return ink


def decode_base64(text: str) -> bytes:
    """Return the bytes of base64 text; a data URL is read, too."""
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValidationFailedError.at(("body", "image"), "Input should be base64") from None


def read_picture(data: bytes, invert: bool | None, limits: Limits) -> Decoded:
    """Decode a picture, and find its ink."""
    try:
        return pictures.decode(data, max_pixels=limits.image_pixels, invert=invert)
    except pictures.UnsupportedImage as error:
        raise UnsupportedImageFormatError(str(error)) from None
    except pictures.ImageTooLarge as error:
        raise ImageTooLargeError(str(error)) from None
    except pictures.InvalidImage as error:
        raise InvalidImageError(str(error)) from None
