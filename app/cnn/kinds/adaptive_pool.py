"""Pools told what they shall return: adaptive and global ones; their windows may differ by one."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn.geometry import Ints, ReceptiveField, Region, Window, everything, unravel
from app.cnn.kinds.base import Arithmetic, Found, Json, Kind, Ref, Site, window_source
from app.cnn.kinds.pool import AveragePool, MaxPool

_AVERAGE: tuple[Callable[..., Tensor], ...] = (
    F.adaptive_avg_pool1d,
    F.adaptive_avg_pool2d,
    F.adaptive_avg_pool3d,
)
_MAXIMUM: tuple[Callable[..., Tensor], ...] = (
    F.adaptive_max_pool1d,
    F.adaptive_max_pool2d,
    F.adaptive_max_pool3d,
)
Which = Literal["avg_pool", "max_pool"]


@dataclass(frozen=True)
class Uneven(Kind):
    """An adaptive pool whose windows are not all of one size.

    Cell i of n looks at the cells ⌊i·m/n⌋ to ⌈(i+1)·m/n⌉ - 1 of m.
    """

    which: Which
    lengths: Ints
    size: Ints

    @property
    def kind(self) -> str:  # type: ignore[override]
        """A pool like the others."""
        return self.which

    @property
    def title(self) -> str:
        """The name for people."""
        return f"Adaptive {'max' if self.which == 'max_pool' else 'average'} pooling"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, C, *lengths) -> (B, C, *size)."""
        pools = _MAXIMUM if self.which == "max_pool" else _AVERAGE
        return pools[len(self.size) - 1](inputs[0], self.size)

    def window(self, axis: int, index: int) -> range:
        """The input indices of output `index` along `axis`."""
        length, size = self.lengths[axis], self.size[axis]
        return range(index * length // size, -((index + 1) * length // -size))

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """None: the cells are not evenly spaced."""
        return None

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """The windows of the region's cells."""
        spatial = (
            frozenset(p for i in indices for p in self.window(axis, i))
            for axis, indices in enumerate(region[1:])
        )
        return ((region[0], *spatial),)

    def connections(self, site: Site) -> int:
        """The cells of all windows."""
        total = site.shape[0]
        for axis, size in enumerate(self.size):
            total *= sum(len(self.window(axis, i)) for i in range(size))
        return total

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The mean or the maximum of this cell's own window."""
        channel, *place = index
        windows = [self.window(axis, i) for axis, i in enumerate(place)]
        patch = values[0][channel][tuple(slice(w.start, w.stop) for w in windows)].double()
        source = window_source(
            site.inputs[0],
            [channel],
            [w.start for w in windows],
            tuple(len(w) for w in windows),
            (1,) * len(windows),
        )
        if self.which == "avg_pool":
            return Arithmetic(
                "mean",
                "Σ window ÷ cells",
                patch,
                (source,),
                sum=float(patch.sum()),
                detail={"divisor": patch.numel()},
            )
        winner = unravel(int(patch.argmax()), tuple(patch.shape))
        return Arithmetic("maximum", "max of the window", patch, (source,), winner=winner)


@dataclass(frozen=True)
class EvenAverage(AveragePool):
    """An adaptive average pool whose windows are all alike; torch adds up in another order."""

    size: Ints = ()

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, C, *spatial) -> (B, C, *size)."""
        return _AVERAGE[len(self.size) - 1](inputs[0], self.size)


@dataclass(frozen=True)
class GlobalAverage(Kind):
    """The mean of each whole map, as x.mean((2, 3)) has it: (B, C, *spatial) -> (B, C)."""

    kind: ClassVar[str] = "avg_pool"
    axes: int

    @property
    def title(self) -> str:
        """The name for people."""
        return "Global average pooling"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, C, *spatial) -> (B, C)."""
        return inputs[0].mean(tuple(range(2, 2 + self.axes)))

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """What the whole map sees, the same for every channel."""
        lengths = site.input_shapes[0][1:]
        whole = fields[0].through(Window.of(lengths)) if fields[0] else None
        return whole and ReceptiveField(whole.size, (0,) * len(lengths), whole.offset)

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """The whole maps of these channels."""
        return ((region[0], *everything(site.input_shapes[0][1:])),)

    def connections(self, site: Site) -> int:
        """Every cell once."""
        return math.prod(site.input_shapes[0])

    def detail(self, site: Site) -> dict[str, Json]:
        """That the result is flat."""
        return {"global": True}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The map's sum over its number of cells."""
        patch = values[0][index[0]].double()
        size = tuple(patch.shape)
        steps = (1,) * len(size)
        return Arithmetic(
            "mean",
            "Σ map ÷ cells",
            patch,
            (window_source(site.inputs[0], index, [0] * len(size), size, steps),),
            sum=float(patch.sum()),
            detail={"divisor": patch.numel()},
        )


