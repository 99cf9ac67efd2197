"""How little a drawing looks like any of the classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

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

        Args:
            logits: (B, classes), as the network gives them.
            ink_amount: sum of the ink 0..1 over the input, a number or (B,); without ink
                the score is 1.
        """
        energy = torch.logsumexp(logits.float() * self.temperature, dim=-1)
        score = torch.sigmoid(self.slope * (self.threshold - energy))
        empty = torch.as_tensor(ink_amount, dtype=score.dtype) < LEAST_INK
        return torch.where(empty, torch.ones_like(score), score)

    def as_dict(self) -> dict[str, float]:
        """The three numbers, for the card."""
        return asdict(self)

    @classmethod
    def of(cls, card: Mapping[str, float]) -> Novelty:
        """Read the three numbers back from a card."""
        return cls(float(card["temperature"]), float(card["threshold"]), float(card["slope"]))
