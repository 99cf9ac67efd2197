"""Everything that a network is trained and measured on, drawn once into tensors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from app.ink.normalize import fit_ink, fit_paths
from app.ink.raster import Floats
from app.ink.strokes import DEFAULT_WIDTH, Ink
from app.training import strokes
from app.training.mnist import Mnist
from app.training.pens import PenDigit, Pens
from app.training.skeletons import HELD_OUT, OTHERS

NOT_A_DIGIT = 10
MNIST = "MNIST"
GENERATED = "generated strokes"
SHAPE = (1, 32, 32)
VALIDATION = 5_000
CANVAS_SHARES = (0.4, 0.6, 0.8)
"""How much of the canvas a held-out pen digit fills when it is drawn for a measurement."""

Labelled = Iterator[tuple[Floats, int]]


@dataclass(frozen=True)
class Images:
    """Inputs as bytes, (N, 32, 32), 255 = ink; labels (N,), 10 = not a digit."""

    pixels: Tensor
    labels: Tensor

    def __len__(self) -> int:
        """How many there are."""
        return len(self.labels)

    def every(self, step: int) -> Images:
        """Every `step`-th of them."""
        return Images(self.pixels[::step], self.labels[::step])

    def ink(self, index: Tensor | slice) -> Tensor:
        """Some of them as ink 0..1: (B, 1, 32, 32)."""
        return self.pixels[index].unsqueeze(1).float() / 255


@dataclass(frozen=True)
class Sizes:
    """How many images are drawn from strokes; small in tests."""

    pen_variants: int = 6
    generated: int = 40_000
    others: int = 15_000
    held_out: int = 2_000


@dataclass(frozen=True)
class HeldOut:
    """What a network is measured on: digits, pens (None without the file), non-digits."""

    digits: Images
    pens: Images | None
    others: Images


def training(digits: Mnist, people: Pens | None, seed: int, sizes: Sizes) -> dict[str, Images]:
    """Draw what is learned from, by source; the same seed gives the same pixels."""
    _, kept = halves(digits)
    shown = [name for name in OTHERS if name not in HELD_OUT]
    pools = {
        MNIST: framed(digits.train_images[kept], digits.train_labels[kept]),
        GENERATED: _drawn(_generated(sizes.generated, _random(seed, 1))),
        "not digits": _drawn(_others(sizes.others, shown, _random(seed, 2))),
    }
    if people is not None:
        pools["real pens"] = _drawn(_varied(people.train, sizes.pen_variants, _random(seed, 3)))
    return pools


def validation(digits: Mnist, people: Pens | None, sizes: Sizes) -> HeldOut:
    """Return what choices are made by: 5,000 MNIST training digits, writers, non-digits."""
    held, _ = halves(digits)
    shown = [name for name in OTHERS if name not in HELD_OUT]
    return HeldOut(
        framed(digits.train_images[held], digits.train_labels[held]),
        _on_canvas(people.validation) if people else None,
        _drawn(_others(sizes.held_out, shown, _random(0, 4))),
    )


def test(digits: Mnist, people: Pens | None, sizes: Sizes) -> HeldOut:
    """Return what is only ever reported: the MNIST test set, other writers, unseen shapes."""
    return HeldOut(
        framed(digits.test_images, digits.test_labels),
        _on_canvas(people.test) if people else None,
        _drawn(_others(sizes.held_out, HELD_OUT, _random(0, 5))),
    )


def halves(digits: Mnist) -> tuple[Tensor, Tensor]:
    """Indices of the training set that are held out, and the rest; always the same."""
    count = len(digits.train_labels)
    order = torch.randperm(count, generator=torch.Generator().manual_seed(1998))
    held = min(VALIDATION, count // 5)
    return order[:held], order[held:]


def framed(images: Tensor, labels: Tensor) -> Images:
    """Give 28×28 digits the border of 2 that a 32×32 input has."""
    return Images(F.pad(images, (2, 2, 2, 2)), labels)


def _random(seed: int, stream: int) -> np.random.Generator:
    return np.random.default_rng([seed, stream])


def _drawn(pictures: Iterable[tuple[Floats, int]]) -> Images:
    pixels, labels = [], []
    for image, label in pictures:
        pixels.append(np.round(image * 255).astype(np.uint8))
        labels.append(label)
    return Images(torch.from_numpy(np.stack(pixels)), torch.tensor(labels))


def _draw(hand: strokes.Strokes, random: np.random.Generator, label: int) -> tuple[Floats, int]:
    """What the page would make of these strokes by a pen of some width, and their label."""
    width = strokes.pen_width(hand, random, plain=label == 1)
    return fit_paths(hand, width, SHAPE).image, label


def _generated(count: int, random: np.random.Generator) -> Labelled:
    for label in islice(cycle(range(10)), count):
        yield _draw(strokes.tablet(strokes.digit(label, random), random), random, label)


def _varied(digits: Sequence[PenDigit], variants: int, random: np.random.Generator) -> Labelled:
    """Real strokes, each in several widths, slightly bent, slanted and re-sampled."""
    for digit in digits:
        for _ in range(variants):
            hand = [points * 12 for points in digit.strokes]
            hand = strokes.lean(strokes.warp(hand, random, random.uniform(0, 0.5)), random, 0.5)
            yield _draw(strokes.tablet(hand, random), random, digit.label)


def _others(count: int, names: Sequence[str], random: np.random.Generator) -> Labelled:
    """Letters and signs, known and invented; scribbles, noise and blank canvases."""
    for _ in range(count):
        kind = random.random()
        if kind < 0.9:
            hand = _no_digit(kind, names, random)
            yield _draw(strokes.tablet(hand, random), random, NOT_A_DIGIT)
        elif kind < 0.98:
            yield _noise(random), NOT_A_DIGIT
        else:
            yield np.zeros(SHAPE[1:], dtype=np.float32), NOT_A_DIGIT


def _no_digit(kind: float, names: Sequence[str], random: np.random.Generator) -> strokes.Strokes:
    if kind < 0.55:
        return strokes.other(names[int(random.integers(len(names)))], random)
    return strokes.glyph(random) if kind < 0.7 else strokes.scribble(random)


def _noise(random: np.random.Generator) -> Floats:
    """Random pixels, fine or in blocks, sparse or dense."""
    block = int(random.choice([1, 2, 4]))
    field = random.random((32 // block, 32 // block)) ** random.uniform(0.5, 6)
    return np.kron(field, np.ones((block, block))).astype(np.float32)


def _on_canvas(digits: Sequence[PenDigit]) -> Images:
    """Real strokes as somebody draws them on the page, through the whole chain."""
    return _drawn(
        (fit_ink(on_canvas(digit, share), SHAPE)[0].numpy(), digit.label)
        for digit in digits
        for share in CANVAS_SHARES
    )


def on_canvas(digit: PenDigit, share: float) -> Ink:
    """Place a digit in the middle of the canvas, its longer side filling `share` of it."""
    points = np.concatenate(digit.strokes)
    centre = (points.max(axis=0) + points.min(axis=0)) / 2
    moved = [((stroke - centre) * share + 0.5).tolist() for stroke in digit.strokes]
    return Ink.of(moved, DEFAULT_WIDTH)