def _adaptive(which: Which, x: Ref, output_size: Any) -> Found | None:
    """A plain pool where the windows are even, an uneven one otherwise."""
    lengths = x.shape[1:]
    asked = (output_size,) if isinstance(output_size, int) else tuple(output_size)
    asked = asked * len(lengths) if len(asked) == 1 else asked
    size = tuple(length if n is None else n for n, length in zip(asked, lengths, strict=True))
    if any(length % n for n, length in zip(size, lengths, strict=True)):
        return Found(Uneven(which, lengths, size), (x,))
    kernel = tuple(length // n for n, length in zip(size, lengths, strict=True))
    window = Window.of(kernel, kernel)
    rule = MaxPool(window, False) if which == "max_pool" else EvenAverage(window, False, size=size)
    return Found(rule, (x,))


def adaptive_avg_pool(x: Ref, output_size: Any) -> Found | None:
    """Recognise F.adaptive_avg_pool1d, 2d, 3d and their aten operations."""
    return _adaptive("avg_pool", x, output_size)


def adaptive_max_pool(x: Ref, output_size: Any, return_indices: bool = False) -> Found | None:
    """Recognise F.adaptive_max_pool1d, 2d, 3d and their aten operations."""
    return _adaptive("max_pool", x, output_size)


def adaptive_avg_module(module: Any, x: Ref) -> Found | None:
    """Recognise nn.AdaptiveAvgPool1d, 2d, 3d."""
    return _adaptive("avg_pool", x, module.output_size)


def adaptive_max_module(module: Any, x: Ref) -> Found | None:
    """Recognise nn.AdaptiveMaxPool1d, 2d, 3d."""
    return _adaptive("max_pool", x, module.output_size)


def mean(x: Ref, dim: Any = None, keepdim: bool = False, **ignored: Any) -> Found | None:
    """Recognise the mean over all spatial axes."""
    axes = len(x.shape) + 1
    dims = (dim,) if isinstance(dim, int) else tuple(dim or ())
    if axes < 3 or sorted(d % axes for d in dims) != list(range(2, axes)):
        return None
    if keepdim:
        return _adaptive("avg_pool", x, 1)
    return Found(GlobalAverage(axes - 2), (x,))


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {
    nn.AdaptiveAvgPool1d: adaptive_avg_module,
    nn.AdaptiveAvgPool2d: adaptive_avg_module,
    nn.AdaptiveAvgPool3d: adaptive_avg_module,
    nn.AdaptiveMaxPool1d: adaptive_max_module,
    nn.AdaptiveMaxPool2d: adaptive_max_module,
    nn.AdaptiveMaxPool3d: adaptive_max_module,
}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    **{f"adaptive_avg_pool{n}d": adaptive_avg_pool for n in (1, 2, 3)},
    **{f"_adaptive_avg_pool{n}d": adaptive_avg_pool for n in (2, 3)},
    **{f"adaptive_max_pool{n}d": adaptive_max_pool for n in (1, 2, 3)},
    "mean": mean,
}
