"""Convolutions: 1-D, 2-D, 3-D, grouped, dilated, partially connected, padded in any mode."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn.convolve import convolve
from app.cnn.geometry import Ints, Window
from app.cnn.kinds.base import Arithmetic, Found, Json, Ref, Site, given, window_source
from app.cnn.kinds.sliding import Sliding, each_axis
from app.cnn.modules import PartialConv2d

_CONVOLVE: tuple[Callable[..., Tensor], ...] = (torch.conv1d, convolve, torch.conv3d)


@dataclass(frozen=True)
class Conv(Sliding):
    """A convolution (cross-correlation, as everywhere in deep learning).

    `table` lists the input channels of each output channel where not all are connected.
    """

    kind: ClassVar[str] = "conv"
    filters: ClassVar[bool] = True
    groups: int = 1
    table: tuple[Ints, ...] | None = None

    @property
    def title(self) -> str:
        """The name for people."""
        return "Convolution"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, C, *spatial) -> (B, C', *spatial')."""
        (x,), window = inputs, self.window
        sum_up = _CONVOLVE[len(window.kernel) - 1]
        padding = window.padding
        if window.mode != "zeros" or window.padding != window.padding_after:
            mode = "constant" if window.mode == "zeros" else window.mode
            x, padding = F.pad(x, _pads(window), mode=mode), (0,) * len(padding)
        weight, bias = tensors["weight"], tensors.get("bias")
        return sum_up(x, weight, bias, window.stride, padding, window.dilation, self.groups)

    def sources(self, channel: int, site: Site) -> Sequence[int]:
        """The input channels of one output channel."""
        if self.table:
            return self.table[channel]
        fan = site.input_shapes[0][0] // self.groups
        first = channel // (site.shape[0] // self.groups) * fan
        return range(first, first + fan)

    def channels(self, region: frozenset[int], site: Site) -> frozenset[int]:
        """The input channels that these output channels look at."""
        return frozenset(source for channel in region for source in self.sources(channel, site))

    def constrained(self, name: str, tensor: Tensor) -> Tensor:
        """Kernels of channels that are not connected stay zero."""
        if name != "weight" or self.table is None:
            return tensor
        connected = torch.zeros(tensor.shape[:2])
        for channel, sources in enumerate(self.table):
            connected[channel, list(sources)] = 1
        return tensor * connected.view(*connected.shape, *(1,) * len(self.window.kernel))

    def connections(self, site: Site) -> int:
        """Kernel cells (those over padding too) and bias of every output."""
        kernels = sum(len(self.sources(channel, site)) for channel in range(site.shape[0]))
        biases = site.shape[0] if "bias" in site.tensors else 0
        return (kernels * self.window.area + biases) * math.prod(site.shape[1:])

    def detail(self, site: Site) -> dict[str, Json]:
        """Padding mode and the table of connections."""
        known: dict[str, Json] = {"bias": "bias" in site.tensors}
        if any(self.window.padding):
            known["padding_mode"] = self.window.mode
        if self.table:
            known["table"] = [list(row) for row in self.table]
        return known

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """Patch × kernel, summed, plus bias."""
        channel, *place = index
        sources = self.sources(channel, site)
        patch, valid = self.patch(values[0][list(sources)].double(), tuple(place))
        kernel = site.tensors["weight"][channel].double()
        kernel = kernel[list(sources)] if self.table else kernel
        bias = site.tensors.get("bias")
        start, window = self.start(tuple(place)), self.window
        return Arithmetic.weighted_sum(
            "patch × kernel",
            patch,
            kernel,
            None if bias is None else bias[channel],
            window_source(site.inputs[0], sources, start, window.kernel, window.dilation),
            None if valid is None else valid.expand_as(patch),
        )


def _pads(window: Window) -> list[int]:
    """Padding as F.pad wants it: last axis first."""
    pairs = zip(window.padding, window.padding_after, strict=True)
    return [side for pair in reversed(list(pairs)) for side in pair]


def conv(
    x: Ref,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Sequence[int] = 1,
    padding: str | int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    groups: int = 1,
    mode: str = "zeros",
) -> Found | None:
    """Recognise F.conv1d, F.conv2d, F.conv3d and their aten operations."""
    known = isinstance(x, Ref) and isinstance(weight, Tensor)
    if not known or len(x.shape) != weight.dim() - 1:
        return None
    kernel = tuple(weight.shape[2:])
    axes = len(kernel)
    steps, spread = each_axis(stride, axes), each_axis(dilation, axes)
    before, after = _padding(padding, kernel, spread)
    window = Window(kernel, steps, before, spread, after, mode)
    table = None if isinstance(weight, nn.Parameter) else _connected(weight, groups)
    return Found(Conv(window, groups, table), (x,), given(weight=weight, bias=bias))


def _padding(padding: str | int | Sequence[int], kernel: Ints, dilation: Ints) -> tuple[Ints, Ints]:
    """How much is added before and after; "same" puts the odd cell after."""
    if not isinstance(padding, str):
        return each_axis(padding, len(kernel)), each_axis(padding, len(kernel))
    total = [d * (k - 1) if padding == "same" else 0 for d, k in zip(dilation, kernel, strict=True)]
    return tuple(t // 2 for t in total), tuple(t - t // 2 for t in total)


def _connected(weight: Tensor, groups: int) -> tuple[Ints, ...] | None:
    """The table of a computed (masked) weight: kernels of zeros only are not connected."""
    there = weight.flatten(2).ne(0).any(dim=2)  # (out, in)
    if groups != 1 or bool(there.all()):
        return None
    return tuple(tuple(row.nonzero().flatten().tolist()) for row in there)


def convolution(
    x: Ref,
    weight: Tensor,
    bias: Tensor | None,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    output_padding: Sequence[int],
    groups: int,
) -> Found | None:
    """Recognise aten.convolution, what a decomposed program has."""
    if transposed:
        return None
    return conv(x, weight, bias, stride, padding, dilation, groups)


def conv_module(module: nn.Conv1d | nn.Conv2d | nn.Conv3d, x: Ref) -> Found | None:
    """Recognise nn.Conv1d, nn.Conv2d, nn.Conv3d."""
    m = module
    mode = m.padding_mode
    return conv(x, m.weight, m.bias, m.stride, m.padding, m.dilation, m.groups, mode)


def partial_conv(module: PartialConv2d, x: Ref) -> Found | None:
    """Recognise the partially connected layer C3 of LeNet-5."""
    size = module.kernel_size
    return Found(
        Conv(Window.of((size, size)), 1, module.table),
        (x,),
        {"weight": module.dense_weight(), "bias": module.bias},
        owned=(module.weight, module.bias),
    )


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {
    nn.Conv1d: conv_module,
    nn.Conv2d: conv_module,
    nn.Conv3d: conv_module,
    PartialConv2d: partial_conv,
}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    "conv1d": conv,
    "conv2d": conv,
    "conv3d": conv,
    "convolution": convolution,
}
