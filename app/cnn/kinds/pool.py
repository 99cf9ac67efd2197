"""Max and average pooling with a fixed window."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn import tiles
from app.cnn.geometry import Ints, Window, unravel
from app.cnn.kinds.base import Arithmetic, Found, Json, Ref, Site, window_source
from app.cnn.kinds.sliding import Sliding, each_axis

_MAXIMUM: tuple[Callable[..., Tensor], ...] = (F.max_pool1d, F.max_pool2d, F.max_pool3d)
_AVERAGE: tuple[Callable[..., Tensor], ...] = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)


@dataclass(frozen=True)
class Pool(Sliding):
    """What both pools share. Each output has one connection per cell of its window."""

    ceil: bool

    def connections(self, site: Site) -> int:
        """The window of every output, padding included."""
        return math.prod(site.shape) * self.window.area

    def detail(self, site: Site) -> dict[str, Json]:
        """Whether a window may stick out at the end."""
        return {"ceil_mode": True} if self.ceil else {}

    def source(self, index: Ints, site: Site) -> tuple[dict[str, Json], ...]:
        """The window of one output in its own channel."""
        channel, *place = index
        start = self.start(tuple(place))
        window = self.window
        return (window_source(site.inputs[0], [channel], start, window.kernel, window.dilation),)


@dataclass(frozen=True)
class MaxPool(Pool):
    """The largest number of each window; padding never wins."""

    kind: ClassVar[str] = "max_pool"

    @property
    def title(self) -> str:
        """The name for people."""
        return "Max pooling"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, C, *spatial) -> (B, C, *spatial')."""
        window = self.window
        if tiles.are_tiles(window) and not self.ceil:
            return tiles.largest(inputs[0], window.kernel)
        pool = _MAXIMUM[len(window.kernel) - 1]
        sizes = window.kernel, window.stride, window.padding, window.dilation
        return pool(inputs[0], *sizes, ceil_mode=self.ceil)

    def derived(self) -> dict[str, Json] | None:
        """In a plane each output is one of its window's numbers."""
        if len(self.window.kernel) != 2:
            return None
        window = self.window
        sizes = (("kernel", window.kernel), ("stride", window.stride),
                 ("padding", window.padding), ("dilation", window.dilation))  # fmt: skip
        return {"by": "max_pool", **{name: list(lengths) for name, lengths in sizes}}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The window and which of its cells wins (the first of equals)."""
        channel, *place = index
        patch, valid = self.patch(values[0][channel : channel + 1], tuple(place))
        patch = patch[0]
        candidates = patch if valid is None else patch.masked_fill(~valid, -math.inf)
        winner = unravel(int(candidates.argmax()), tuple(patch.shape))
        return Arithmetic(
            operation="maximum",
            formula="max of the window",
            operands=patch,
            valid=valid,
            winner=winner,
            sources=self.source(index, site),
        )


@dataclass(frozen=True)
class AveragePool(Pool):
    """The mean of each window; `divisor` replaces the number of its cells."""

    kind: ClassVar[str] = "avg_pool"
    count_padding: bool = True
    divisor: int | None = None

    @property
    def title(self) -> str:
        """The name for people."""
        return "Average pooling"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, C, *spatial) -> (B, C, *spatial')."""
        window = self.window
        if tiles.are_tiles(window) and not self.ceil:
            return tiles.mean(inputs[0], window.kernel, self.divisor or window.area)
        pool = _AVERAGE[len(window.kernel) - 1]
        sizes = window.kernel, window.stride, window.padding, self.ceil, self.count_padding
        if self.divisor is None:
            return pool(inputs[0], *sizes)
        return pool(inputs[0], *sizes, self.divisor)

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The window's sum over its number of cells."""
        channel, *place = index
        patch, valid = self.patch(values[0][channel : channel + 1].double(), tuple(place))
        divisor = self.divisor or self._count(tuple(place), values[0].shape[1:])
        return Arithmetic(
            operation="mean",
            formula="Σ window ÷ cells" if self.divisor is None else "Σ window ÷ divisor",
            operands=patch[0],
            valid=valid,
            sum=float(patch.sum()),
            sources=self.source(index, site),
            detail={"divisor": divisor},
        )

    def _count(self, place: Ints, lengths: Sequence[int]) -> int:
        """By what torch divides: the cells inside, or inside the padded input."""
        count = 1
        for axis, (i, length) in enumerate(zip(place, lengths, strict=True)):
            margin = self.window.padding[axis] if self.count_padding else 0
            positions = self.window.positions(axis, i)
            count *= sum(-margin <= p < length + margin for p in positions)
        return count


def max_pool(
    x: Ref,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    dilation: int | Sequence[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Found | None:
    """Recognise F.max_pool1d, 2d, 3d and their aten operations."""
    window = _window(x, kernel_size, stride, padding, dilation)
    return Found(MaxPool(window, ceil_mode), (x,)) if window else None


def avg_pool(
    x: Ref,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] | None = None,
    padding: int | Sequence[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Found | None:
    """Recognise F.avg_pool1d, 2d, 3d and their aten operations."""
    window = _window(x, kernel_size, stride, padding, 1)
    rule = window and AveragePool(window, ceil_mode, count_include_pad, divisor_override)
    return Found(rule, (x,)) if rule else None


def max_pool_module(module: Any, x: Ref) -> Found | None:
    """Recognise nn.MaxPool1d, 2d, 3d."""
    return max_pool(
        x, module.kernel_size, module.stride, module.padding, module.dilation, module.ceil_mode
    )


def avg_pool_module(module: Any, x: Ref) -> Found | None:
    """Recognise nn.AvgPool1d, 2d, 3d."""
    return avg_pool(
        x,
        module.kernel_size,
        module.stride,
        module.padding,
        module.ceil_mode,
        module.count_include_pad,
        getattr(module, "divisor_override", None),
    )


def _window(
    x: Ref,
    kernel: int | Sequence[int],
    stride: int | Sequence[int] | None,
    padding: int | Sequence[int],
    dilation: int | Sequence[int],
) -> Window | None:
    """The window over all axes of `x` but the channels; its own stride by default."""
    axes = len(x.shape) - 1
    if axes not in (1, 2, 3):
        return None
    if stride is None or stride in ([], ()):
        stride = kernel
    sizes = (each_axis(size, axes) for size in (kernel, stride, padding, dilation))
    return Window.of(*sizes)


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {
    nn.MaxPool1d: max_pool_module,
    nn.MaxPool2d: max_pool_module,
    nn.MaxPool3d: max_pool_module,
    nn.AvgPool1d: avg_pool_module,
    nn.AvgPool2d: avg_pool_module,
    nn.AvgPool3d: avg_pool_module,
}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    **dict.fromkeys(("max_pool1d", "max_pool2d", "max_pool3d"), max_pool),
    **dict.fromkeys(("max_pool2d_with_indices", "max_pool3d_with_indices"), max_pool),
    **dict.fromkeys(("avg_pool1d", "avg_pool2d", "avg_pool3d"), avg_pool),
}
