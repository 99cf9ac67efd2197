"""A layer's maps as a still picture, for paper and for browsers without JavaScript."""

import math

import numpy as np
import numpy.typing as npt
from torch import Tensor

from app.serving import signed

GAP, LEAST_SIDE, MOST_SIDE = 2, 480, 960
"""Pixels between two maps of one row; of the picture's longer side."""

Floats = npt.NDArray[np.float32]


def maps(output: Tensor) -> bytes:
    """Draw an output, (C, H, W) or (N,), as a PNG on white.

    Zero is white, positive numbers are brown and negative ones blue, on the scale of the
    largest of all.
    """
    sheet = _sheet(_grids(output.numpy()))
    longest = max(sheet.shape)
    zoom = max(1, min(MOST_SIDE // longest, math.ceil(LEAST_SIDE / longest)))
    return signed.png(sheet, zoom, signed.PAPER)


def _grids(values: Floats) -> Floats:
    """(C, H, W); the units of a flat layer stand in one row."""
    return values.reshape(values.shape[0] if values.ndim == 3 else 1, -1, values.shape[-1])


def _sheet(grids: Floats) -> Floats:
    """Lay the maps out in rows; NaN is between them."""
    count, height, width = grids.shape
    columns = math.ceil(math.sqrt(count * height / width))
    rows = math.ceil(count / columns)
    sheet = np.full((rows * (height + GAP), columns * (width + GAP)), np.nan, np.float32)
    for at, grid in enumerate(grids):
        top, left = at // columns * (height + GAP), at % columns * (width + GAP)
        sheet[top : top + height, left : left + width] = grid
    return sheet[:-GAP, :-GAP]
