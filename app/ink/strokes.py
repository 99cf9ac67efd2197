"""What a hand drew: strokes of a round pen on a square canvas."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, chain

import numpy as np
import numpy.typing as npt

Point = tuple[float, ...]
"""(x, y) or (x, y, milliseconds); x and y are fractions of the canvas, y downwards."""
Stroke = tuple[Point, ...]
Points = npt.NDArray[np.float64]
"""(N, 2) numbers x, y, or (N, 3) with milliseconds."""

DEFAULT_WIDTH = 0.07


class Ink:
    """Vector ink: the strokes in the order drawn, and the pen's diameter; it never changes.

    A stroke of one point is a dot. `width` is a fraction of the canvas side. Ink that came over a
    line is held as one array of points, and its strokes are made when somebody looks at them:
    sixty small tuples for every frame of a live drawing cost more than drawing them.
    """

    def __init__(self, strokes: tuple[Stroke, ...] = (), width: float = DEFAULT_WIDTH) -> None:
        self.strokes = strokes
        self.width = width
        self.sizes = tuple(map(len, strokes))
        """How many points each stroke has."""

    @classmethod
    def of(cls, strokes: Iterable[Iterable[Iterable[float]]], width: float = DEFAULT_WIDTH) -> Ink:
        """Freeze nested lists, as JSON has them, into an Ink."""
        return cls(tuple(tuple(tuple(point) for point in stroke) for stroke in strokes), width)

    @classmethod
    def laid_out(cls, points: Points, sizes: tuple[int, ...], width: float = DEFAULT_WIDTH) -> Ink:
        """Make ink of the points of all strokes, end to end, and how many each stroke has."""
        ink = cls.__new__(cls)
        ink.points, ink.sizes, ink.width = points, sizes, width
        return ink

    @cached_property
    def strokes(self) -> tuple[Stroke, ...]:
        """Tuples of points."""
        points = [*map(tuple, self.points.tolist())]
        ends = accumulate(self.sizes)
        return tuple(
            tuple(points[end - size : end]) for size, end in zip(self.sizes, ends, strict=True)
        )

    @cached_property
    def points(self) -> Points:
        """Those of all strokes, end to end; without times where only some have one."""
        points = [*chain.from_iterable(self.strokes)]
        if len({*map(len, points)}) > 1:
            points = [point[:2] for point in points]
        return in_rows([*chain.from_iterable(points)], len(points)) if points else np.empty((0, 2))

    @property
    def empty(self) -> bool:
        """Whether there is no point at all."""
        return not any(self.sizes)

    def longer(self, more: Points | Sequence[Sequence[float]]) -> Ink:
        """The ink with its last stroke, which must be there, continued."""
        as_array = isinstance(more, np.ndarray) and "strokes" not in self.__dict__
        if as_array and self.points.shape[1] == more.shape[1]:  # type: ignore[union-attr]
            *before, last = self.sizes
            points = np.concatenate((self.points, more))
            return Ink.laid_out(points, (*before, last + len(more)), self.width)
        added = more.tolist() if isinstance(more, np.ndarray) else more
        stroke = (*self.strokes[-1], *map(tuple, added))
        return Ink((*self.strokes[:-1], stroke), self.width)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ink):
            return NotImplemented
        return (self.strokes, self.width) == (other.strokes, other.width)

    def __hash__(self) -> int:
        return hash((self.strokes, self.width))

    def __repr__(self) -> str:
        return f"Ink({self.strokes}, {self.width})"


def in_rows(numbers: Sequence[float], rows: int) -> Points:
    """Numbers end to end as (rows, columns), at least one row: a quarter of what NumPy takes.

    Raises:
        struct.error: something among them is no number.
    """
    return np.frombuffer(struct.pack(f"{len(numbers)}d", *numbers)).reshape(rows, -1)
