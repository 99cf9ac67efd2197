"""Which strokes to add, and which pieces to erase, are worth a try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt

from app.ink import Ink
from app.ink.normalize import Fitted, fit_ink_steps
from app.whatif.pieces import PLACES, Change, Gap, Line, line_length
from app.whatif.trials import Bench, Trial

Floats = npt.NDArray[np.float64]

SPACING = 2.0
"""Pixels of the input between neighbours of the grid."""
MARGIN = 5.0
"""Pixels around the ink that the grid covers too; less where the canvas ends."""
LONGEST = 14.0
BANDS = (0.0, 3.0, 6.0, 9.0, LONGEST)
"""Strokes compete with others of about their length, in pixels."""
OF_A_BAND = 28
SAMPLES = 9
PLACES_ON_STROKES = 25
MORE_GAPS = 36


def strokes(bench: Bench, trial: Trial, slope: npt.NDArray[np.float32]) -> Iterator[Change]:
    """Changes with one stroke, or one corner, more: those that the slope promises most of.

    Args:
        bench: whose drawing it is.
        trial: the change to go on from.
        slope: how its margin grows with the ink in each pixel, (H, W).
    """
    ink = trial.change.of(bench.ink)
    frame = fit_ink_steps(ink, bench.network.input_shape, bench.switches)
    if frame is None:
        return
    scale = frame.glyph.shape[1] / frame.box.width, frame.glyph.shape[0] / frame.box.height
    pen = max(1.0, ink.width * float(np.mean(scale)))
    worth = _per_pixel(slope * (1 - frame.image), pen)
    points = _points(ink, frame)  # (P, 2) canvas
    tails = [line[-1] for line in trial.change.added]
    pixels = _in_frame(np.concatenate([points, np.array(tails).reshape(-1, 2)]), frame)
    count = len(points)
    first, second = np.triu_indices(count)
    if tails:
        grid = np.arange(count)
        first = np.concatenate([first, *(np.full(count, count + at) for at in range(len(tails)))])
        second = np.concatenate([second, *(grid for _ in tails)])
    length = np.hypot(*(pixels[first] - pixels[second]).T)
    near = length <= LONGEST
    first, second, length = first[near], second[near], length[near]
    promise = _promise(worth, pixels[first], pixels[second], length, pen)
    continued = first >= count
    for group in (continued, ~continued):
        for low, high in zip((-1.0, *BANDS), BANDS, strict=False):
            inside = np.flatnonzero(group & (length > low) & (length <= high) & (promise > 0))
            for at in inside[np.argsort(-promise[inside])][:OF_A_BAND]:
                end = _corner(points[second[at]])
                if first[at] >= count:
                    yield _longer(trial.change, first[at] - count, end)
                else:
                    yield _with_line(trial.change, _line(_corner(points[first[at]]), end))


def _with_line(change: Change, line: Line) -> Change:
    return replace(change, added=(*change.added, line))


def _longer(change: Change, number: int, end: tuple[float, float]) -> Change:
    """One of the added lines with one corner more."""
    added = list(change.added)
    if added[number][-1] != end:
        added[number] = (*added[number], end)
    return replace(change, added=tuple(added))


def _line(start: tuple[float, float], end: tuple[float, float]) -> Line:
    return (start,) if start == end else (start, end)


def _corner(point: Floats) -> tuple[float, float]:
    return round(float(point[0]), PLACES), round(float(point[1]), PLACES)


def _points(ink: Ink, frame: Fitted) -> Floats:
    """A grid over the ink and around it, and the ends of the strokes: (P, 2) on the canvas."""
    rows, columns = frame.glyph.shape
    axes = []
    for low, size, pixels in (
        (frame.box.left, frame.box.width, columns),
        (frame.box.top, frame.box.height, rows),
    ):
        step = size / pixels * SPACING
        places = low + size / 2 + step * np.arange(-40, 41)
        reach = size / pixels * MARGIN
        inside = (places >= max(low - reach, ink.width / 2)) & (
            places <= min(low + size + reach, 1 - ink.width / 2)
        )
        axes.append(places[inside])
    grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    ends = np.array([stroke[at][:2] for stroke in ink.strokes if stroke for at in (0, -1)])
    return np.concatenate([grid, ends])


def _in_frame(points: Floats, frame: Fitted) -> Floats:
    """Places (x, y) on the canvas as places in the input, pixels."""
    rows, columns = frame.glyph.shape
    box = frame.box
    x = frame.column + (points[:, 0] - box.left) / box.width * columns
    y = frame.row + (points[:, 1] - box.top) / box.height * rows
    return np.stack([x, y], axis=1)


def _per_pixel(gain: npt.NDArray[np.float32], pen: float) -> Floats:
    """What a pixel of way brings to a pen that is `pen` pixels wide: (H, W)."""
    reach = int(np.ceil(pen / 2))
    offsets = np.arange(-reach, reach + 1)
    disc = np.hypot(*np.meshgrid(offsets, offsets)) <= pen / 2 + 0.25
    padded = np.pad(gain.astype(np.float64), reach)
    windows = np.lib.stride_tricks.sliding_window_view(padded, disc.shape)
    return np.einsum("hwij,ij->hw", windows, disc / pen)


def _promise(worth: Floats, start: Floats, end: Floats, length: Floats, pen: float) -> Floats:
    """What strokes bring, to first order; both ends are round."""
    shares = np.linspace(0, 1, SAMPLES)[:, None, None]
    ways = (start + (end - start) * shares).astype(int)  # (samples, strokes, 2)
    height, width = worth.shape
    x, y = np.clip(ways[..., 0], 0, width - 1), np.clip(ways[..., 1], 0, height - 1)
    mean: Floats = worth[y, x].mean(axis=0)
    return mean * (length + pen)


def gaps(ink: Ink) -> Iterator[Gap]:
    """Every piece of a stroke between places that lie evenly on the drawing, whole strokes too."""
    lengths = [line_length(stroke) for stroke in ink.strokes]
    step = max(sum(lengths) / PLACES_ON_STROKES, 0.01)
    for number, length in enumerate(lengths):
        count = max(1, round(length / step))
        places = [round(length * at / count, 5) for at in range(count + 1)]
        for start, end in combinations(places, 2) if length else [(0.0, 0.0)]:
            yield Gap(number, start, end)


def one_gap_more(bench: Bench, trial: Trial, single: Sequence[Trial]) -> Iterator[Change]:
    """The change with one more of the pieces that did most for their length alone."""
    own = trial.change.gaps
    useful = sorted((one for one in single if not one.reached), key=bench.projected)
    apart = (one for one in useful if not any(one.change.gaps[0].meets(gap) for gap in own))
    for _, one in zip(range(MORE_GAPS), apart, strict=False):
        yield replace(trial.change, gaps=tuple(sorted((*own, *one.change.gaps))))
