"""Signed numbers as a picture: one colour for each sign, deeper for larger ones."""

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Floats = npt.NDArray[np.float32]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Scheme:
    """Three colours, and one for where there is no number (NaN)."""

    plus: Colour
    zero: Colour
    minus: Colour
    none: Colour


DARK = Scheme((255, 179, 71), (22, 25, 34), (79, 160, 255), (22, 25, 34))
"""The page's amber and blue on its dark panel."""
PAPER = Scheme((154, 79, 0), (255, 255, 255), (13, 79, 158), (235, 235, 235))


def png(values: Floats, zoom: int, scheme: Scheme) -> bytes:
    """Draw numbers (H, W), one pixel each, on the scale of the largest; enlarged, as a PNG."""
    picture = Image.fromarray(coloured(values, scheme))
    size = (picture.width * zoom, picture.height * zoom)
    buffer = io.BytesIO()
    picture.resize(size, Image.Resampling.NEAREST).save(buffer, "PNG")
    return buffer.getvalue()


def coloured(values: Floats, scheme: Scheme) -> npt.NDArray[np.uint8]:
    """(H, W) numbers -> (H, W, 3) colours."""
    plus, zero, minus = (
        np.array(each, np.float32) for each in (scheme.plus, scheme.zero, scheme.minus)
    )
    largest = np.nanmax(np.abs(values), initial=1e-12)
    share = np.nan_to_num(values / largest)[..., None]
    colour = zero + np.clip(share, 0, 1) * (plus - zero) + np.clip(-share, 0, 1) * (minus - zero)
    colour[np.isnan(values)] = scheme.none
    return np.round(colour).astype(np.uint8)
