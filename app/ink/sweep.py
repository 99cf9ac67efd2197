"""What a round pen covers: it sweeps a capsule along each line, which is one span in each row.

All lines of all drawings are done at once. A span is one number, first << 32 | end, of places on
one long line of sub-pixels: drawing after drawing, row after row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Spans = tuple[Ints, Ints]
"""First places and ends, (N,) both."""

LEVEL = 1e-6
"""A line that rises by less, in radii of the pen, is taken to rise by this."""
MOST_ROWS = 1 << 16
"""Rows of sub-pixels that are worked on at once, so that a long drawing takes little memory; a
digit has about 1,000, and what a pass of 32 needs should be one part."""
END = (1 << 32) - 1
HALF = np.float32(0.5)


class Lines(NamedTuple):
    """Lines that a pen is moved along, M of them: every member is (M,), or (M, 2) for x, y.

    `start` and `way` are in radii of the pen, where it is a circle even if the axes have different
    scales; `radius` and `columns` in sub-pixels. The pen touches `rows` rows below `top`, whose
    first sub-pixel is at `place`.
    """

    start: Floats
    way: Floats
    radius: Floats
    columns: Ints
    top: Ints
    rows: Ints
    place: Ints


def lines(points: Floats, ends: Floats, radius: Floats, grid: Ints, place: Ints) -> Lines:
    """Lines from each point to its end, sub-pixels both; `grid` is (columns, rows), all (M, 2)."""
    height, end, reach = points[:, 1], ends[:, 1], radius[:, 1]
    above, below = np.minimum(height, end) - reach, np.maximum(height, end) + reach
    top = np.maximum(np.ceil(above - 0.5), 0).astype(np.int64)
    bottom = np.minimum(np.floor(below + 0.5), grid[:, 1]).astype(np.int64)
    columns = grid[:, 0]
    rows = np.maximum(bottom - top, 0)
    start, way = points / radius, (ends - points) / radius
    return Lines(start, way, radius, columns, top, rows, place + top * columns)


def covered(lines: Lines) -> Spans:
    """Every sub-pixel under the pen, in spans that share none; in order."""
    parts = [_merged(_swept(part)) for part in _parts(lines)]
    if len(parts) == 1:
        return parts[0]
    return _merged(np.concatenate([first << 32 | end for first, end in parts]))


def _parts(lines: Lines) -> Iterator[Lines]:
    ends = np.cumsum(lines.rows)
    cuts = np.searchsorted(ends, np.arange(MOST_ROWS, ends[-1], MOST_ROWS)).tolist()
    for first, last in zip([0, *cuts], [*cuts, len(ends)], strict=True):
        yield Lines(*(member[first:last] for member in lines))


def _swept(lines: Lines) -> Ints:
    """The span of each row of each line."""
    line = np.repeat(np.arange(len(lines.rows)), lines.rows)

    def rows_of(values: Floats, kind: type = np.float32) -> Floats:
        return values.astype(kind).take(line)

    row = np.arange(len(line)) - rows_of(np.cumsum(lines.rows) - lines.rows, np.int64)
    dx, dy = lines.way.T
    dy = np.where(np.abs(dy) < LEVEL, LEVEL, dy)
    steep, slope = rows_of(dx / (np.hypot(dx, dy) * np.abs(dy))), rows_of(1 / dy)
    dx, dy = rows_of(dx), rows_of(dy)
    above = (lines.top + 0.5) / lines.radius[:, 1] - lines.start[:, 1]
    height = row.astype(np.float32) * rows_of(1 / lines.radius[:, 1]) + rows_of(above)
    share = height * slope
    scale, middle = rows_of(lines.radius[:, 0]), rows_of(lines.start[:, 0] * lines.radius[:, 0])
    first = np.ceil(_edge(share - steep, height, dx, dy, -1) * scale + (middle - HALF))
    end = np.floor(_edge(share + steep, height, dx, dy, 1) * scale + (middle + HALF))
    columns = rows_of(lines.columns, np.int32)
    first, end = (np.minimum(np.maximum(at.astype(np.int32), 0), columns) for at in (first, end))
    place = rows_of(lines.place, np.int64) + row * columns
    return (place + first) << 32 | place + np.maximum(first, end)


def _edge(share: Floats, height: Floats, dx: Floats, dy: Floats, side: int) -> Floats:
    """How far the pen reaches to one side (-1 left, 1 right) in a row, from the line's beginning.

    There the pen is at its first or last place, or between them: then it is the capsule's side.
    """
    share = np.minimum(np.maximum(share, 0), 1)
    off = height - share * dy
    return share * dx + side * np.sqrt(np.maximum(1 - off * off, 0))


def _merged(spans: Ints) -> Spans:
    """Spans as (first, end), in order; of what lies in several, only one has it."""
    spans = np.sort(spans)
    first, end = spans >> 32, np.maximum.accumulate(spans & END)
    first[1:] = np.maximum(first[1:], end[:-1])
    own = np.flatnonzero(end > first)
    return first[own], end[own]


def count(spans: Spans, fine: int, cells: int) -> Ints:
    """How many sub-pixels of each cell are in spans: (cells,); a cell is `fine`, 2^n, in a row."""
    cell, rest = fine.bit_length() - 1, fine - 1
    (first, end), size = spans, cells + 1
    full = np.bincount(end >> cell, minlength=size) - np.bincount(first >> cell, minlength=size)
    part = np.bincount(end >> cell, end & rest, size)
    part -= np.bincount(first >> cell, first & rest, size)
    return full[:0:-1].cumsum()[::-1] * fine + part[:-1].astype(np.int64)
