"""After training: honest probabilities, and where a digit ends and a scribble begins."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from app.networks.novelty import Novelty

ACCEPTED = 0.99


def temperature(logits: Tensor, labels: Tensor) -> float:
    """Return the T > 0 for which softmax(logits / T) is most likely right (Guo et al. 2017).

    Golden-section search on log T, between 1/20 and 20.
    """

    def loss(log_t: float) -> float:
        return float(F.cross_entropy(logits.double() / math.exp(log_t), labels))

    ratio = (math.sqrt(5) - 1) / 2
    low, high = -3.0, 3.0
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return math.exp((low + high) / 2)


def calibration_error(probabilities: Tensor, labels: Tensor, bins: int = 15) -> float:
    """Expected calibration error: mean |confidence - accuracy| over bins of equal width."""
    confidence, chosen = probabilities.max(dim=1)
    right = (chosen == labels).double()
    which = (confidence * bins).ceil().clamp(1, bins).long() - 1
    gaps = torch.zeros(bins, dtype=torch.double)
    gaps.index_add_(0, which, right - confidence.double())
    return float(gaps.abs().sum() / len(labels))


def novelty(digits: Tensor, others: Tensor, scale: float) -> Novelty:
    """Fit the score from calibrated logits of validation digits and of non-digits.

    The threshold lets 99 % of the digits pass; the slope is a logistic regression's.

    Args:
        digits: (N, classes) logits of digits.
        others: (M, classes) logits of everything else.
        scale: the temperature that those logits were divided by.
    """
    yes = torch.logsumexp(digits.double() * scale, dim=1)
    no = torch.logsumexp(others.double() * scale, dim=1)
    threshold = float(torch.quantile(yes, 1 - ACCEPTED))
    slopes = torch.logspace(-1.5, 1.5, 121, dtype=torch.double)
    losses = [
        float(F.softplus(s * (threshold - yes)).mean() + F.softplus(s * (no - threshold)).mean())
        for s in slopes
    ]
    return Novelty(scale, threshold, float(slopes[losses.index(min(losses))]))


def auroc(digits: Tensor, others: Tensor) -> float:
    """Return how often a non-digit scores above a digit (ties count half)."""
    scores = torch.cat([digits, others]).double()
    order = scores.unique(return_inverse=True, return_counts=True)
    _, inverse, counts = order
    ranks = counts.cumsum(0).double() - (counts.double() - 1) / 2
    rank_sum = float(ranks[inverse[len(digits) :]].sum())
    pairs = len(digits) * len(others)
    return (rank_sum - len(others) * (len(others) + 1) / 2) / pairs
