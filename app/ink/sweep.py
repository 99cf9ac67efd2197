"""What a round pen covers: it sweeps a capsule along each line, which is one span in each row.

All lines of all drawings are done at once, in one tall grid of sub-pixels: drawing below drawing.
A place in it is row << `shift` | column, so that a row has room for its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
Ints = npt.NDArray[Any]
Spans = tuple[Ints, Ints]
"""First places and ends, (N,) both."""

LEVEL = 1e-6
"""A line that rises by less, in radii of the pen, is taken to rise by this."""
MOST_ROWS = 1 << 16
"""Rows of sub-pixels that are worked on at once, so that a long drawing takes little memory; a
digit has about 1,000, and what a pass of 32 needs should be one part."""
HALF, ZERO, ONE = (np.float32(number) for number in (0.5, 0, 1))


class Lines(NamedTuple):
    """Lines that a pen is moved along, M of them: every member is (M,), or (M, 2) for x, y.

    `start` and `way` are in radii of the pen, where it is a circle even if the axes have different
    scales; `radius` and `columns` in sub-pixels. The pen touches `rows` rows below `top`, a row of
    its own drawing, whose first row is `first` in the grid.
    """

    start: Floats
    way: Floats
    radius: Floats
    columns: Ints
    top: Ints
    rows: Ints
    first: Ints


def lines(points: Floats, ends: Floats, radius: Floats, grid: Ints, first: Ints) -> Lines:
    """Lines from each point to its end, sub-pixels both; `grid` is (columns, rows), all (M, 2).

    `first` (M,) is where each one's drawing begins; its type is that of all places.
    """
    height, end, reach = points[:, 1], ends[:, 1], radius[:, 1]
    above, below = np.minimum(height, end) - reach, np.maximum(height, end) + reach
    top = np.maximum(np.ceil(above - 0.5), 0).astype(first.dtype)
    bottom = np.minimum(np.floor(below + 0.5), grid[:, 1]).astype(first.dtype)
    rows = np.maximum(bottom - top, 0)
    return Lines(points / radius, (ends - points) / radius, radius, grid[:, 0], top, rows, first)


def covered(lines: Lines, shift: int) -> Spans:
    """Every sub-pixel under the pen, in spans that share none; in order."""
    parts = [_merged(_swept(part, shift)) for part in _parts(lines)]
    if len(parts) == 1:
        return parts[0]
    first, end = (np.concatenate(places) for places in zip(*parts, strict=True))
    return _merged((first, end))


def _parts(lines: Lines) -> Iterator[Lines]:
    ends = np.cumsum(lines.rows)
    cuts = np.searchsorted(ends, np.arange(MOST_ROWS, ends[-1], MOST_ROWS)).tolist()
    if not cuts:
        yield lines
        return
    for first, last in zip([0, *cuts], [*cuts, len(ends)], strict=True):
        yield Lines(*(member[first:last] for member in lines))


def _swept(lines: Lines, shift: int) -> Spans:
    """The span of each row of each line."""
    count, kind = lines.rows, lines.first.dtype
    before = (np.cumsum(count) - count).astype(kind)
    row = np.arange(count.sum(), dtype=kind) - np.repeat(before, count)

    def rows_of(values: Floats) -> Floats:
        return np.repeat(values.astype(np.float32), count)

    dx, dy = lines.way.T
    dy = np.where(np.abs(dy) < LEVEL, LEVEL, dy)
    steep, slope = rows_of(dx / (np.hypot(dx, dy) * np.abs(dy))), rows_of(1 / dy)
    way = rows_of(dx), rows_of(dy)
    (left, upper), (across, down) = lines.start.T, lines.radius.T
    height = row.astype(np.float32) * rows_of(1 / down) + rows_of((lines.top + 0.5) / down - upper)
    share = height * slope
    scale, middle = rows_of(across), rows_of(left * across)
    first = np.ceil(_edge(share - steep, height, way, np.subtract) * scale + (middle - HALF))
    end = np.floor(_edge(share + steep, height, way, np.add) * scale + (middle + HALF))
    place = np.repeat(lines.first + lines.top, count) + row << shift
    columns = rows_of(lines.columns)
    first, end = (np.minimum(np.maximum(at, ZERO), columns) for at in (first, end))
    return place + first.astype(kind), place + np.maximum(first, end).astype(kind)


def _edge(share: Floats, height: Floats, way: tuple[Floats, Floats], to_side: np.ufunc) -> Floats:
    """How far the pen reaches to one side in a row, from the line's beginning.

    There the pen is at its first or last place, or between them: then it is the capsule's side.
    """
    dx, dy = way
    share = np.minimum(np.maximum(share, ZERO), ONE)
    off = height - share * dy
    found: Floats = to_side(share * dx, np.sqrt(np.maximum(ONE - off * off, ZERO)))
    return found


def _merged(spans: Spans) -> Spans:
    """Spans in order that cover the same, and none of it twice.

    Where the n-th smallest end is not beyond the next first place, the n spans before it have
    ended: there, and only there, nothing goes on.
    """
    first, end = np.sort(spans[0]), np.sort(spans[1])
    gap = np.flatnonzero(end[:-1] <= first[1:])
    return np.concatenate((first[:1], first[gap + 1])), np.concatenate((end[gap], end[-1:]))


def count(spans: Spans, fine: int, shift: int, size: tuple[int, int]) -> Ints:
    """How many sub-pixels of each pixel are in spans: `size`, (rows, columns).

    A pixel has `fine`² of them, 2^2n.
    """
    bits = fine.bit_length() - 1
    rows, columns = size
    width = 1 << (shift - bits)
    cells = rows * width

    def pixels(place: Ints) -> Ints:
        row = place >> (shift + bits)
        return row << (shift - bits) | (place & ((1 << shift) - 1)) >> bits

    first, end = (pixels(place) for place in spans)
    full = np.bincount(end, minlength=cells) - np.bincount(first, minlength=cells)
    part = np.bincount(end, spans[1] & (fine - 1), cells)
    part -= np.bincount(first, spans[0] & (fine - 1), cells)
    whole = full[::-1].cumsum()[::-1] - full
    return (whole * fine + part.astype(np.int64)).reshape(rows, width)[:, :columns]
