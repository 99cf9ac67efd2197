"""How large a drawing or picture is in a network's input, and how it gets that size."""

from __future__ import annotations

import numpy as np

from app.ink.raster import Floats


def standing(size: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, int]:
    """The pixels, (rows, columns), that a picture takes up in an input as it stands."""
    ratio = standing_scale(size, shape)
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))


def standing_scale(size: tuple[int, ...], shape: tuple[int, ...]) -> float:
    """Pixels of the input for one of a picture as it stands."""
    if tuple(size) == (28, 28) and tuple(shape[-2:]) == (32, 32):
        return 1.0
    return min(shape[-2] / size[0], shape[-1] / size[1])


def canvas_side(shape: tuple[int, ...]) -> int:
    """The side of the canvas in an input as it stands: 28 pixels of 32×32, else all of it."""
    return 28 if tuple(shape[-2:]) == (32, 32) else min(shape[-2:])


def longest(shape: tuple[int, ...]) -> int:
    """The longer side of a fitted digit: 20 of 28; 32×32 counts as 28 with a border of 2."""
    side = min(shape[-2:])
    return max(1, round((28 if side == 32 else side) * 20 / 28))


def scaled(height: float, width: float, longest: int) -> tuple[int, int]:
    """The size whose longer side is `longest`, in the same aspect, at least one pixel."""
    ratio = longest / max(height, width)
    return max(1, round(height * ratio)), max(1, round(width * ratio))


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
