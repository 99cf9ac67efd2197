"""Pictures that a unit answers most to, found by gradient ascent on the drawing itself.

Olah, Mordvintsev, Schubert: Feature Visualization, Distill 2017: without regularisation such
pictures are noise. Here the ink stays between 0 and 1 and is about as soft as a pen's line, total
variation keeps it smooth, its sum of squares keeps what does not matter blank, and jitter keeps
it from hanging on single pixels. What the answer gains beyond that to the best digits counts
little: the picture is about the least ink that excites the unit as much as they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import torch
import torch.nn.functional as F
from torch import Tensor

from app.cnn.network import Network
from app.dissect.section import holder, section, until

UNITS = 64
"""Units whose pictures are made together."""


@dataclass(frozen=True)
class Recipe:
    """How pictures are made.

    Args:
        seed: of noise and jitter.
        steps: of gradient ascent (Adam), each of size `rate`.
        goal: the answer to reach; 0 is the middle digit's, 1 the mean of the best nine.
        variation: weight of the squared differences of neighbours, by pixel that the unit sees.
        blank: weight of the squared ink, likewise.
        softness: standard deviation in pixels of the blur that makes lines of ink.
        jitter: pixels by which the picture is moved at most.
        fine: a unit that sees so few pixels in a row gets neither softness nor jitter.
    """

    seed: int = 0
    steps: int = 256
    rate: float = 0.1
    goal: float = 1.25
    variation: float = 3.0
    blank: float = 2.0
    softness: float = 1.0
    jitter: int = 2
    fine: int = 6


RECIPE = Recipe()


@dataclass(frozen=True)
class Pictures:
    """One picture for each unit: `pixels` (C, H, W), 0 paper to 255 ink.

    `value` (C,) is what the unit answers to that very picture, in the cell `cell` of its map.
    """

    pixels: Tensor
    value: Tensor
    cell: int


def centre(shape: tuple[int, ...]) -> int:
    """The middle cell of a map, by its number in row-major order; 0 for a dense unit."""
    number = 0
    for length in shape[1:]:
        number = number * length + length // 2
    return number


def asked(network: Network, name: str) -> str:
    """The layer whose pictures hold for this one: what raises a number raises its squashed one.

    A flat end of a function has no slope to climb, so the layer before is asked instead.
    """
    layer = network.layer(name)
    if len(layer.inputs) != 1:
        return name
    source = holder(network, layer.inputs[0])
    if name == network.probabilities_layer or _rises(network, source, name):
        return source
    return name


def _rises(network: Network, source: str, name: str) -> bool:
    """Whether a layer is one rising function, number by number."""
    shape = network.layer(name).shape
    if network.layer(name).kind != "activation" or network.layer(source).shape != shape:
        return False
    steps = torch.linspace(-4, 4, 33).reshape(-1, *(1,) * len(shape)).expand(-1, *shape)
    values = section(network, source, name)({source: steps})
    return bool((values.diff(dim=0) >= -1e-6).all())


def synthesise(
    network: Network,
    name: str,
    usual: Tensor,
    best: Tensor,
    recipe: Recipe = RECIPE,
    go_on: Callable[[], None] = lambda: None,
) -> Pictures:
    """Make a picture for each unit of a layer.

    Args:
        network: of any input; all its channels get the same ink.
        name: of the layer; it is its own `asked`.
        usual: (C,) what the units answer to the middle digit.
        best: (C,) what they answer to the digits that suit them.
        recipe: seed, steps and weights.
        go_on: called before each batch; may raise to give up.
    """
    cell, parts = centre(network.layer(name).shape), []
    for start in range(0, len(best), UNITS):
        go_on()
        units = torch.arange(start, min(start + UNITS, len(best)))
        climb = _Climb(network, name, units, cell, usual[units], best[units], recipe)
        parts.append(climb.run())
    pixels = torch.cat(parts)
    return Pictures(pixels, answers(network, name, pixels), cell)


@dataclass(frozen=True)
class _Climb:
    """Gradient ascent for some units together."""

    network: Network
    layer: str
    units: Tensor
    cell: int
    usual: Tensor
    best: Tensor
    recipe: Recipe

    def run(self) -> Tensor:
        """The pictures, (units, H, W) bytes."""
        recipe, (height, width) = self.recipe, self.network.input_shape[-2:]
        seen = self._seen()
        softness, jitter = (
            (0.0, 0) if max(seen) <= recipe.fine else (recipe.softness, recipe.jitter)
        )
        noise = torch.Generator().manual_seed(recipe.seed)
        start = 0.3 * torch.randn(height, width, generator=noise) - 2
        raw = start.repeat(len(self.units), 1, 1).requires_grad_()
        outputs, optimiser = until(self.network, self.layer), torch.optim.Adam([raw], recipe.rate)
        for _ in range(recipe.steps):
            ink = torch.sigmoid(blurred(raw, softness))
            moved = ink.roll(_offset(jitter, noise), (1, 2))
            answer = _at(outputs(_prepared(self.network, moved)), self.units, self.cell)
            loss = self._lack(answer) + self._cost(ink) / prod(seen)
            (raw.grad,) = torch.autograd.grad(loss, [raw])
            optimiser.step()
        with torch.no_grad():
            return (torch.sigmoid(blurred(raw, softness)) * 255).round().to(torch.uint8)

    def _seen(self) -> list[int]:
        """Rows and columns of the input that a cell sees."""
        field, sides = self.network.layer(self.layer).receptive_field, self.network.input_shape[-2:]
        sizes = sides if field is None else field.size
        return [min(size, side) for size, side in zip(sizes, sides, strict=True)]

    def _lack(self, answer: Tensor) -> Tensor:
        """How far the answers are below the goal; what is above it counts little."""
        reached = (answer - self.usual) / (self.best - self.usual).clamp(min=1e-3)
        return F.softplus(6 * (self.recipe.goal - reached)).sum() / 6

    def _cost(self, ink: Tensor) -> Tensor:
        """How rough and how black the pictures are."""
        rough = ink.diff(dim=1).square().sum() + ink.diff(dim=2).square().sum()
        return self.recipe.variation * rough + self.recipe.blank * ink.square().sum()


def answers(network: Network, name: str, pixels: Tensor) -> Tensor:
    """What each unit answers to its own picture, bytes, in the middle cell: (C,)."""
    run, cell, found = until(network, name), centre(network.layer(name).shape), []
    for start in range(0, len(pixels), UNITS):
        part = pixels[start : start + UNITS].float() / 255
        with torch.no_grad():
            output = run(_prepared(network, part))
        found.append(_at(output, torch.arange(start, start + len(part)), cell))
    return torch.cat(found)


def blurred(images: Tensor, deviation: float) -> Tensor:
    """Images (B, H, W) under a Gaussian; the border goes on outside."""
    if not deviation:
        return images
    reach = round(3 * deviation)
    weights = torch.exp(-(torch.arange(-reach, reach + 1.0) ** 2) / (2 * deviation**2))
    weights = weights / weights.sum()
    padded = F.pad(images[:, None], (reach,) * 4, mode="replicate")
    rows = F.conv2d(padded, weights.view(1, 1, 1, -1))
    return F.conv2d(rows, weights.view(1, 1, -1, 1))[:, 0]


def _offset(most: int, noise: torch.Generator) -> list[int]:
    return torch.randint(-most, most + 1, (2,), generator=noise).tolist()


def _prepared(network: Network, ink: Tensor) -> Tensor:
    """One plane of ink, (B, H, W), as standardised input (B, C, H, W)."""
    return network.prepare(ink[:, None].expand(-1, network.input_shape[0], -1, -1))


def _at(output: Tensor, units: Tensor, cell: int) -> Tensor:
    """Of each image another unit, in one cell: (B,)."""
    cells = output.reshape(*output.shape[:2], -1)
    return cells[torch.arange(len(units)), units, cell]
