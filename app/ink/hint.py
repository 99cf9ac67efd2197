"""Plain words for what the normalisation did: only what was measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.ink.decode import Decoded
from app.ink.normalize import Fitted, Switches
from app.ink.raster import Box
from app.ink.sizes import canvas_side, longest, standing

SMALL, LARGE = 0.45, 0.85
"""Shares of the canvas that the longer side of a drawing has at most, or at least."""

ASIDE = 0.12
"""A drawing whose middle is off the canvas' middle by this share is drawn aside."""

ALIKE = 0.1
"""A factor that differs from 1 by less than this is no change that one could see."""


@dataclass(frozen=True)
class Geometry:
    """Where the ink was found, and how it was brought into the frame.

    `box` is in fractions of the canvas or picture, None when there is no ink. `factor` enlarges
    (above 1) or shrinks; `shift` is (rows, columns) in pixels by which the centre of mass moved
    the region from the frame's middle. `frame` is where the canvas lies in the input as it
    stands: row, column, rows, columns.
    """

    picture: bool
    switches: Switches
    shape: tuple[int, ...]
    frame: tuple[int, int, int, int]
    box: Box | None = None
    factor: float = 1.0
    shift: tuple[int, int] = (0, 0)
    thickened: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The numbers, for an answer."""
        box = self.box
        return {
            "box": box and [box.left, box.top, box.right, box.bottom],
            "frame": list(self.frame),
            "factor": round(self.factor, 4),
            "shift": list(self.shift),
            "thickened": self.thickened,
        }

    @property
    def ink_words(self) -> str:
        """What was found."""
        if self.box is None:
            return "There is no ink to see."
        place = "picture" if self.picture else "canvas"
        wide, high = (_percent(side) for side in (self.box.width, self.box.height))
        return f"The ink is {wide} of the {place} wide and {high} high."

    @property
    def crop_words(self) -> str:
        """What was cut off."""
        if self.switches.crop:
            return "The box around the ink is cut out; where it was no longer counts."
        return "Off: the ink stays where it was drawn."

    @property
    def thicken_words(self) -> str:
        """Whether lines were widened."""
        if not self.switches.thicken:
            return "Off: lines stay as thin as they are."
        if self.thickened:
            return "The lines were hair-thin and would have vanished; they got a pen's width."
        return "Nothing to do: the lines are wide enough."

    @property
    def scale_words(self) -> str:
        """How much larger or smaller it became."""
        if not self.switches.scale:
            return "Off: the ink keeps the size that it was drawn in."
        region = "ink" if self.switches.crop else "picture" if self.picture else "canvas"
        pixels = longest(self.shape)
        return f"The longer side of the {region} becomes {pixels} pixels: {self._times()}."

    @property
    def centre_words(self) -> str:
        """By how much it was moved."""
        if not self.switches.centre:
            whole = "box" if self.switches.crop else "picture" if self.picture else "canvas"
            return f"Off: the {whole}, not the weight of the ink, is in the middle."
        moves = _moves(self.shift)
        if not moves:
            return "The weight of the ink is in the middle already."
        return f"Moved {moves}, so that the weight of the ink is in the middle."

    @property
    def input_words(self) -> str:
        """What the network gets."""
        channels, (height, width) = self.shape[0], self.shape[-2:]
        times = f" in each of {channels} channels" if channels > 1 else ""
        return f"{height} × {width} numbers from 0 to 1{times}: all that the network sees."

    def _times(self) -> str:
        if abs(self.factor - 1) < ALIKE:
            return "about the size that it had"
        return f"{_factor(self.factor)} {'larger' if self.factor > 1 else 'smaller'}"


def geometry_of(
    steps: Fitted | None, size: tuple[int, ...] | None, switches: Switches, shape: tuple[int, ...]
) -> Geometry:
    """Measure what the normalisation did.

    Args:
        steps: its values; None when there was no ink.
        size: of the picture, (rows, columns); None for strokes.
        switches: what was chosen.
        shape: of the input, (C, H, W).
    """
    side = canvas_side(shape)
    rows, columns = standing(size, shape) if size else (side, side)
    height, width = shape[-2:]
    frame = ((height - rows) // 2, (width - columns) // 2, rows, columns)
    seen = Geometry(size is not None, switches, shape, frame)
    if steps is None:
        return seen
    before = max(steps.box.height * rows, steps.box.width * columns)
    plain = (height - steps.glyph.shape[0]) // 2, (width - steps.glyph.shape[1]) // 2
    return replace(
        seen,
        box=steps.found,
        factor=longest(shape) / before if switches.scale else 1.0,
        shift=(steps.row - plain[0], steps.column - plain[1]),
        thickened=steps.thickened,
    )


def paper_words(picture: Decoded) -> str:
    """Which of light and dark is ink."""
    if picture.inverted:
        why = "As you say, the ink is dark" if picture.asked else "The ink is darker than the paper"
        return f"{why}: light and dark change places."
    why = "As you say, the ink is light" if picture.asked else "The ink is lighter than the paper"
    return f"Off: {why[0].lower()}{why[1:]}."


def hint(seen: Geometry) -> str:
    """One sentence: how it was drawn, and how the network saw it."""
    if seen.box is None:
        return "There is no ink: the network saw an empty frame."
    return f"{_drawn(seen, seen.box)}; the network saw it {_seen(seen)}."


def _drawn(seen: Geometry, box: Box) -> str:
    """How large and where: `You drew small and to the left`."""
    extent = max(box.width, box.height)
    size = "small" if extent <= SMALL else "large" if extent >= LARGE else ""
    how = " and ".join(filter(None, (size, _aside(box))))
    if seen.picture:
        return f"In the picture the ink is {how or 'in the middle and of a good size'}"
    outside = min(box.left, box.top) < 0 or max(box.right, box.bottom) > 1
    beside = ", partly beside the canvas" if outside else ""
    return f"You drew {how or 'in the middle and in a good size'}{beside}"


def _aside(box: Box) -> str:
    """`to the left`, `to the top right`; empty in the middle."""
    down, across = (box.top + box.bottom) / 2 - 0.5, (box.left + box.right) / 2 - 0.5
    rows = "top" if down <= -ASIDE else "bottom" if down >= ASIDE else ""
    columns = "left" if across <= -ASIDE else "right" if across >= ASIDE else ""
    where = " ".join(filter(None, (rows, columns)))
    return f"to the {where}" if where else ""


def _seen(seen: Geometry) -> str:
    """What became of it: `enlarged 2.1× and centred`."""
    switches = seen.switches
    if not switches:
        return "just as it stands"
    changed = switches.scale and abs(seen.factor - 1) >= ALIKE
    size = "in the same size"
    if changed and seen.factor > 1:
        size = f"enlarged {_factor(seen.factor)}"
    elif changed:
        size = f"shrunk {_factor(seen.factor)}"
    elif switches.scale:
        size = "nearly as large as it was"
    wide = ", its hair-thin lines widened" if seen.thickened and switches.thicken else ""
    return f"{size} and {_where(switches)}{wide}"


def _where(switches: Switches) -> str:
    if switches.centre:
        return "centred"
    return "with its box in the middle" if switches.crop else "not centred"


def _moves(shift: tuple[int, int]) -> str:
    """`2 pixels up and 1 pixel to the left`."""
    (rows, columns), said = shift, []
    if rows:
        said.append(f"{_pixels(rows)} {'down' if rows > 0 else 'up'}")
    if columns:
        said.append(f"{_pixels(columns)} to the {'right' if columns > 0 else 'left'}")
    return " and ".join(said)


def _pixels(count: int) -> str:
    return f"{abs(count)} pixel{'' if abs(count) == 1 else 's'}"


def _factor(factor: float) -> str:
    return f"{max(factor, 1 / factor):.1f}×"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
