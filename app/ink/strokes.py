"""What a hand drew: strokes of a round pen on a square canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, ...]
"""(x, y) or (x, y, milliseconds); x and y are fractions of the canvas, y downwards."""

DEFAULT_WIDTH = 0.07


@dataclass(frozen=True)
class Ink:
    """Vector ink: the strokes in the order drawn, and the pen's diameter.

    A stroke of one point is a dot. `width` is a fraction of the canvas side.
    """

    strokes: tuple[tuple[Point, ...], ...]
    width: float = DEFAULT_WIDTH

    @classmethod
    def of(cls, strokes: Sequence[Sequence[Sequence[float]]], width: float = DEFAULT_WIDTH) -> Ink:
        """Freeze nested lists, as JSON has them, into an Ink."""
        return cls(tuple(tuple(tuple(point) for point in stroke) for stroke in strokes), width)

    @property
    def empty(self) -> bool:
        """Whether there is no point at all."""
        return not any(self.strokes)
