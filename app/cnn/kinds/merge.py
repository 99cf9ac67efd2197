"""Where branches meet: addition and concatenation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from app.cnn.geometry import Ints, ReceptiveField, Region
from app.cnn.kinds.base import (
    Arithmetic,
    Found,
    Json,
    Kind,
    Ref,
    Site,
    cell_source,
    pick,
    same_cells,
)


@dataclass(frozen=True)
class Add(Kind):
    """The sum of two layers, a + alpha · b, as in residual networks."""

    kind: ClassVar[str] = "add"
    alpha: float = 1

    @property
    def title(self) -> str:
        """The name for people."""
        return "Addition" if self.alpha > 0 else "Subtraction"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Two tensors of shapes that broadcast -> their sum."""
        one, other = inputs
        return one + other if self.alpha == 1 else torch.add(one, other, alpha=self.alpha)

    def detail(self, site: Site) -> dict[str, Json]:
        """The factor of the second layer, where it is not 1."""
        return {} if self.alpha == 1 else {"alpha": self.alpha}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """Two numbers and their sum."""
        operands = pick(values, index).double()
        factors = operands.new_tensor([1, self.alpha])
        plain = self.alpha == 1
        return Arithmetic(
            operation="sum",
            formula="a + b" if plain else "a + α · b",
            operands=operands,
            weights=None if plain else factors,
            products=None if plain else operands * factors,
            sum=float((operands * factors).sum()),
            sources=same_cells(index, site),
        )


@dataclass(frozen=True)
class Concat(Kind):
    """Layers side by side along `axis` (0 = channels)."""

    kind: ClassVar[str] = "concat"
    axis: int

    @property
    def title(self) -> str:
        """The name for people."""
        return "Concatenation"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Tensors that differ along one axis only -> one tensor."""
        return torch.cat(inputs, self.axis + 1)

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """The union of the branches; unknown when maps are joined along a spatial axis."""
        return super().field(fields, site) if self.axis == 0 else None

    def starts(self, site: Site) -> list[int]:
        """Where each input begins along the axis."""
        lengths = [shape[self.axis] for shape in site.input_shapes]
        return [sum(lengths[:i]) for i in range(len(lengths))]

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """The part of the region that came from each input."""
        parts = []
        for start, shape in zip(self.starts(site), site.input_shapes, strict=True):
            own = range(start, start + shape[self.axis])
            kept = frozenset(i - start for i in region[self.axis] if i in own)
            parts.append((*region[: self.axis], kept, *region[self.axis + 1 :]))
        return tuple(parts)

    def detail(self, site: Site) -> dict[str, Json]:
        """The axis, and where each input begins."""
        return {"axis": self.axis, "starts": self.starts(site)}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The one number of the input that is shown here."""
        starts = self.starts(site)
        which = max(i for i, start in enumerate(starts) if start <= index[self.axis])
        place = list(index)
        place[self.axis] -= starts[which]
        source = tuple(place)
        return Arithmetic(
            operation="select",
            formula=f"x of {site.inputs[which]}",
            operands=pick([values[which]], source),
            sources=(cell_source(site.inputs[which], source),),
            detail={"input": which},
        )


def add(one: Any, other: Any, *, alpha: float = 1, **ignored: Any) -> Found | None:
    """Recognise a + b of two layers, torch.add and aten.add."""
    both = isinstance(one, Ref) and isinstance(other, Ref)
    if not both or len(one.shape) != len(other.shape):
        return None
    return Found(Add(alpha), (one, other))


def subtract(one: Any, other: Any, *, alpha: float = 1, **ignored: Any) -> Found | None:
    """Recognise a - b of two layers, torch.sub and aten.sub."""
    return add(one, other, alpha=-alpha)


def concat(tensors: Sequence[Any], dim: int = 0, **ignored: Any) -> Found | None:
    """Recognise torch.cat of layers and aten.cat."""
    if not all(isinstance(tensor, Ref) for tensor in tensors):
        return None
    axis = dim % (len(tensors[0].shape) + 1) - 1
    return Found(Concat(axis), tuple(tensors)) if axis >= 0 else None


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    "add": add,
    "sub": subtract,
    "cat": concat,
    "concat": concat,
    "concatenate": concat,
}
