"""What a network can do, measured on what it never saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from app.cnn.trace import forward
from app.networks.novelty import Novelty
from app.networks.store import Model
from app.training import mnist, pens, pools
from app.training.calibrate import auroc, calibration_error
from app.training.pools import HeldOut, Images

Logits = Callable[[Tensor], Tensor]
"""Ink (B, 1, 32, 32), 0..1 -> calibrated logits (B, 10)."""


def evaluate(model: Model, data: Path | None = None) -> dict[str, Any]:
    """Measure a network on the MNIST test set, on unknown writers' pens and on non-digits.

    Args:
        model: a network for 32×32 digits.
        data: a folder with the MNIST files (and, if there, the pen strokes), or None to
            download MNIST once.

    Returns:
        The same metrics as in the network's card: see `measure`.
    """
    digits = mnist.load(data)
    people = pens.load(data) if data else None
    held_out = pools.test(digits, people, pools.Sizes())
    return measure(logits_of(model), model.novelty, held_out)


def logits_of(model: Model) -> Logits:
    """What a network answers to ink."""
    return lambda ink: forward(model.network, ink)[0]


def measure(logits: Logits, novelty: Novelty | None, held_out: HeldOut) -> dict[str, Any]:
    """Return accuracies (fractions), calibration error, and how well non-digits are told.

    Keys: `mnist_accuracy`, `mnist_per_class`, `mnist_calibration_error`; with pens
    `pens_accuracy`, `pens_per_class`; with a novelty score `novelty_auroc`,
    `digits_accepted`, `others_rejected` (both at a score of 0.5).
    """
    on_digits = run(logits, held_out.digits)
    labels = held_out.digits.labels
    error = calibration_error(on_digits.softmax(dim=1), labels)
    metrics = {**_accuracy("mnist", on_digits, labels), "mnist_calibration_error": round(error, 5)}
    if held_out.pens is not None:
        on_pens = run(logits, held_out.pens)
        metrics |= _accuracy("pens", on_pens, held_out.pens.labels)
    if novelty is not None:
        metrics |= _novelty(novelty, on_digits, held_out.digits, logits, held_out.others)
    return metrics


@torch.no_grad()
def run(answer: Logits, images: Images, batch: int = 500) -> Tensor:
    """What a network answers to all images, (N, 10)."""
    starts = range(0, len(images), batch)
    return torch.cat([answer(images.ink(slice(i, i + batch))).float() for i in starts])


def _accuracy(name: str, logits: Tensor, labels: Tensor) -> dict[str, Any]:
    right = (logits.argmax(dim=1) == labels).double()
    per_class: Mapping[str, float] = {
        str(label): round(float(right[labels == label].mean()), 4)
        for label in labels.unique().tolist()
    }
    return {f"{name}_accuracy": round(float(right.mean()), 5), f"{name}_per_class": per_class}


def _novelty(
    novelty: Novelty, on_digits: Tensor, digits: Images, logits: Logits, others: Images
) -> dict[str, float]:
    yes = novelty.score(on_digits, amount(digits))
    no = novelty.score(run(logits, others), amount(others))
    return {
        "novelty_auroc": round(auroc(yes, no), 5),
        "digits_accepted": round(float((yes <= 0.5).double().mean()), 5),
        "others_rejected": round(float((no > 0.5).double().mean()), 5),
    }


def amount(images: Images) -> Tensor:
    """Ink in each image, in pixels: (N,)."""
    return images.pixels.float().sum(dim=(1, 2)) / 255
