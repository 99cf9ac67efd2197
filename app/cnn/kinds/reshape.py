"""Layers that pass every number on: flatten, reshape, dropout in use."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from app.cnn.geometry import Ints, ReceptiveField, Region, everything, ravel, unravel
from app.cnn.kinds.base import Arithmetic, Found, Json, Kind, Ref, Site, cell_source, pick

COPY = {"by": "copy"}


@dataclass(frozen=True)
class Reshape(Kind):
    """The same numbers in the same order under another shape (without batch)."""

    shape: Ints

    @property
    def kind(self) -> str:  # type: ignore[override]
        """Flatten when the result is flat."""
        return "flatten" if len(self.shape) == 1 else "reshape"

    @property
    def title(self) -> str:
        """The name for people."""
        return self.kind.capitalize()

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, …) -> (B, *shape)."""
        if len(self.shape) == 1:
            return torch.flatten(inputs[0], 1)
        return inputs[0].reshape((-1, *self.shape))

    def derived(self) -> dict[str, Json] | None:
        """The same numbers in the same order."""
        return COPY

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """Known when every map held one number or every cell sees the same; else by cell only."""
        (seen,) = fields
        if seen is None or site.shape == site.input_shapes[0]:
            return seen
        if math.prod(site.input_shapes[0][1:]) == 1 or not any(seen.jump):
            return ReceptiveField(seen.size, (0,) * len(seen.jump), seen.offset)
        return None

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """The cells at the same places of the row of all numbers."""
        shape = site.input_shapes[0]
        if region == everything(site.shape):
            return (everything(shape),)
        moved = (unravel(ravel(index, site.shape), shape) for index in product(*region))
        return (tuple(frozenset(axis) for axis in zip(*moved, strict=True)),)

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The one number that moved here."""
        return copied(unravel(ravel(index, site.shape), site.input_shapes[0]), values, site)


@dataclass(frozen=True)
class Permute(Kind):
    """The same numbers with their axes in another order: output axis i is input axis order[i]."""

    kind: ClassVar[str] = "permute"
    order: Ints

    @property
    def title(self) -> str:
        """The name for people."""
        return "Permute"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, …) -> (B, …) with the axes in order."""
        return inputs[0].permute(0, *(axis + 1 for axis in self.order))

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """By cell only: the first axis is no channel any more."""
        return None

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """The same cells, by the input's axes."""
        return (tuple(region[self.order.index(axis)] for axis in range(len(self.order))),)

    def detail(self, site: Site) -> dict[str, Json]:
        """The order of the axes."""
        return {"order": list(self.order)}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The one number that moved here."""
        source = tuple(index[self.order.index(axis)] for axis in range(len(self.order)))
        return copied(source, values, site)


@dataclass(frozen=True)
class Dropout(Kind):
    """Dropout when the network is used: everything passes.

    In training `whole` channels go at once, or single numbers; `alpha` puts others in their place.
    """

    kind: ClassVar[str] = "dropout"
    probability: float
    whole: bool = False
    alpha: bool = False

    @property
    def title(self) -> str:
        """The name for people."""
        return "Dropout"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Any shape -> the same tensor."""
        return inputs[0]

    def derived(self) -> dict[str, Json] | None:
        """The same numbers."""
        return COPY

    def detail(self, site: Site) -> dict[str, Json]:
        """How much is dropped in training."""
        return {"probability": self.probability}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The same number."""
        return copied(index, values, site)


def copied(source: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
    """A number that is another layer's number."""
    return Arithmetic(
        operation="copy",
        formula="x",
        operands=pick(values, source),
        sources=(cell_source(site.inputs[0], source),),
    )


def permute(x: Ref, *dims: Any, **named: Any) -> Found | None:
    """Recognise x.permute, torch.permute and aten.permute that leave the batch where it is."""
    given = named.get("dims", dims[0] if dims and not isinstance(dims[0], int) else dims)
    axes = len(x.shape) + 1
    order = [dim % axes for dim in given]
    if not order or order[0] != 0:
        return None
    return Found(Permute(tuple(dim - 1 for dim in order[1:])), (x,))


def transpose(x: Ref, dim0: int, dim1: int) -> Found | None:
    """Recognise x.transpose, torch.transpose and aten.transpose."""
    order = list(range(len(x.shape) + 1))
    order[dim0], order[dim1] = order[dim1], order[dim0]
    return permute(x, *order)


def _dropout(*, whole: bool = False, alpha: bool = False) -> Callable[..., Found | None]:
    """A recogniser of F.dropout or a variant; it is off here, whatever it says."""

    def recognise(x: Ref, p: float = 0.5, *ignored: Any, **more: Any) -> Found | None:
        return Found(Dropout(float(p), whole, alpha), (x,))

    return recognise


def dropout_module(module: Any, x: Ref) -> Found | None:
    """Recognise nn.Dropout and its variants."""
    whole = not isinstance(module, nn.Dropout | nn.AlphaDropout)
    return _dropout(whole=whole, alpha=isinstance(module, nn.AlphaDropout))(x, module.p)


_DROPOUTS = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout)
MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = dict.fromkeys(
    _DROPOUTS, dropout_module
)
RESHAPES = frozenset(
    ("flatten", "view", "reshape", "unflatten", "squeeze", "unsqueeze", "_unsafe_view", "view_as")
)
"""Operations that keep the order of the numbers; their rule needs the new shape only."""
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    "dropout": _dropout(),
    "alpha_dropout": _dropout(alpha=True),
    **dict.fromkeys(
        ("dropout1d", "dropout2d", "dropout3d", "feature_dropout"), _dropout(whole=True)
    ),
    "permute": permute,
    "transpose": transpose,
}
