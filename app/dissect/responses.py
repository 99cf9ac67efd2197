"""What every unit of a layer answers to every digit: its extremes, where they are, its mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from app.cnn.network import Network
from app.dissect.digits import Digits
from app.dissect.section import until

BATCH = 100
MOST = 9
"""Digits that are kept at each end."""


@dataclass(frozen=True)
class Responses:
    """The answers of a layer's C units to N digits, each (N, C).

    `high` and `low` are the greatest and the least number of the unit's map, `high_at` and
    `low_at` their cells in row-major order, `mean` is that over all cells. A dense unit has one
    cell.
    """

    high: Tensor
    high_at: Tensor
    low: Tensor
    low_at: Tensor
    mean: Tensor

    @classmethod
    def of(cls, output: Tensor) -> Responses:
        """Look at a layer's output, (B, C, *spatial)."""
        cells = output.reshape(*output.shape[:2], -1)  # (B, C, cells)
        high, high_at = cells.max(dim=2)
        low, low_at = cells.min(dim=2)
        return cls(high, high_at, low, low_at, cells.mean(dim=2))

    @classmethod
    def together(cls, parts: list[Responses]) -> Responses:
        """Those to several batches as one."""
        names = ("high", "high_at", "low", "low_at", "mean")
        return cls(*(torch.cat([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True)
class Extremes:
    """The digits at one end, each (C, 9) or fewer: which, in which cell, what number."""

    digit: Tensor
    cell: Tensor
    value: Tensor


def batches(network: Network, digits: Digits, layer: str) -> Iterator[Tensor]:
    """The outputs of a layer for all digits, (B, *shape) each."""
    run: Callable[[Tensor], Tensor] = until(network, layer)
    for start in range(0, len(digits), BATCH):
        ink = digits.input(slice(start, start + BATCH), network.input_shape)
        with torch.no_grad():  # not around the yield: it would hold for whoever reads
            output = run(network.prepare(ink))
        yield output


def top(found: Responses, most: int = MOST) -> Extremes:
    """The digits that each unit answers most to; of equal ones the earlier first."""
    return _extremes(found.high, found.high_at, most, descending=True)


def bottom(found: Responses, most: int = MOST) -> Extremes:
    """The digits that each unit answers least to, by the least number of its map."""
    return _extremes(found.low, found.low_at, most, descending=False)


def _extremes(values: Tensor, cells: Tensor, most: int, *, descending: bool) -> Extremes:
    order = values.argsort(dim=0, descending=descending, stable=True)[:most]  # (9, C)
    return Extremes(order.T, cells.gather(0, order).T, values.gather(0, order).T)


def profile(values: Tensor, labels: Tensor, classes: int) -> Tensor:
    """The mean of values (N, C) over the digits of each class: (C, classes); NaN for no digit."""
    sums = values.new_zeros(classes, values.shape[1]).index_add(0, labels, values)
    counts = torch.bincount(labels, minlength=classes)
    return (sums / counts[:, None]).T


def dead(found: Responses) -> Tensor:
    """The share of digits on which a unit is 0 in all its cells: (C,).

    NaN where a unit of the layer can be negative: nothing cuts its numbers off at 0.
    """
    share = ((found.high <= 0) & (found.low >= 0)).float().mean(dim=0)
    return share if float(found.low.min()) >= 0 else torch.full_like(share, torch.nan)
