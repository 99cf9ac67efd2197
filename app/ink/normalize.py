"""The MNIST way to centre a digit: strokes or a picture in, the network's input out.

Crop to the ink, scale its longer side to 20 of 28 pixels by area averaging, move its centre
of mass to the centre of the frame. A 32×32 input is the 28×28 frame with a border of 2.
Hair-thin lines are given a pen's width first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.ink.raster import Box, Floats, Path, bounds, draw, paths
from app.ink.strokes import Ink
from app.ink.thicken import pen_width, thicken

INK_THRESHOLD = 0.1
"""A pixel of a picture is ink when it is brighter than this."""


@dataclass(frozen=True)
class Fitted:
    """The steps of the normalisation, each as a value that the page can show.

    `box` is the crop, in fractions of the canvas (or of the picture's sides); `glyph` the ink
    scaled to at most `longest` pixels; `row`, `column` where its corner went; `image` the result.
    """

    box: Box
    glyph: Floats
    row: int
    column: int
    image: Floats


def fit_ink(ink: Ink, shape: tuple[int, ...] = (1, 32, 32)) -> Tensor:
    """Normalise strokes for a network: (C, H, W) with ink 0..1; zeros when nothing is drawn."""
    steps = fit_ink_steps(ink, shape)
    return as_input(steps.image if steps else np.zeros(shape[-2:], dtype=np.float32), shape)


def fit_ink_steps(ink: Ink, shape: tuple[int, ...] = (1, 32, 32)) -> Fitted | None:
    """Normalise strokes and keep every step; None when nothing is drawn.

    Equal to drawing the canvas large, cropping and averaging by area, but drawn at once
    in the size that is needed.
    """
    strokes = paths(ink)
    return fit_paths(strokes, ink.width, shape) if strokes else None


def fit_paths(strokes: Sequence[Path], width: float, shape: tuple[int, ...]) -> Fitted:
    """Normalise strokes that are arrays of (N, 2) points already; at least one stroke."""
    lines = bounds(strokes, 0.0)
    width = pen_width(width, max(lines.width, lines.height))
    box = _with_area(bounds(strokes, width))
    rows, columns = _scaled(box.height, box.width, longest(shape))
    return _centred(box, draw(strokes, width, box, rows, columns), shape)


def fit_raster(raster: Floats, shape: tuple[int, ...] = (1, 32, 32)) -> Tensor:
    """Normalise a picture (H, W), bright ink 0..1 on 0: (C, H, W); zeros when it is blank."""
    steps = fit_raster_steps(raster, shape)
    return as_input(steps.image if steps else np.zeros(shape[-2:], dtype=np.float32), shape)


def fit_raster_steps(raster: Floats, shape: tuple[int, ...] = (1, 32, 32)) -> Fitted | None:
    """Normalise a picture and keep every step; None when no pixel is bright enough."""
    ink = raster > INK_THRESHOLD
    if not ink.any():
        return None
    inked = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    (top, bottom), (left, right) = ((int(at[0]), int(at[-1]) + 1) for at in inked)
    crop = thicken(raster[top:bottom, left:right])
    rows, columns = _scaled(crop.shape[0], crop.shape[1], longest(shape))
    glyph = resize_area(crop, rows, columns)
    height, width = raster.shape
    box = Box(left / width, top / height, right / width, bottom / height)
    return _centred(box, glyph, shape)


def place(raster: Floats, shape: tuple[int, ...] = (1, 32, 32)) -> Tensor:
    """Take a picture as it stands: (H, W) -> (C, H, W).

    A 28×28 picture is centred in a 32×32 input; another size is scaled (keeping its aspect)
    to fill the input and centred.
    """
    height, width = shape[-2:]
    if raster.shape == (28, 28) and (height, width) == (32, 32):
        scaled = raster
    elif raster.shape == (height, width):
        return as_input(raster, shape)
    else:
        ratio = min(height / raster.shape[0], width / raster.shape[1])
        rows, columns = (max(1, round(side * ratio)) for side in raster.shape)
        scaled = resize_area(raster, rows, columns)
    image = np.zeros((height, width), dtype=np.float32)
    row, column = (height - scaled.shape[0]) // 2, (width - scaled.shape[1]) // 2
    image[row : row + scaled.shape[0], column : column + scaled.shape[1]] = scaled
    return as_input(image, shape)


def longest(shape: tuple[int, ...]) -> int:
    """The longer side of a fitted digit: 20 of 28; 32×32 counts as 28 with a border of 2."""
    side = min(shape[-2:])
    return max(1, round((28 if side == 32 else side) * 20 / 28))


def as_input(image: Floats, shape: tuple[int, ...]) -> Tensor:
    """Repeat one plane of ink for every input channel: (H, W) -> (C, H, W)."""
    plane = torch.from_numpy(np.ascontiguousarray(image, dtype=np.float32))
    return plane.expand(shape[0], *shape[-2:]).clone()


def resize_area(image: Floats, height: int, width: int) -> Floats:
    """Scale by exact area averaging: each new pixel is the mean of what it covers."""
    rows = _overlap(image.shape[0], height)
    columns = _overlap(image.shape[1], width)
    return rows @ np.asarray(image, dtype=np.float32) @ columns.T


def _overlap(old: int, new: int) -> Floats:
    """(new, old) weights: the share of each old pixel in each new one; rows sum to 1."""
    edges = np.arange(new + 1) * (old / new)
    low, high = edges[:-1, None], edges[1:, None]
    pixels = np.arange(old)
    shared = np.minimum(high, pixels + 1) - np.maximum(low, pixels)
    return (np.maximum(shared, 0) * (new / old)).astype(np.float32)


def _scaled(height: float, width: float, longest: int) -> tuple[int, int]:
    """The size whose longer side is `longest`, in the same aspect, at least one pixel."""
    ratio = longest / max(height, width)
    return max(1, round(height * ratio)), max(1, round(width * ratio))


def _with_area(box: Box) -> Box:
    """Widen a box without area (a pen of width 0) a little, so that it can be scaled."""
    least = 1e-6
    grow_x, grow_y = max(0.0, least - box.width) / 2, max(0.0, least - box.height) / 2
    return Box(box.left - grow_x, box.top - grow_y, box.right + grow_x, box.bottom + grow_y)


def _centred(box: Box, glyph: Floats, shape: tuple[int, ...]) -> Fitted:
    """Move the centre of mass to the frame's middle pixel, as far as all of it stays inside."""
    row = _offset(glyph.sum(axis=1), shape[-2])
    column = _offset(glyph.sum(axis=0), shape[-1])
    image = np.zeros(shape[-2:], dtype=np.float32)
    image[row : row + glyph.shape[0], column : column + glyph.shape[1]] = glyph
    return Fitted(box, glyph, row, column, image)


def _offset(mass: Floats, side: int) -> int:
    """Where a profile of ink begins so that its centre of mass falls on index side / 2."""
    centre = float(mass @ np.arange(len(mass), dtype=np.float32) / max(float(mass.sum()), 1e-9))
    return min(max(round(side / 2 - centre), 0), side - len(mass))
