"""Draw strokes: a round pen swept along lines, as exact coverage of small pixels.

The one rasteriser of the project: it serves the page and it draws the training strokes.
A pixel is made of `fineness`² sub-pixels; its value is the share of them under the pen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.ink.strokes import Ink, Point

Floats = npt.NDArray[np.float32]
Path = npt.NDArray[np.float64]

MOST_STAMPS = 20_000


@dataclass(frozen=True)
class Box:
    """A part of the canvas, in fractions of its side: left ≤ right, top ≤ bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent."""
        return self.bottom - self.top


CANVAS = Box(0.0, 0.0, 1.0, 1.0)


def paths(ink: Ink) -> list[Path]:
    """Return the strokes that have points, each as (N, 2) numbers x, y; times are dropped."""
    return [_path(stroke) for stroke in ink.strokes if stroke]


def _path(stroke: Sequence[Point]) -> Path:
    return np.array([point[:2] for point in stroke], dtype=np.float64)


def bounds(strokes: Sequence[Path], width: float) -> Box:
    """Return the box of everything that the pen touches. There must be at least one point."""
    points = np.concatenate(strokes)
    left, top = (points.min(axis=0) - width / 2).tolist()
    right, bottom = (points.max(axis=0) + width / 2).tolist()
    return Box(left, top, right, bottom)


def rasterise(ink: Ink, side: int) -> Floats:
    """Draw the whole canvas: (side, side) values 0 (paper) to 1 (ink)."""
    return draw(paths(ink), ink.width, CANVAS, side, side)


def draw(strokes: Sequence[Path], width: float, box: Box, height: int, columns: int) -> Floats:
    """Draw what lies in `box` into (height, columns) pixels; each axis has its own scale.

    Args:
        strokes: (N, 2) points each, fractions of the canvas.
        width: the pen's diameter in the same unit.
        box: the part of the canvas to draw; must have an area.
        height: pixel rows.
        columns: pixels in a row.

    Returns:
        (height, columns), the share 0..1 of each pixel that is under the pen.
    """
    fine = fineness(max(height, columns))
    rows, cols = height * fine, columns * fine
    if not strokes:
        return np.zeros((height, columns), dtype=np.float32)
    scale = np.array([cols / box.width, rows / box.height])
    origin = np.array([box.left, box.top])
    radius = np.maximum(width / 2 * scale, 0.75)  # thinner would slip between sub-pixels
    centres = _stamps([(stroke - origin) * scale for stroke in strokes], float(radius.min()))
    covered = _sweep(centres, float(radius[0]), float(radius[1]), rows, cols)
    # Two short sums of bytes (at most 64), which are quick; the share of a power of two is exact.
    bands = covered.view(np.uint8).reshape(height, fine, cols).sum(axis=1, dtype=np.uint8)
    counts = bands.reshape(height, columns, fine).sum(axis=2, dtype=np.uint8)
    return counts.astype(np.float32) * np.float32(1 / fine**2)


def fineness(side: int) -> int:
    """Sub-pixels along a pixel: 64 grey levels for a network's input, fewer for a large picture."""
    return 8 if side <= 64 else 4 if side <= 160 else 2


def _stamps(strokes: Sequence[Path], radius: float) -> Path:
    """Place the pen along the lines, at most one sub-pixel (or a fraction of the pen) apart."""
    lengths = [np.hypot(*np.diff(stroke, axis=0).T) for stroke in strokes]
    total = sum(float(length.sum()) for length in lengths)
    step = min(max(1.0, total / MOST_STAMPS), max(1.0, radius / 2))
    return np.concatenate(
        [_along(stroke, length, step) for stroke, length in zip(strokes, lengths, strict=True)]
    )


def _along(stroke: Path, lengths: npt.NDArray[np.float64], step: float) -> Path:
    """Points on one line, evenly spaced by its length: (M, 2); both ends are kept."""
    distance = np.concatenate([[0.0], np.cumsum(lengths)])
    if distance[-1] == 0:
        return stroke[:1]
    at = np.linspace(0.0, distance[-1], int(np.ceil(distance[-1] / step)) + 1)
    columns = [np.interp(at, distance, stroke[:, axis]) for axis in (0, 1)]
    return np.stack(columns, axis=1)


def _sweep(
    centres: Path, radius_x: float, radius_y: float, rows: int, cols: int
) -> npt.NDArray[np.bool_]:
    """Mark every sub-pixel whose centre lies under the pen at one of its places: (rows, cols).

    Each place adds +1 where a row of the pen begins and -1 where it ends, so that one running
    sum over the rows counts how many places cover a sub-pixel.
    """
    centres = _distinct(centres)
    reach = np.arange(-int(radius_y) - 1, int(radius_y) + 2)
    y = np.floor(centres[:, 1:]) + reach  # (places, rows of the pen)
    height = (y + 0.5 - centres[:, 1:]) / radius_y
    inside = (np.abs(height) <= 1) & (y >= 0) & (y < rows)
    half = radius_x * np.sqrt(np.maximum(1 - height**2, 0))
    first = np.clip(np.ceil(centres[:, :1] - half - 0.5), 0, cols)
    after = np.clip(np.floor(centres[:, :1] + half - 0.5) + 1, 0, cols)
    line = y[inside].astype(np.int64) * (cols + 1)
    size = rows * (cols + 1)
    begins = np.bincount(line + first[inside].astype(np.int64), minlength=size)
    ends = np.bincount(line + after[inside].astype(np.int64), minlength=size)
    steps = (begins - ends).astype(np.int32).reshape(rows, cols + 1)
    return steps.cumsum(axis=1, dtype=np.int32)[:, :cols] > 0


def _distinct(centres: Path) -> Path:
    """Drop places that share a quarter sub-pixel with another, when there are very many."""
    if len(centres) <= MOST_STAMPS:
        return centres
    cells = np.floor(centres * 2).astype(np.int64)
    _, first = np.unique(cells[:, 0] * 2**32 + cells[:, 1], return_index=True)
    return centres[first]
