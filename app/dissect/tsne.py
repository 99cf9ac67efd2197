"""A flat map of points on which those stay together that are near (t-SNE).

van der Maaten, Hinton: Visualizing Data using t-SNE, JMLR 2008. Exact, as there are few points.
A map may start from another one, so that the maps of successive layers look alike; a new point
is placed among its nearest, as openTSNE does (Poličar, Stražar, Zupan 2024).
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

PERPLEXITY = 30.0
EXAGGERATION = 8.0
FIRST, NEXT = 320, 140
"""Steps of gradient descent: of the first map, and of one that starts from another."""


def affinities(squares: Tensor, perplexity: float = PERPLEXITY, rounds: int = 40) -> Tensor:
    """How likely each point would pick each other one as a neighbour: (A, B), rows sum to 1.

    Args:
        squares: (A, B) squared distances; infinite where a point may not pick.
        perplexity: how many neighbours a point has in effect.
        rounds: of halving, until it is that many.
    """
    goal = torch.log(torch.tensor(min(perplexity, squares.shape[1] / 3)))
    low, high = torch.zeros(len(squares), 1), torch.full((len(squares), 1), torch.inf)
    shifted = squares - squares.amin(dim=1, keepdim=True)
    finite = shifted.isfinite()
    beta = 1 / shifted.where(finite, shifted.new_zeros(())).mean(dim=1, keepdim=True).clamp(1e-12)
    for _ in range(rounds):
        weights = torch.exp(-beta * shifted)
        share = weights / weights.sum(dim=1, keepdim=True)
        entropy = -(share * share.clamp(min=1e-30).log()).sum(dim=1, keepdim=True)
        wide = entropy > goal
        low, high = torch.where(wide, beta, low), torch.where(wide, high, beta)
        beta = torch.where(high.isinf(), beta * 2, (low + high) / 2)
    return share


def tsne(
    points: Tensor,
    start: Tensor,
    *,
    steps: int = FIRST,
    go_on: Callable[[], None] = lambda: None,
) -> Tensor:
    """Lay points (N, D) out flat: (N, 2), about within ±1.

    Args:
        points: what is near is told from.
        start: (N, 2) where they stand at first.
        steps: of gradient descent; in the first quarter, what is near attracts more.
        go_on: called every now and then; may raise to give up.
    """
    squares = torch.cdist(points, points).square().fill_diagonal_(torch.inf)
    one_way = affinities(squares)
    joint = ((one_way + one_way.T) / (2 * len(points))).clamp(min=1e-12)
    place = start / start.std().clamp(min=1e-9) * 1e-2
    speed, gain = torch.zeros_like(place), torch.ones_like(place)
    rate = max(len(points) / EXAGGERATION / 4, 50.0)
    for step in range(steps):
        if step % 20 == 0:
            go_on()
        early = step < steps // 4
        slope = _slope(place, joint * EXAGGERATION if early else joint)
        gain = torch.where(slope.sign() == speed.sign(), gain * 0.8, gain + 0.2).clamp(min=0.01)
        speed = (0.5 if early else 0.8) * speed - rate * gain * slope
        place = place + speed
        place = place - place.mean(dim=0)
    return place / place.abs().max().clamp(min=1e-9)


def _slope(place: Tensor, joint: Tensor) -> Tensor:
    """The gradient of the divergence: (N, 2)."""
    sums = place.square().sum(dim=1)
    kernel = 1 / (1 + sums[:, None] + sums - 2 * place @ place.T)  # (N, N), Student's t
    kernel.fill_diagonal_(0)
    weights = (joint - kernel / kernel.sum()) * kernel
    return 4 * (weights.sum(dim=1, keepdim=True) * place - weights @ place)


def among(squares: Tensor, places: Tensor, perplexity: float = 5.0) -> Tensor:
    """Where new points belong: among the nearest of those that have a place.

    Args:
        squares: (B, N) squared distances to these.
        places: (N, 2).
        perplexity: how many of them count in effect.
    """
    return affinities(squares, perplexity, rounds=14) @ places
