"""The MNIST way to centre a digit: strokes or a picture in, the network's input out.

Crop to the ink, scale its longer side to 20 of 28 pixels by area averaging, move its centre
of mass to the centre of the frame. A 32×32 input is the 28×28 frame with a border of 2.
Hair-thin lines are given a pen's width first. Each of these steps has a switch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from app.ink.raster import (
    CANVAS,
    Box,
    Floats,
    Path,
    Sketch,
    all_bounds,
    bounds,
    draw,
    paths,
    stacks,
)
from app.ink.sizes import canvas_side, longest, resize_area, scaled, standing, standing_scale
from app.ink.strokes import Ink
from app.ink.thicken import pen_width, thicken

INK_THRESHOLD = 0.1
"""A pixel of a picture is ink when it is brighter than this."""


@dataclass(frozen=True)
class Switches:
    """Which steps are taken. What is left out stays as it stands.

    Without `crop` the whole canvas (or picture) is the region that is scaled and moved; without
    `scale` it keeps the size that it has in a plain input; without `centre` its box goes to the
    middle of the frame.
    """

    crop: bool = True
    thicken: bool = True
    scale: bool = True
    centre: bool = True

    def __bool__(self) -> bool:
        """Whether any step is taken."""
        return self != NONE


ALL, NONE = Switches(), Switches(crop=False, thicken=False, scale=False, centre=False)


@dataclass(frozen=True)
class Fitted:
    """The steps of the normalisation, each as a value that the page can show.

    `found` is the box around the ink and `box` the region that was used, both in fractions of the
    canvas (or of the picture's sides); `glyph` the region in pixels of the input; `row`, `column`
    where its corner went; `image` the result. `thickened` says whether lines were hair-thin.
    """

    found: Box
    box: Box
    glyph: Floats
    row: int
    column: int
    image: Floats
    thickened: bool = False


def fit_ink(ink: Ink, shape: tuple[int, ...] = (1, 32, 32), switches: Switches = ALL) -> Tensor:
    """Normalise strokes for a network: (C, H, W) with ink 0..1; zeros when nothing is drawn."""
    return fit_inks([(ink, switches)], shape)[0]


def fit_inks(inks: Sequence[tuple[Ink, Switches]], shape: tuple[int, ...]) -> Tensor:
    """Normalise several drawings: (N, C, H, W). Each comes out as alone, at less cost."""
    images = np.zeros((len(inks), *shape), dtype=np.float32)
    drawn = {number: paths(ink) for number, (ink, _) in enumerate(inks) if not ink.empty}
    boxes = all_bounds(list(drawn.values())) if drawn else []
    plans = {
        number: _plan(drawn[number], lines, inks[number][0].width, shape, inks[number][1])
        for number, lines in zip(drawn, boxes, strict=True)
    }
    places, sketches = [*plans], [plan.sketch for plan in plans.values()]
    for numbers, stack in stacks(sketches):
        for number, image, centre in zip(numbers, stack, _centres(stack), strict=True):
            glyph = image[: sketches[number].height, : sketches[number].columns]
            place = places[number]
            corner = _corner(glyph, centre, shape, inks[place][1])
            _lay(glyph, corner, images[place])
    return torch.from_numpy(images)


def fit_ink_steps(
    ink: Ink, shape: tuple[int, ...] = (1, 32, 32), switches: Switches = ALL
) -> Fitted | None:
    """Normalise strokes and keep every step; None when nothing is drawn.

    Equal to drawing the canvas large, cropping and averaging by area, but drawn at once
    in the size that is needed.
    """
    strokes = paths(ink)
    return fit_paths(strokes, ink.width, shape, switches) if strokes else None


def fit_paths(
    strokes: Sequence[Path], width: float, shape: tuple[int, ...], switches: Switches = ALL
) -> Fitted:
    """Normalise strokes that are arrays of (N, 2) points already; at least one stroke."""
    plan = _plan(strokes, bounds(strokes, 0.0), width, shape, switches)
    glyph = draw(*plan.sketch)
    row, column, image = _placed(glyph, shape, switches)
    thickened = plan.sketch.width > width
    return Fitted(plan.found, plan.sketch.box, glyph, row, column, image, thickened)


class _Plan(NamedTuple):
    """What to draw of strokes, and the box around their ink."""

    found: Box
    sketch: Sketch


def _plan(
    strokes: Sequence[Path], lines: Box, width: float, shape: tuple[int, ...], switches: Switches
) -> _Plan:
    least = pen_width(width, max(lines.width, lines.height))
    pen = least if switches.thicken else width
    found = _with_area(lines.grown(pen / 2))
    box = found if switches.crop else CANVAS
    if switches.scale:
        rows, columns = scaled(box.height, box.width, longest(shape))
    else:
        side = canvas_side(shape)
        rows, columns = max(1, round(box.height * side)), max(1, round(box.width * side))
    return _Plan(found, Sketch(strokes, pen, box, rows, columns))


def fit_raster(
    raster: Floats, shape: tuple[int, ...] = (1, 32, 32), switches: Switches = ALL
) -> Tensor:
    """Normalise a picture (H, W), bright ink 0..1 on 0: (C, H, W); zeros when it is blank.

    With all switches off it is taken as it stands, and so is a blank one that is not cropped.
    """
    steps = fit_raster_steps(raster, shape, switches) if switches else None
    if steps is None and not switches.crop:
        return place(raster, shape)
    return as_input(steps.image if steps else np.zeros(shape[-2:], dtype=np.float32), shape)


def fit_raster_steps(
    raster: Floats, shape: tuple[int, ...] = (1, 32, 32), switches: Switches = ALL
) -> Fitted | None:
    """Normalise a picture and keep every step; None when no pixel is bright enough."""
    ink = raster > INK_THRESHOLD
    if not ink.any():
        return None
    inked = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    (top, bottom), (left, right) = ((int(at[0]), int(at[-1]) + 1) for at in inked)
    height, width = raster.shape
    found = Box(left / width, top / height, right / width, bottom / height)
    crop = raster[top:bottom, left:right]
    region = thicken(crop) if switches.thicken else crop
    thickened = region is not crop
    if not switches.crop:
        grown = (region.shape[0] - crop.shape[0]) // 2
        region = _put_back(region, raster, top - grown, left - grown) if thickened else raster
    if switches.scale:
        rows, columns = scaled(region.shape[0], region.shape[1], longest(shape))
    elif not switches.crop:
        rows, columns = standing(raster.shape, shape)
    else:
        ratio = standing_scale(raster.shape, shape)
        rows, columns = (max(1, round(side * ratio)) for side in region.shape)
    glyph = resize_area(region, rows, columns)
    row, column, image = _placed(glyph, shape, switches)
    box = found if switches.crop else CANVAS
    return Fitted(found, box, glyph, row, column, image, thickened)


def place(raster: Floats, shape: tuple[int, ...] = (1, 32, 32)) -> Tensor:
    """Take a picture as it stands: (H, W) -> (C, H, W).

    A 28×28 picture is centred in a 32×32 input; another size is scaled (keeping its aspect)
    to fill the input and centred.
    """
    return place_all([raster], shape)[0]


def place_all(rasters: Sequence[Floats], shape: tuple[int, ...]) -> Tensor:
    """Take several pictures as they stand: (N, C, H, W)."""
    images = np.zeros((len(rasters), *shape), dtype=np.float32)
    for raster, image in zip(rasters, images, strict=True):
        size = standing(raster.shape, shape)
        scaled = raster if raster.shape == size else resize_area(raster, *size)
        _lay(scaled, _middle(scaled, shape), image)
    return torch.from_numpy(images)


def as_input(image: Floats, shape: tuple[int, ...]) -> Tensor:
    """Repeat one plane of ink for every input channel: (H, W) -> (C, H, W)."""
    return torch.from_numpy(np.array([image] * shape[0], dtype=np.float32))


def _with_area(box: Box) -> Box:
    """Widen a box without area (a pen of width 0) a little, so that it can be scaled."""
    least = 1e-6
    grow_x, grow_y = max(0.0, least - box.width) / 2, max(0.0, least - box.height) / 2
    return Box(box.left - grow_x, box.top - grow_y, box.right + grow_x, box.bottom + grow_y)


def _put_back(region: Floats, raster: Floats, top: int, left: int) -> Floats:
    """The picture with a region laid over it at (top, left), which may reach over the edges."""
    rows, columns = region.shape
    whole = raster.copy()
    part = whole[max(top, 0) : top + rows, max(left, 0) : left + columns]
    skip_rows, skip_columns = max(-top, 0), max(-left, 0)
    seen = region[skip_rows:, skip_columns:][: part.shape[0], : part.shape[1]]
    np.maximum(part, seen, out=part)
    return whole


def _placed(glyph: Floats, shape: tuple[int, ...], switches: Switches) -> tuple[int, int, Floats]:
    """Put a region into the frame: where its corner goes, and the frame."""
    image = np.zeros((1, *shape[-2:]), dtype=np.float32)
    corner = _corner(glyph, _centres(glyph[None])[0], shape, switches)
    _lay(glyph, corner, image)
    return *corner, image[0]


def _corner(
    glyph: Floats, centre: tuple[float, float], shape: tuple[int, ...], switches: Switches
) -> tuple[int, int]:
    """Where a region's corner goes, (row, column).

    The centre of mass goes to the frame's middle pixel, as far as all of the ink stays inside;
    without `centre` the region itself is in the middle.
    """
    if not switches.centre:
        return _middle(glyph, shape)
    height, width = shape[-2:]
    row = _offset(centre[0], height, _inked(glyph, 1, switches))
    return row, _offset(centre[1], width, _inked(glyph, 0, switches))


def _middle(glyph: Floats, shape: tuple[int, ...]) -> tuple[int, int]:
    """Where the corner of a region goes that is in the middle itself."""
    return (shape[-2] - glyph.shape[0]) // 2, (shape[-1] - glyph.shape[1]) // 2


def _lay(glyph: Floats, corner: tuple[int, int], image: Floats) -> None:
    """Lay a region into every plane of (C, H, W), as far as it is inside."""
    (row, column), (height, width) = corner, image.shape[1:]
    top, left = max(row, 0), max(column, 0)
    bottom, right = min(row + glyph.shape[0], height), min(column + glyph.shape[1], width)
    image[:, top:bottom, left:right] = glyph[
        top - row : bottom - row, left - column : right - column
    ]


def _centres(glyphs: Floats) -> list[tuple[float, float]]:
    """The centre of mass, (row, column), of each of (N, H, W); 0 where there is no mass.

    In float64, where the sums of a drawing's shares are exact: blank rows and columns beyond one
    change nothing.
    """
    rows, columns = (glyphs.sum(axis=axis, dtype=np.float64) for axis in (2, 1))
    mass = np.maximum(rows.sum(axis=1), 1e-9)
    across, down = (sums @ np.arange(sums.shape[1]) / mass for sums in (columns, rows))
    return list(zip(down.tolist(), across.tolist(), strict=True))


def _inked(glyph: Floats, across: int, switches: Switches) -> tuple[int, int]:
    """First and last line that must stay inside; of a region that was cropped, all of them."""
    whole = 0, glyph.shape[1 - across] - 1
    if switches.crop:
        return whole
    brightest = glyph.max(axis=across)
    inked = np.flatnonzero(brightest > INK_THRESHOLD * float(brightest.max()))
    return (int(inked[0]), int(inked[-1])) if len(inked) else whole


def _offset(centre: float, side: int, inked: tuple[int, int]) -> int:
    """Where ink begins so that its centre of mass falls on index side / 2."""
    return min(max(round(side / 2 - centre), -inked[0]), side - 1 - inked[1])
