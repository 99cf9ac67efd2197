"""What is particular to the training of each network; the rest is the same for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Recipe:
    """Hyper-parameters, all of them in the card.

    `none_logit` is the fixed logit of an eleventh class "none of these" that exists during
    training only: digits must rise above it, everything else must stay below. Labels are not
    smoothed for LeNet-5: its characters are not equally far apart, which is the point of them.
    `others_weight` is how much a non-digit counts; distortions go from the strength
    `first_distortion` to `last_distortion` after the share `fade_from` of all steps.
    `generated_share` is how much of the generated strokes is shown. `polish` is a second,
    short training from where the first one ended. `distil` is one more, if there are teachers:
    their answers, softened by `soft_temperature`, make `soft_share` of the loss.
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
    first_distortion: float = 1.0
    last_distortion: float = 1.0
    fade_from: float = 2 / 3
    generated_share: float = 1.0
    bfloat16: bool = False
    soft_temperature: float = 3.0
    soft_share: float = 0.8
    polish: Recipe | None = None
    distil: Recipe | None = None

    def distortion(self, share: float) -> float:
        """Strength of the distortions after a share of all steps."""
        faded = max(0.0, share - self.fade_from) / (1 - self.fade_from)
        return self.first_distortion + (self.last_distortion - self.first_distortion) * faded


_VGG = Recipe(epochs=16, weight_decay=5e-4, last_distortion=0.4, bfloat16=True)
_VGG_POLISH = replace(
    _VGG,
    epochs=3,
    peak_rate=6e-4,
    label_smoothing=0.0,
    mnist_repeats=3,
    others_weight=0.2,
    first_distortion=0.7,
    fade_from=0.0,
    generated_share=0.5,
)
_VGG_DISTIL = replace(
    _VGG_POLISH,
    epochs=8,
    peak_rate=1e-3,
    mnist_repeats=4,
    others_weight=0.3,
    first_distortion=1.0,
    last_distortion=0.5,
)

_CRASH_COURSE = Recipe(epochs=20, others_weight=0.5, last_distortion=0.4)

RECIPES: Mapping[str, Recipe] = {
    "crash-course": _CRASH_COURSE,
    "lenet-5": Recipe(
        epochs=30,
        weight_decay=0.0,
        label_smoothing=0.0,
        none_logit=-7.0,
        others_weight=0.3,
        last_distortion=0.4,
    ),
    "vgg-mini": replace(_VGG, polish=_VGG_POLISH, distil=_VGG_DISTIL),
    "mlp": _CRASH_COURSE,  # the same, so that only the layers differ
}
