"""Random networks for properties: stacks, branches, sums and joins in one, two or three axes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor, nn

from app.cnn.modules import ScaledTanh

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
MAX_POOLS = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)
AVERAGE_POOLS = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)
ADAPTIVE_POOLS = (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d)
ADAPTIVE_MAX_POOLS = (nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d)
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
ACTIVATIONS: tuple[Callable[[], nn.Module], ...] = (
    nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.ELU, nn.SELU, nn.CELU, nn.GELU,
    lambda: nn.GELU("tanh"), nn.SiLU, nn.Mish, nn.Sigmoid, nn.LogSigmoid, nn.Tanh, nn.Tanhshrink,
    nn.Softsign, nn.Hardtanh, nn.Hardsigmoid, nn.Hardswish, nn.Softplus, ScaledTanh, nn.Identity,
)  # fmt: skip


class Residual(nn.Module):
    """x + body(x)."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x) + x


class Join(nn.Module):
    """Two branches side by side."""

    def __init__(self, one: nn.Module, other: nn.Module) -> None:
        super().__init__()
        self.one, self.other = one, other

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat((self.one(x), self.other(x)), dim=1)


@dataclass(frozen=True)
class Architecture:
    """A module and the shape of its input."""

    module: nn.Module
    input_shape: tuple[int, ...]


def convolution(draw: st.DrawFn, axes: int, channels: int, *, same: bool) -> nn.Module:
    """A convolution; one that keeps all sizes when `same`."""
    groups = draw(st.sampled_from([g for g in (1, 2, 3) if channels % g == 0]))
    kernel = tuple(draw(st.integers(1, 3)) for _ in range(axes))
    dilation = draw(st.integers(1, 2))
    if same:
        return CONVOLUTIONS[axes - 1](
            channels, channels, kernel, padding="same", dilation=dilation, groups=groups
        )
    return CONVOLUTIONS[axes - 1](
        channels,
        groups * draw(st.integers(1, 2)),
        kernel,
        stride=draw(st.integers(1, 2)),
        padding=draw(st.integers(0, 2)),
        dilation=dilation,
        groups=groups,
        bias=draw(st.booleans()),
        padding_mode=draw(st.sampled_from(("zeros", "zeros", "replicate", "circular"))),
    )


def slide(draw: st.DrawFn) -> dict[str, Any]:
    """Kernel, stride and padding of a pool: how its window slides."""
    kernel = draw(st.integers(1, 3))
    stride = draw(st.integers(1, 3))
    padding = draw(st.integers(0, kernel // 2))
    ceil_mode = draw(st.booleans())
    return {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil_mode}


def average_pool(draw: st.DrawFn, axes: int) -> nn.Module:
    return AVERAGE_POOLS[axes - 1](**slide(draw), count_include_pad=draw(st.booleans()))


def max_pool(draw: st.DrawFn, axes: int) -> nn.Module:
    return MAX_POOLS[axes - 1](**slide(draw), dilation=draw(st.integers(1, 2)))


def block(draw: st.DrawFn, axes: int, channels: int, *, linear: bool) -> nn.Module:
    """One layer or a small branch; `linear` ones have a gradient wherever they look."""
    kinds = ["conv", "conv", "average", "adaptive", "residual", "join", "dropout"]
    kinds += [] if linear else ["max", "adaptive_max", "norm", "group", "activation", "activation"]
    match draw(st.sampled_from(kinds)):
        case "conv":
            return convolution(draw, axes, channels, same=False)
        case "average":
            return average_pool(draw, axes)
        case "adaptive":
            return ADAPTIVE_POOLS[axes - 1](draw(st.integers(1, 3)))
        case "residual":
            return Residual(convolution(draw, axes, channels, same=True))
        case "join":
            return Join(convolution(draw, axes, channels, same=True), nn.Identity())
        case "dropout":
            return nn.Dropout()
        case "max":
            return max_pool(draw, axes)
        case "adaptive_max":
            return ADAPTIVE_MAX_POOLS[axes - 1](draw(st.integers(1, 3)))
        case "norm":
            return BATCH_NORMS[axes - 1](channels)
        case "group":
            return nn.GroupNorm(draw(st.sampled_from((1, channels))), channels)
    return draw(st.sampled_from(ACTIVATIONS))()


def runs(module: nn.Module, x: Tensor) -> Tensor | None:
    """The module's output, or None when the input is too small for it."""
    try:
        output: Tensor = module(x)
    except (RuntimeError, ValueError):
        return None
    usable = output.numel() and output.isfinite().all()  # a max over padding only is -inf
    return output if usable else None


@st.composite
def architectures(draw: st.DrawFn, *, linear: bool = False) -> Architecture:
    """Up to six blocks that fit, then a dense layer."""
    axes = draw(st.sampled_from((1, 2, 2, 2, 3)))
    longest = {1: 12, 2: 8, 3: 5}[axes]
    shape = (draw(st.integers(1, 3)), *(draw(st.integers(4, longest)) for _ in range(axes)))
    blocks: list[nn.Module] = []
    x = torch.zeros(1, *shape)
    for _ in range(draw(st.integers(1, 6))):
        candidate = block(draw, axes, x.shape[1], linear=linear).eval()
        output = runs(candidate, x)
        if output is not None and output.numel() <= 600:
            blocks.append(candidate)
            x = output
    blocks += [nn.Flatten(), nn.Linear(x[0].numel(), 3)]
    return Architecture(nn.Sequential(*blocks), shape)
