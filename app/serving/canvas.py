"""Where points may lie, and when they may have been drawn."""

from itertools import chain

from pydantic_core import PydanticCustomError

OUTSIDE = 0.5
"""A pen may leave the canvas by this much of its side."""
LATEST = 1e12
BOUNDS = ((-OUTSIDE, 1 + OUTSIDE), (-OUTSIDE, 1 + OUTSIDE), (0, LATEST))
"""Least and greatest of a point's numbers: x, y, milliseconds."""

Stroke = list[list[float]]


def numbers_within(points: Stroke) -> list[float] | None:
    """All numbers of points, end to end; None unless all are within, with times or without."""
    sizes = {*map(len, points)}
    if len(sizes) > 1 or not sizes <= {2, 3}:
        return None
    numbers = [*chain.from_iterable(points)]
    for size in sizes:
        for axis, (low, high) in enumerate(BOUNDS[:size]):
            column = numbers[axis::size]
            if not (low <= min(column) and max(column) <= high):
                return None
    return numbers


def all_on_canvas(strokes: list[Stroke]) -> list[Stroke]:
    """Return strokes as they are; refuse points that lie elsewhere, or were drawn never."""
    if numbers_within([*chain.from_iterable(strokes)]) is not None:
        return strokes
    for number, stroke in enumerate(strokes):
        for at, (x, y, *time) in enumerate(stroke):
            if not (-OUTSIDE <= x <= 1 + OUTSIDE and -OUTSIDE <= y <= 1 + OUTSIDE):
                raise PydanticCustomError(
                    "said",
                    "Coordinates are fractions of the canvas, 0 to 1; point {at} of stroke "
                    "{number} is at [{x}, {y}]",
                    {"at": at, "number": number, "x": f"{x:.4g}", "y": f"{y:.4g}"},
                )
            if time and not 0 <= time[0] <= LATEST:
                raise PydanticCustomError(
                    "said",
                    "Times are milliseconds, 0 or more; point {at} of stroke {number} has {time}",
                    {"at": at, "number": number, "time": f"{time[0]:.4g}"},
                )
    return strokes


def on_canvas(stroke: Stroke) -> Stroke:
    """The same for one stroke."""
    return all_on_canvas([stroke])[0]
