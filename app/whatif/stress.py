"""Dials that change an input little by little: how long does the answer hold?

All but blur and noise go by exact area: the picture is cut into small squares, 8 × 8 to a pixel
of a digit, these are looked up (or widened) and averaged back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi, sin

import torch
import torch.nn.functional as F
from torch import Tensor

from app.ink import Ink, Point
from app.ink.normalize import Switches, fit_inks

MIDDLE = 0.5
PIXELS = "pixels"
USUAL = 32
"""The side of an input for which the dials' pixels are meant; of a larger one they are more."""

AT_ONCE = 8
"""Drawings that are normalised together."""


@dataclass(frozen=True)
class Dial:
    """One way to change an input.

    Attributes:
        name: its id.
        title: for people.
        unit: of its values; pixels are counted for an input of 32 × 32.
        low: the first value.
        high: the last one.
        rest: the value that changes nothing.
        apply: (input (1, C, H, W), values (N,), seed) -> (N, C, H, W).
        redraw: the same with the strokes, before they are normalised; None where a pen cannot.
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    rest: float
    apply: Callable[[Tensor, Tensor, int], Tensor]
    redraw: Callable[[Ink, float], Ink] | None = None

    def values(self, count: int, shape: tuple[int, ...] = (1, USUAL, USUAL)) -> Tensor:
        """`count` values, evenly spaced on each side of the rest, which is one of them."""
        factor = max(1.0, min(shape[-2:]) / USUAL) if self.unit == PIXELS else 1.0
        low, rest, high = (at * factor for at in (self.low, self.rest, self.high))
        below = round((count - 1) * (rest - low) / (high - low))
        left = torch.linspace(low, rest, below + 1)[:-1]
        return torch.cat([left, torch.linspace(rest, high, count - below)])

    def turned(self, image: Tensor, values: Tensor, seed: int) -> Tensor:
        """The input (1, C, H, W) at each value (N,): (N, C, H, W); at rest the very same."""
        at_rest = (values == self.rest).view(-1, 1, 1, 1)
        return torch.where(at_rest, image, self.apply(image, values, seed))


def redrawn(
    dial: Dial,
    ink: Ink,
    values: Tensor,
    shape: tuple[int, ...],
    switches: Switches,
    go_on: Callable[[], None] = lambda: None,
) -> Tensor:
    """Inputs of the drawing with its strokes changed before normalisation: (N, C, H, W).

    `go_on` is called before each few of them and may raise to give up.

    Raises:
        ValueError: no pen can do what this dial does.
    """
    if dial.redraw is None:
        raise ValueError(f"Strokes have no {dial.name}.")
    redraw = dial.redraw
    parts = []
    for some in values.split(AT_ONCE):
        go_on()
        parts.append(fit_inks([(redraw(ink, float(value)), switches) for value in some], shape))
    return torch.cat(parts)


def _affine(image: Tensor, matrices: Tensor) -> Tensor:
    """Look up each small square of the result where `matrices` (N, 2, 3) send it.

    They count in pixels from the middle; outside is paper.
    """
    count, (_, height, width) = len(matrices), image.shape[1:]
    fine = _fineness(8, image)
    rows = (torch.arange(height * fine) + 0.5) / fine - height / 2
    columns = (torch.arange(width * fine) + 0.5) / fine - width / 2
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    places = torch.stack([x, y, torch.ones_like(x)], dim=-1)  # (8H, 8W, 3)
    found = torch.einsum("hwk,nik->nhwi", places, matrices)  # (N, 8H, 8W, 2)
    grid = found * 2 / torch.tensor([width, height])
    whole = image.expand(count, *image.shape[1:])
    squares = F.grid_sample(whole, grid, mode="nearest", align_corners=False)
    return F.avg_pool2d(squares, fine)


def _fineness(most: int, image: Tensor) -> int:
    """Squares along a pixel: fewer for a large picture, whose lines are wider."""
    side = max(image.shape[-2:])
    return most if side <= 64 else max(1, most // 2) if side <= 160 else 1


def _matrices(values: Tensor, back: Callable[[float], tuple[float, ...]]) -> Tensor:
    return torch.tensor([back(float(value)) for value in values]).reshape(-1, 2, 3)


def _shift_right(image: Tensor, values: Tensor, seed: int) -> Tensor:
    return _affine(image, _matrices(values, lambda by: (1, 0, -by, 0, 1, 0)))


def _shift_down(image: Tensor, values: Tensor, seed: int) -> Tensor:
    return _affine(image, _matrices(values, lambda by: (1, 0, 0, 0, 1, -by)))


def _rotate(image: Tensor, values: Tensor, seed: int) -> Tensor:
    def back(degrees: float) -> tuple[float, ...]:
        c, s = cos(degrees * pi / 180), sin(degrees * pi / 180)
        return c, s, 0, -s, c, 0

    return _affine(image, _matrices(values, back))


def _scale(image: Tensor, values: Tensor, seed: int) -> Tensor:
    return _affine(image, _matrices(values, lambda by: (1 / by, 0, 0, 0, 1 / by, 0)))


def _thicken(image: Tensor, values: Tensor, seed: int) -> Tensor:
    """Lines wider (above 0) or thinner by so many pixels on each side: grey morphology."""
    wider, thinner = _grown(image, values.max()), _grown(-image, -values.min())
    fine = _fineness(4, image)
    chosen = [
        wider[round(value * fine)] if value >= 0 else -thinner[round(-value * fine)]
        for value in values.tolist()
    ]
    return torch.cat(chosen)


def _grown(image: Tensor, by: Tensor) -> list[Tensor]:
    """The picture after 0, ¼, ½ … pixels of dilation with an octagon."""
    fine = _fineness(4, image)
    squares = image.repeat_interleave(fine, dim=2).repeat_interleave(fine, dim=3)
    steps = [image]
    for step in range(round(max(0.0, float(by)) * fine)):
        upright = F.max_pool2d(squares, (3, 1), 1, (1, 0))
        if step % 2:
            squares = F.max_pool2d(upright, (1, 3), 1, (0, 1))
        else:
            squares = torch.maximum(upright, F.max_pool2d(squares, (1, 3), 1, (0, 1)))
        steps.append(F.avg_pool2d(squares, fine))
    return steps


def _blur(image: Tensor, values: Tensor, seed: int) -> Tensor:
    """A Gaussian of so many pixels; beyond the frame is paper."""
    return torch.cat([_blurred(image, float(value)) for value in values])


def _blurred(image: Tensor, sigma: float) -> Tensor:
    if sigma <= 0:
        return image
    reach = max(1, round(4 * sigma))
    bell = torch.exp(-(torch.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    bell = (bell / bell.sum()).view(1, 1, -1)
    planes = image.flatten(0, 1)[:, None]  # (C, 1, H, W)
    planes = F.conv2d(planes, bell[..., None], padding=(reach, 0))
    planes = F.conv2d(planes, bell[:, :, None], padding=(0, reach))
    return planes[:, 0][None].reshape(image.shape)


def _noise(image: Tensor, values: Tensor, seed: int) -> Tensor:
    """The same Gaussian noise, stronger and stronger."""
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(image.shape, generator=generator)
    return (image + values.view(-1, 1, 1, 1) * noise).clamp(0, 1)


def _mapped(ink: Ink, move: Callable[[float, float], tuple[float, float]]) -> Ink:
    """The ink with every point moved; times are dropped."""
    strokes: tuple[tuple[Point, ...], ...] = tuple(
        tuple(move(x - MIDDLE, y - MIDDLE) for x, y, *_ in stroke) for stroke in ink.strokes
    )
    placed = (tuple((x + MIDDLE, y + MIDDLE) for x, y in stroke) for stroke in strokes)
    return Ink(tuple(placed), ink.width)


def _turned(ink: Ink, degrees: float) -> Ink:
    c, s = cos(degrees * pi / 180), sin(degrees * pi / 180)
    return _mapped(ink, lambda x, y: (c * x - s * y, s * x + c * y))


def _sized(ink: Ink, by: float) -> Ink:
    sized = _mapped(ink, lambda x, y: (x * by, y * by))
    return Ink(sized.strokes, ink.width * by)


PIXELS_OF_CANVAS = 28
"""A shift of the drawing is counted in pixels of a canvas that is 28 wide, as MNIST's is."""


