"""The trainable pooling of LeNet-5: one coefficient and one bias per map."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor, nn

from app.cnn import tiles
from app.cnn.geometry import Ints, Window
from app.cnn.kinds.base import Arithmetic, Found, Ref, Site, window_source
from app.cnn.kinds.sliding import Sliding
from app.cnn.modules import Subsampling


@dataclass(frozen=True)
class TrainablePool(Sliding):
    """coefficient × (sum of the window) + bias, per channel."""

    kind: ClassVar[str] = "subsampling"
    filters: ClassVar[bool] = True

    @property
    def title(self) -> str:
        """The name for people."""
        return "Subsampling"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H', W')."""
        sums = tiles.mean(inputs[0], self.window.kernel, 1)
        return sums * tensors["weight"].view(-1, 1, 1) + tensors["bias"].view(-1, 1, 1)

    def connections(self, site: Site) -> int:
        """The window and the bias of every output (1998: 5 for a window of 2×2)."""
        return math.prod(site.shape) * (self.window.area + 1)

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The window's sum × the coefficient of its channel, plus bias."""
        channel, *place = index
        patch, valid = self.patch(values[0][channel : channel + 1].double(), tuple(place))
        weight = site.tensors["weight"][channel].double()
        start = self.start(tuple(place))
        return Arithmetic(
            operation="subsampling",
            formula="coefficient × Σ window + bias",
            operands=patch[0],
            weights=weight.expand_as(patch[0]),
            products=patch[0] * weight,
            valid=valid,
            sum=float((patch[0] * weight).sum()),
            bias=float(site.tensors["bias"][channel]),
            sources=(window_source(site.inputs[0], [channel], start, self.window.kernel, (1, 1)),),
            detail={"coefficient": float(weight), "window_sum": float(patch.sum())},
        )


def subsampling(module: Subsampling, x: Ref) -> Found | None:
    """Recognise our own module; torch has no such layer."""
    size = (module.kernel_size, module.kernel_size)
    rule = TrainablePool(Window.of(size, size))
    return Found(rule, (x,), {"weight": module.weight, "bias": module.bias})


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {Subsampling: subsampling}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {}
