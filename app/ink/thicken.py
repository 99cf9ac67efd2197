"""A hair-thin line would vanish when a digit is scaled down to 20 pixels; give it a pen's width."""

from __future__ import annotations

import math

import numpy as np

from app.ink.raster import Floats

THINNEST = 0.042
"""The least pen width, as a share of the longer side of what is drawn: 0.84 of 20 pixels."""


def pen_width(width: float, extent: float) -> float:
    """Return the width to draw with: as given, but not hair-thin.

    Args:
        width: of the pen.
        extent: longer side of the box around the lines, in the same unit.
    """
    return max(width, extent * THINNEST / (1 - THINNEST))


def line_width(ink: Floats) -> float:
    """Estimate how wide the lines of a picture are, in pixels: twice the area by the outline."""
    solid = np.pad(ink > 0.5, 1)
    across = np.count_nonzero(solid[:, 1:] != solid[:, :-1])
    down = np.count_nonzero(solid[1:] != solid[:-1])
    outline = (across + down) * math.pi / 4  # steps of a pixel grid are longer than the line
    return 2 * float(solid.sum()) / max(outline, 1.0)


def thicken(ink: Floats) -> Floats:
    """Widen the lines of a picture (H, W) that shows one digit, if they are hair-thin.

    The picture grows by as much as its lines do, so that nothing is cut off.
    """
    missing = THINNEST * max(ink.shape) - line_width(ink)
    rounds = math.ceil(missing / 2)
    if rounds < 1:
        return ink
    image = np.pad(ink, rounds)
    for step in range(rounds):
        image = _grown(image, square=step % 2 == 1)  # squares and crosses by turns: an octagon
    return image


def _grown(image: Floats, *, square: bool) -> Floats:
    """Each pixel becomes the brightest of its neighbours: 3×3, or the four beside it."""
    padded = np.pad(image, 1)
    beside = np.maximum(padded[1:-1, :-2], padded[1:-1, 2:])
    row = np.maximum(image, beside)
    if not square:
        return np.maximum(row, np.maximum(padded[:-2, 1:-1], padded[2:, 1:-1]))
    wide = np.pad(row, ((1, 1), (0, 0)))
    return np.maximum(row, np.maximum(wide[:-2], wide[2:]))
