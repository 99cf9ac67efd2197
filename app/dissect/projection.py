"""A layer's outputs as points: few numbers for each image, so that near ones are found at once.

Principal components of the maps, which are averaged over small squares where they are large
(Halko, Martinsson, Tropp 2011, for the decomposition). Fitted once; a new image is one product.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

DIMENSIONS = 16
MOST_FEATURES = 2048
"""Numbers of a layer that are looked at; larger maps are averaged over squares."""

NEAREST = 12


@dataclass(frozen=True)
class Projection:
    """From a layer's output to a point: (features - mean) @ weights.

    `square` is the side of the squares that are averaged; `weights` (features, dimensions);
    `mean` (features,); `kept` the share of the variance that the points keep.
    """

    square: int
    mean: Tensor
    weights: Tensor
    kept: float

    def __call__(self, output: Tensor) -> Tensor:
        """(B, *shape) -> (B, dimensions)."""
        return (features(output, self.square) - self.mean) @ self.weights


def square_of(shape: tuple[int, ...], most: int = MOST_FEATURES) -> int:
    """The side of the squares over which maps (C, H, W) are averaged: 1 leaves them as they are."""
    side = 1
    while len(shape) == 3 and _features(shape, side) > most and side < max(shape[1:]):
        side += 1
    return side


def _features(shape: tuple[int, ...], side: int) -> int:
    return shape[0] * -(-shape[1] // side) * -(-shape[2] // side)


def features(output: Tensor, square: int) -> Tensor:
    """(B, *shape) -> (B, features)."""
    if square > 1:
        output = F.avg_pool2d(output, square, ceil_mode=True, count_include_pad=False)
    return output.flatten(1)


def fit(values: Tensor, square: int, dimensions: int = DIMENSIONS, seed: int = 0) -> Projection:
    """Find the principal components of features (N, F)."""
    mean = values.mean(dim=0)
    centred = values - mean
    wanted = min(dimensions, *centred.shape)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        size = min(wanted + 12, *centred.shape)
        _, scale, directions = torch.svd_lowrank(centred, q=size, niter=3)
    total = float(centred.square().sum())
    kept = float(scale[:wanted].square().sum()) / total if total else 1.0
    return Projection(square, mean, directions[:, :wanted].contiguous(), min(kept, 1.0))


def distances(points: Tensor, others: Tensor) -> Tensor:
    """Euclidean distances, (A, D) and (B, D) -> (A, B); equal points are 0 apart."""
    squares = points.square().sum(1)[:, None] + others.square().sum(1) - 2 * points @ others.T
    return squares.clamp(min=0).sqrt()


def agreement(points: Tensor, labels: Tensor, nearest: int = NEAREST) -> float:
    """How far classes have come apart: the share of a point's nearest that are of its class."""
    apart = distances(points, points).fill_diagonal_(torch.inf)
    near = apart.topk(min(nearest, len(points) - 1), largest=False).indices  # (N, nearest)
    return float((labels[near] == labels[:, None]).float().mean())
