"""Make a change that works smaller, as long as it still works."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import cos, pi, sin

from app.ink import Ink
from app.whatif.pieces import PLACES, Change, Gap, Line, line_length
from app.whatif.trials import Bench, Trial

STEPS = (0.06, 0.03, 0.015, 0.008, 0.004)
"""How far a corner, or the end of a gap, is moved at once, canvas sides."""
DIRECTIONS = 12
ROUNDS = 6


def shortened(bench: Bench, finalists: Sequence[Trial]) -> None:
    """Move, drop and pull in what the finalists add and erase; the bench keeps the best."""
    for finalist in finalists:
        trial = finalist
        for step in STEPS:
            for _ in range(ROUNDS):
                if bench.over:
                    return
                better = _best(bench.tried(_variants(bench.ink, trial.change, step)), trial)
                if better is trial:
                    break
                trial = better


def _best(trials: Sequence[Trial], than: Trial) -> Trial:
    """The cheapest that works; `than`, when none is cheaper."""
    cheaper = [trial for trial in trials if trial.reached and trial.cost < than.cost]
    return min(cheaper, key=lambda trial: trial.cost, default=than)


def _variants(ink: Ink, change: Change, step: float) -> Iterator[Change]:
    for number, line in enumerate(change.added):
        for other in _lines(line, step, ink.width):
            lines = (*change.added[:number], *other, *change.added[number + 1 :])
            yield replace(change, added=lines)
    for number, gap in enumerate(change.gaps):
        rest = (*change.gaps[:number], *change.gaps[number + 1 :])
        yield replace(change, gaps=rest)
        for smaller in _gaps(gap, step, line_length(ink.strokes[gap.stroke])):
            if not any(smaller.meets(other) for other in rest):
                yield replace(change, gaps=tuple(sorted((*rest, smaller))))


def _lines(line: Line, step: float, width: float) -> Iterator[tuple[Line, ...]]:
    """The line gone, without a corner, with one moved, moved as a whole, or an end pulled in."""
    yield ()
    for at in range(len(line)):
        if len(line) > 1:
            yield ((*line[:at], *line[at + 1 :]),)
        for x, y in _around(step):
            yield ((*line[:at], _moved(line[at], x, y, width), *line[at + 1 :]),)
    for x, y in _around(step):
        yield (tuple(_moved(corner, x, y, width) for corner in line),)
    if len(line) > 1:
        for x, y in _around(step):  # one end moves, the other follows it half of the way back
            yield (_pulled(line, x, y, step, width),)
            yield (_pulled(line[::-1], x, y, step, width),)


def _pulled(line: Line, x: float, y: float, step: float, width: float) -> Line:
    """The first corner moved by (x, y), the last one pulled in by a step."""
    (ax, ay), (bx, by) = line[-2], line[-1]
    way = max(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5, 1e-9)
    share = min(1.0, step / way)
    last = _moved(line[-1], (ax - bx) * share, (ay - by) * share, width)
    return (_moved(line[0], x, y, width), *line[1:-1], last)


def _around(step: float) -> Iterator[tuple[float, float]]:
    for turn in range(DIRECTIONS):
        angle = 2 * pi * turn / DIRECTIONS
        yield step * cos(angle), step * sin(angle)


def _moved(corner: tuple[float, float], x: float, y: float, width: float) -> tuple[float, float]:
    """A corner somewhere else, on the canvas with all of the pen."""
    low, high = width / 2, 1 - width / 2
    place = (min(max(at, low), high) for at in (corner[0] + x, corner[1] + y))
    return tuple(round(at, PLACES) for at in place)  # type: ignore[return-value]


def _gaps(gap: Gap, step: float, length: float) -> Iterator[Gap]:
    """The gap with one end or both moved by a step; what is not shorter is passed over."""
    for before in (-step, 0, step):
        for after in (-step, 0, step):
            start = round(min(max(gap.start + before, 0), length), 5)
            end = round(min(max(gap.end + after, 0), length), 5)
            if start < end:
                yield Gap(gap.stroke, start, end)
