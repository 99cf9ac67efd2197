"""How little a drawing looks like any of the classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor

LEAST_INK = 0.5
"""Less ink than half a pixel is an empty canvas."""


@dataclass(frozen=True)
class Novelty:
    """A calibrated score from the logits alone; values live in the network's card.

    A network that was shown non-digits keeps all its logits low for them, so the score falls
    with the free energy log Σ exp(logits): 0.5 is where 99 % of validation digits are accepted.
    """

    temperature: float
    threshold: float
    slope: float

    def score(self, logits: Tensor, ink_amount: float | Tensor) -> Tensor:
        """How little each drawing is a digit, 0 (surely one) to 1 (surely none): (B,).

        It is asked of every prediction, mostly of ten numbers: NumPy starts faster than torch.

        Args:
            logits: (B, classes), as the network gives them.
            ink_amount: sum of the ink 0..1 over the input, a number or (B,); without ink
                the score is 1.
        """
        with np.errstate(invalid="ignore", over="ignore"):  # edits may make anything of the logits
            heated = logits.detach().numpy().astype(np.float64) * self.temperature
            top = heated.max(axis=-1, keepdims=True)
            energy = np.log(np.exp(heated - top).sum(axis=-1)) + top[..., 0]
            score = 0.5 + 0.5 * np.tanh(self.slope / 2 * (self.threshold - energy))  # the sigmoid
        found = np.where(np.asarray(ink_amount) < LEAST_INK, 1.0, score)
        return torch.from_numpy(found.astype(np.float32))

    def as_dict(self) -> dict[str, float]:
        """The three numbers, for the card."""
        return asdict(self)

    @classmethod
    def of(cls, card: Mapping[str, float]) -> Novelty:
        """Read the three numbers back from a card."""
        return cls(float(card["temperature"]), float(card["threshold"]), float(card["slope"]))
