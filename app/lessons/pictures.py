"""A layer's maps as a still picture, for paper and for browsers without JavaScript."""

import io
import math

import numpy as np
import numpy.typing as npt
from PIL import Image
from torch import Tensor

PLUS, MINUS, PAPER = (154, 79, 0), (13, 79, 158), (255, 255, 255)
GAP, LEAST_SIDE, MOST_SIDE = 2, 480, 960
"""Pixels between two maps of one row; of the picture's longer side."""

Floats = npt.NDArray[np.float32]


def maps(output: Tensor) -> bytes:
    """Draw an output, (C, H, W) or (N,), as a PNG on white.

    Zero is white, positive numbers are brown and negative ones blue, on the scale of the
    largest of all.
    """
    image = _coloured(_sheet(_grids(output.numpy())))
    longest = max(image.shape[:2])
    zoom = max(1, min(MOST_SIDE // longest, math.ceil(LEAST_SIDE / longest)))
    picture = Image.fromarray(image)
    picture = picture.resize(
        (picture.width * zoom, picture.height * zoom), Image.Resampling.NEAREST
    )
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


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


def _coloured(values: Floats) -> npt.NDArray[np.uint8]:
    """(H, W) signed numbers -> (H, W, 3); a faint grey where there is none."""
    paper = np.array(PAPER, np.float32)
    share = np.nan_to_num(values / max(float(np.nanmax(np.abs(values))), 1e-12))
    colour = paper + np.clip(share, 0, 1)[..., None] * (np.array(PLUS) - paper)
    colour += np.clip(-share, 0, 1)[..., None] * (np.array(MINUS) - paper)
    colour[np.isnan(values)] = 235
    return np.round(colour).astype(np.uint8)
