"""What is particular to the training of each network; the rest is the same for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Hyper-parameters, all of them in the card.

    `none_logit` is the fixed logit of an eleventh class "none of these" that exists during
    training only: digits must rise above it, everything else must stay below. Labels are not
    smoothed for LeNet-5: its characters are not equally far apart, which is the point of them.
    `others_weight` is how much a non-digit counts; `last_distortion` is the strength to which
    distortions sink over the last third.
    """

    epochs: int
    peak_rate: float = 3e-3
    weight_decay: float = 1e-4
    batch: int = 256
    label_smoothing: float = 0.05
    average_decay: float = 0.999
    none_logit: float = 0.0
    mnist_repeats: int = 2
    others_weight: float = 1.0
    last_distortion: float = 1.0
    bfloat16: bool = False


RECIPES: Mapping[str, Recipe] = {
    "crash-course": Recipe(epochs=20, others_weight=0.5, last_distortion=0.4),
    "lenet-5": Recipe(
        epochs=30,
        weight_decay=0.0,
        label_smoothing=0.0,
        none_logit=-7.0,
        others_weight=0.3,
        last_distortion=0.4,
    ),
    "vgg-mini": Recipe(epochs=16, weight_decay=5e-4, last_distortion=0.4, bfloat16=True),
}
