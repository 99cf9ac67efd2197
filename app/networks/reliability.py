"""How often a network is right when it says how sure it is: a reliability diagram, as data.

Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", 2017 (arXiv:1706.04599).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
"""Where bins end; they are narrow near 1, where nearly all answers are."""
Z = 1.96
"""Of the normal distribution, for 95 %."""

KEY = "reliability"
CONFUSION, MISTAKES = "confusion", "mistakes"
FILE = "trust.json"
"""Beside the weights: diagrams and energies, with the sha256 of the weights they are of."""


@dataclass(frozen=True)
class Bin:
    """Answers whose probability was above `low` (0 counts as above 0) and at most `high`.

    `confidence` is the mean of the probabilities, `right` the share that was right; both are 0
    where `count` is.
    """

    low: float
    high: float
    count: int
    confidence: float
    right: float

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share is, at 95 % (Wilson 1927); anywhere if nothing is known."""
        if not self.count:
            return 0.0, 1.0
        spread = Z * Z / self.count
        middle = (self.right + spread / 2) / (1 + spread)
        half = Z * sqrt(self.right * (1 - self.right) / self.count + spread / self.count / 4)
        reach = half / (1 + spread)
        return round(max(0.0, middle - reach), 5), round(min(1.0, middle + reach), 5)

    def as_dict(self) -> dict[str, Any]:
        """For an answer or a file."""
        return asdict(self)


def diagram(
    probabilities: npt.NDArray[Any], right: npt.NDArray[np.bool_], edges: Sequence[float] = EDGES
) -> list[Bin]:
    """Count how often answers of each confidence are right.

    Args:
        probabilities: of the answers, (N,).
        right: whether each is, (N,).
        edges: of the bins, from 0 to 1.
    """
    place = np.clip(np.searchsorted(edges, probabilities, side="left") - 1, 0, len(edges) - 2)
    return [
        _bin(edges[at], edges[at + 1], probabilities[place == at], right[place == at])
        for at in range(len(edges) - 1)
    ]


def bin_of(bins: Sequence[Bin], probability: float) -> Bin:
    """The bin in which an answer of this probability is."""
    return next(each for each in bins if probability <= each.high)


def _bin(low: float, high: float, share: npt.NDArray[Any], right: npt.NDArray[np.bool_]) -> Bin:
    count = len(share)
    if not count:
        return Bin(low, high, 0, 0.0, 0.0)
    return Bin(low, high, count, round(float(share.mean()), 5), round(float(right.mean()), 5))