def _moved(across: float, down: float) -> Callable[[Ink, float], Ink]:
    def move(ink: Ink, by: float) -> Ink:
        step = by / PIXELS_OF_CANVAS
        return _mapped(ink, lambda x, y: (x + across * step, y + down * step))

    return move


def _inked(ink: Ink, by: float) -> Ink:
    """A pen that is wider by so many pixels on each side, of a digit that is 20 high."""
    points = [point for stroke in ink.strokes for point in stroke]
    sides = (max(p[axis] for p in points) - min(p[axis] for p in points) for axis in (0, 1))
    pixel = max(max(sides) + ink.width, 1e-6) / 20
    return Ink(ink.strokes, max(ink.width + 2 * by * pixel, 1e-4))


DIALS: Mapping[str, Dial] = {
    dial.name: dial
    for dial in (
        Dial("right", "Shift right", PIXELS, -10, 10, 0, _shift_right, _moved(1, 0)),
        Dial("down", "Shift down", PIXELS, -10, 10, 0, _shift_down, _moved(0, 1)),
        Dial("rotate", "Rotate", "degrees", -90, 90, 0, _rotate, _turned),
        Dial("scale", "Scale", "times", 0.4, 1.6, 1, _scale, _sized),
        Dial("thickness", "Thickness", PIXELS, -1.5, 3, 0, _thicken, _inked),
        Dial("blur", "Blur", PIXELS, 0, 4, 0, _blur),
        Dial("noise", "Noise", "of full ink", 0, 1, 0, _noise),
    )
}
"""In the order in which they are shown."""


def plane(first: Dial, second: Dial, image: Tensor, count: int, seed: int) -> Iterator[Tensor]:
    """Both dials at once: for each value of the first, at all of the second: (count, C, H, W)."""
    shape = tuple(image.shape[1:])
    values = second.values(count, shape)
    for at in first.turned(image, first.values(count, shape), seed):  # (C, H, W)
        yield second.turned(at[None], values, seed)
