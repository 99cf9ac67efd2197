"""Ink that is added to a drawing, pieces that are cut out of it, and how much that is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from app.ink import Ink, Point

Line = tuple[tuple[float, float], ...]
"""A stroke to add: corners (x, y) in fractions of the canvas; one corner is a dot."""

CRUMB = 0.004
"""What an eraser leaves is gone, too, when it is shorter (as the page's eraser does)."""
PLACES = 4
"""Places behind the point that a corner keeps, as the page writes them."""


@dataclass(frozen=True, order=True)
class Gap:
    """A piece of one stroke to erase: from `start` to `end` along it, canvas sides."""

    stroke: int
    start: float
    end: float

    @property
    def length(self) -> float:
        """How much of the stroke's middle line goes."""
        return self.end - self.start

    def meets(self, other: Gap) -> bool:
        """Whether the two are, or touch, one piece."""
        return self.stroke == other.stroke and self.start <= other.end and other.start <= self.end


@dataclass(frozen=True)
class Change:
    """Strokes to add and gaps to cut. The gaps share nothing."""

    added: tuple[Line, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def length(self) -> float:
        """The middle lines of all that is added or erased, canvas sides."""
        return sum(map(line_length, self.added)) + sum(gap.length for gap in self.gaps)

    def cost(self, width: float) -> float:
        """What the search keeps small: the length, and two widths of the pen for each piece.

        A dot has no length, but leaves a mark; one stroke is less of a change than many dots.
        """
        return self.length + 2 * width * (len(self.added) + len(self.gaps))

    def of(self, ink: Ink) -> Ink:
        """The drawing with this change; strokes that are not cut stay as they are."""
        kept: list[tuple[Point, ...]] = []
        for number, stroke in enumerate(ink.strokes):
            gaps = sorted(gap for gap in self.gaps if gap.stroke == number)
            kept.extend(_without(stroke, gaps) if gaps else [stroke])
        return Ink((*kept, *self.added), ink.width)

    def erased(self, ink: Ink) -> tuple[Line, ...]:
        """The pieces that go, as lines."""
        return tuple(
            tuple((x, y) for x, y, *_ in part(ink.strokes[gap.stroke], gap.start, gap.end))
            for gap in self.gaps
        )


def line_length(points: tuple[Point, ...]) -> float:
    """The length of a line, canvas sides."""
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))


def part(stroke: tuple[Point, ...], start: float, end: float) -> tuple[Point, ...]:
    """The points of a stroke from one place along it to another, both cut exactly."""
    found, at = [], 0.0
    for a, b in pairwise(stroke):
        step = hypot(b[0] - a[0], b[1] - a[1])
        for place in (start, end):
            if at <= place < at + step:
                found.append(_between(a, b, (place - at) / step))
        at += step
        if start < at < end:
            found.append(b)
    if end >= at:
        found.append(stroke[-1])
    return tuple(found)


def _without(stroke: tuple[Point, ...], gaps: list[Gap]) -> list[tuple[Point, ...]]:
    """What is left of a stroke; crumbs go as well."""
    cuts = [0.0, *(place for gap in gaps for place in (gap.start, gap.end)), line_length(stroke)]
    rests = zip(cuts[::2], cuts[1::2], strict=True)
    return [part(stroke, start, end) for start, end in rests if end - start >= CRUMB]


def _between(a: Point, b: Point, share: float) -> Point:
    """The place between two points, with its time where both have one."""
    x, y = (round(a[axis] + (b[axis] - a[axis]) * share, PLACES) for axis in (0, 1))
    if len(a) == len(b) == 3:
        return x, y, float(round(a[2] + (b[2] - a[2]) * share))
    return x, y
