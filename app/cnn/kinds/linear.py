"""Dense layers: every unit is a weighted sum of all inputs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn.geometry import Ints, ReceptiveField, Region, everything
from app.cnn.kinds.base import Arithmetic, Found, Json, Kind, Ref, Site, given, unit_source


@dataclass(frozen=True)
class Dense(Kind):
    """A fully connected layer: (B, N) -> (B, M)."""

    kind: ClassVar[str] = "linear"
    filters: ClassVar[bool] = True

    @property
    def title(self) -> str:
        """The name for people."""
        return "Dense"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, N) -> (B, M)."""
        return F.linear(inputs[0], tensors["weight"], tensors.get("bias"))

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """The whole input."""
        return ReceptiveField.whole(site.network_input[1:])

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """Every unit before."""
        return (everything(site.input_shapes[0]),)

    def connections(self, site: Site) -> int:
        """One per weight and bias."""
        return sum(tensor.numel() for tensor in site.tensors.values())

    def detail(self, site: Site) -> dict[str, Json]:
        """Whether it has a bias."""
        return {"bias": "bias" in site.tensors}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """All inputs × weights, summed, plus bias."""
        (unit,) = index
        operands = values[0].double()
        bias = site.tensors.get("bias")
        return Arithmetic.weighted_sum(
            "inputs × weights",
            operands,
            site.tensors["weight"][unit].double(),
            None if bias is None else bias[unit],
            unit_source(site.inputs[0], 0, len(operands)),
        )


def linear(x: Ref, weight: Tensor, bias: Tensor | None = None) -> Found | None:
    """Recognise F.linear and aten.linear on flat inputs."""
    if not isinstance(x, Ref) or not isinstance(weight, Tensor) or len(x.shape) != 1:
        return None
    return Found(Dense(), (x,), given(weight=weight, bias=bias))


def addmm(bias: Tensor, x: Ref, weight: Tensor) -> Found | None:
    """Recognise aten.addmm, what a decomposed program has: bias + x @ weight."""
    return linear(x, weight.t(), bias) if isinstance(weight, Tensor) else None


def matmul(x: Ref, weight: Tensor) -> Found | None:
    """Recognise x @ weight with a constant matrix."""
    if not isinstance(weight, Tensor) or weight.dim() != 2:
        return None
    return linear(x, weight.t())


def linear_module(module: nn.Linear, x: Ref) -> Found | None:
    """Recognise nn.Linear."""
    return linear(x, module.weight, module.bias)


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {nn.Linear: linear_module}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    "linear": linear,
    "addmm": addmm,
    "mm": matmul,
    "matmul": matmul,
}
