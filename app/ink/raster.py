"""Draw strokes: a round pen swept along lines, as exact coverage of small pixels.

The one rasteriser of the project: it serves the page and it draws the training strokes.
A pixel is made of `fineness`² sub-pixels; its value is the share of them under the pen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from app.ink import sweep
from app.ink.strokes import Ink

Floats = npt.NDArray[np.float32]
Path = npt.NDArray[np.float64]


class Box(NamedTuple):
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
    places = ink.points[:, :2]
    ends = accumulate(ink.sizes)
    return [places[end - size : end] for size, end in zip(ink.sizes, ends, strict=True) if size]


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


class Sketch(NamedTuple):
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
    for numbers, stack in stacks(sketches):
        for number, image in zip(numbers, stack, strict=True):
            sketch = sketches[number]
            images[number] = image[: sketch.height, : sketch.columns]
    return [images[number] for number in range(len(sketches))]


def stacks(sketches: Sequence[Sketch]) -> Iterator[tuple[list[int], Floats]]:
    """Draw sketches, all those together that are equally fine.

    Returns:
        The numbers of N sketches and (N, height, columns) of the largest of them, blank beyond.
    """
    for fine in {sketch.fine for sketch in sketches}:
        numbers = [number for number, sketch in enumerate(sketches) if sketch.fine == fine]
        yield numbers, _drawn([sketches[number] for number in numbers], fine)


def _drawn(sketches: Sequence[Sketch], fine: int) -> Floats:
    """The images of sketches with the same number of sub-pixels along a pixel."""
    height = max(sketch.height for sketch in sketches)
    columns = max(sketch.columns for sketch in sketches)
    size = len(sketches) * height, columns
    if any(sketch.strokes for sketch in sketches):
        shift = (columns * fine).bit_length()
        lines = _lines(sketches, fine, height, shift)
        counts = sweep.count(sweep.covered(lines, shift), fine, shift, size)
    else:
        counts = np.zeros(size)
    shares = counts.astype(np.float32) * np.float32(1 / fine**2)
    return shares.reshape(-1, height, columns)


def _lines(sketches: Sequence[Sketch], fine: int, height: int, shift: int) -> sweep.Lines:
    """The lines of all sketches, each `height` pixels below the last; a stroke ends with a dot."""
    strokes = [stroke for sketch in sketches for stroke in sketch.strokes]
    sizes = [len(stroke) for stroke in strokes]
    points = np.concatenate(strokes)
    ends = np.concatenate([points[1:], points[-1:]])
    last = np.cumsum(sizes) - 1
    ends[last] = points[last]
    many = [sum(map(len, sketch.strokes)) for sketch in sketches]
    drawn = np.repeat([_numbers(sketch) for sketch in sketches], many, axis=0)
    corner, area, grid, pen = drawn[:, 0:2], drawn[:, 2:4], drawn[:, 4:6] * fine, drawn[:, 6:]
    scale = grid / area
    radius = np.maximum(pen / 2 * scale, THINNEST)
    rows = height * fine
    kind = np.int32 if len(sketches) * rows << shift < 1 << 31 else np.int64  # sorted in half
    first = np.repeat(np.arange(0, len(sketches) * rows, rows, dtype=kind), many)
    points, ends = ((at - corner) * scale for at in (points, ends))
    return sweep.lines(points, ends, radius, grid, first)


def _numbers(sketch: Sketch) -> tuple[float, ...]:
    """Corner, extent, grid and pen."""
    left, top, right, bottom = sketch.box
    grid = sketch.columns, sketch.height
    return left, top, right - left, bottom - top, *grid, sketch.width


def fineness(side: int) -> int:
    """Sub-pixels along a pixel: 64 grey levels for a network's input, fewer for a large picture."""
    return 8 if side <= 64 else 4 if side <= 160 else 2
