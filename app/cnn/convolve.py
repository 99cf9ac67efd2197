"""Convolutions of few numbers, without what it takes to begin a large one.

torch leaves a convolution to oneDNN, which needs 50 µs before it begins: 62 µs for one drawing's
10 maps of 28 × 28. ATen's own, a column for each window and one product of matrices, begins at
once (13 µs for the same sums), and is slower where there is much to do.
"""

from collections.abc import Callable
from math import prod

import torch
from torch import Tensor

from app.cnn.geometry import Ints
from app.cnn.recorded import recorded

FEW = 1_000_000
"""Multiplications up to which beginning at once wins."""
_at_once: Callable[..., Tensor] = torch._C._nn.thnn_conv2d  # type: ignore[attr-defined]


@recorded
def convolve(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: Ints,
    padding: Ints,
    dilation: Ints,
    groups: int,
) -> Tensor:
    """What torch.conv2d gives, but for rounding: (B, C, H, W) -> (B, C', H', W')."""
    plain = groups == 1 and dilation == (1, 1) and x.device.type == "cpu"
    if plain and not torch.is_grad_enabled() and _work(x, weight, stride, padding) <= FEW:
        kernel = weight.shape[-2:]
        return _at_once(x, weight, kernel, bias, stride, padding)
    return torch.conv2d(x, weight, bias, stride, padding, dilation, groups)


def _work(x: Tensor, weight: Tensor, stride: Ints, padding: Ints) -> int:
    """How many multiplications it takes."""
    windows, _, *lengths = x.shape
    kernel = weight.shape[-2:]
    for axis, length in enumerate(lengths):
        windows *= (length + 2 * padding[axis] - kernel[axis]) // stride[axis] + 1
    return windows * prod(weight.shape)
