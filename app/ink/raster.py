"""Draw strokes: a round pen swept along lines, as exact coverage of small pixels.

The one rasteriser of the project: it serves the page and it draws the training strokes.
A pixel is made of `fineness`² sub-pixels; its value is the share of them under the pen.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from app.ink import sweep
from app.ink.strokes import Ink

Floats = npt.NDArray[np.float32]
Path = npt.NDArray[np.float64]


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

    def grown(self, margin: float) -> Box:
        """The box with a margin on all sides."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)


THINNEST = 0.75
"""Radius of the pen in sub-pixels; a thinner one would slip between them."""

CANVAS = Box(0.0, 0.0, 1.0, 1.0)


def paths(ink: Ink) -> list[Path]:
    """Return the strokes that have points, each as (N, 2) numbers x, y; times are dropped."""
    strokes = [stroke for stroke in ink.strokes if stroke]
    numbers = [number for stroke in strokes for point in stroke for number in point[:2]]
    points = np.frombuffer(struct.pack(f"{len(numbers)}d", *numbers)).reshape(-1, 2)
    ends = accumulate(map(len, strokes))
    return [points[end - len(stroke) : end] for stroke, end in zip(strokes, ends, strict=True)]


def bounds(strokes: Sequence[Path], width: float) -> Box:
    """Return the box of everything that the pen touches. There must be at least one point."""
    return all_bounds([strokes])[0].grown(width / 2)


def all_bounds(drawings: Sequence[Sequence[Path]]) -> list[Box]:
    """Return the box of each drawing's lines; each has at least one point."""
    points = np.concatenate([stroke for strokes in drawings for stroke in strokes])
    sizes = [sum(map(len, strokes)) for strokes in drawings]
    starts = [0, *accumulate(sizes[:-1])]
    low, high = (f.reduceat(points, starts, axis=0) for f in (np.minimum, np.maximum))
    return [Box(*box) for box in np.concatenate([low, high], axis=1).tolist()]


def rasterise(ink: Ink, side: int) -> Floats:
    """Draw the whole canvas: (side, side) values 0 (paper) to 1 (ink)."""
    return draw(paths(ink), ink.width, CANVAS, side, side)


@dataclass(frozen=True)
class Sketch:
    """What to draw: the part of strokes in `box`, into (height, columns) pixels.

    `strokes` are (N, 2) points each and `width` the pen's diameter, fractions of the canvas. The
    box must have an area; each axis has its own scale.
    """

    strokes: Sequence[Path]
    width: float
    box: Box
    height: int
    columns: int

    @property
    def fine(self) -> int:
        """Sub-pixels along a pixel."""
        return fineness(max(self.height, self.columns))


def draw(strokes: Sequence[Path], width: float, box: Box, height: int, columns: int) -> Floats:
    """Draw one sketch: (height, columns), the share 0..1 of each pixel that is under the pen."""
    (image,) = draw_all([Sketch(strokes, width, box, height, columns)])
    return image


def draw_all(sketches: Sequence[Sketch]) -> list[Floats]:
    """Draw several sketches, which costs less than one by one.

    Returns:
        For each (height, columns), as `draw` does.
    """
    images: dict[int, Floats] = {}
    for fine in {sketch.fine for sketch in sketches}:
        alike = [number for number, sketch in enumerate(sketches) if sketch.fine == fine]
        images |= zip(alike, _drawn([sketches[number] for number in alike], fine), strict=True)
    return [images[number] for number in range(len(sketches))]


def _drawn(sketches: Sequence[Sketch], fine: int) -> list[Floats]:
    """The images of sketches with the same number of sub-pixels along a pixel."""
    if not any(sketch.strokes for sketch in sketches):
        return [np.zeros((sketch.height, sketch.columns), np.float32) for sketch in sketches]
    cells = [sketch.height * fine * sketch.columns for sketch in sketches]
    counts = sweep.count(sweep.covered(_lines(sketches, fine)), fine, sum(cells))
    images, end = [], 0
    for sketch, size in zip(sketches, cells, strict=True):
        bands = counts[end : (end := end + size)].reshape(sketch.height, fine, sketch.columns)
        images.append(bands.sum(axis=1).astype(np.float32) * np.float32(1 / fine**2))
    return images


def _lines(sketches: Sequence[Sketch], fine: int) -> sweep.Lines:
    """The lines of all sketches, each in its grid of sub-pixels; a stroke ends with a dot."""
    strokes = [stroke for sketch in sketches for stroke in sketch.strokes]
    owner = np.repeat(
        np.arange(len(sketches)), [sum(map(len, sketch.strokes)) for sketch in sketches]
    )
    points = np.concatenate(strokes)
    ends = np.concatenate([points[1:], points[-1:]])
    last = np.cumsum([len(stroke) for stroke in strokes]) - 1
    ends[last] = points[last]
    grid = np.array([(sketch.columns, sketch.height) for sketch in sketches]) * fine
    boxes = [sketch.box for sketch in sketches]
    scale = grid / [(box.width, box.height) for box in boxes]  # (sketches, 2)
    width = np.array([[sketch.width] for sketch in sketches])
    radius = np.maximum(width / 2 * scale, THINNEST)
    origin = np.array([(box.left, box.top) for box in boxes])[owner]
    area = grid.prod(axis=1)
    place = np.cumsum(area) - area
    points, ends = ((at - origin) * scale[owner] for at in (points, ends))
    return sweep.lines(points, ends, radius[owner], grid[owner], place[owner])


def fineness(side: int) -> int:
    """Sub-pixels along a pixel: 64 grey levels for a network's input, fewer for a large picture."""
    return 8 if side <= 64 else 4 if side <= 160 else 2
