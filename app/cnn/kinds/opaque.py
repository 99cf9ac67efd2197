"""Elementwise operations without a rule of their own: shown with their output, no arithmetic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.fx.node import map_aggregate

from app.cnn.geometry import Ints, unravel
from app.cnn.kinds.base import Arithmetic, Found, Json, Kind, Ref, Site, pick, same_cells


@dataclass(frozen=True)
class Slot:
    """A place in an operation's arguments: layer output number `index`, or a constant tensor."""

    index: int
    constant: bool = False


@dataclass(frozen=True)
class Opaque(Kind):
    """Some function of the cells at one place: `function(*args, **kwargs)`, slots filled in."""

    kind: ClassVar[str] = "opaque"
    name: str
    function: Callable[..., Tensor]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    @property
    def title(self) -> str:
        """The operation's name in torch."""
        return self.name

    @property
    def label(self) -> str:
        """The function's name."""
        return self.name

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Call the operation as the module did."""

        def fill(value: Any) -> Any:
            if not isinstance(value, Slot):
                return value
            return tensors[f"constant{value.index}"] if value.constant else inputs[value.index]

        return self.function(*map_aggregate(self.args, fill), **map_aggregate(self.kwargs, fill))

    def detail(self, site: Site) -> dict[str, Json]:
        """The operation's name."""
        return {"operation": self.name}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """What went in."""
        names = ", ".join("abcdefgh"[: len(values)]) if len(values) > 1 else "x"
        return Arithmetic(
            operation="opaque",
            formula=f"{self.name}({names})",
            operands=pick(values, index),
            sources=same_cells(index, site),
            detail=self.detail(site),
        )


def opaque(
    name: str,
    function: Callable[..., Tensor],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    samples: dict[str, Tensor],
) -> Found | None:
    """Recognise any operation that works cell by cell, found out by trying.

    Args:
        name: of the operation.
        function: computes it out of place.
        args: its arguments, with a Ref for each layer.
        kwargs: the same.
        samples: an output of each of these layers, with batch.
    """
    refs: list[Ref] = []
    constants: list[Tensor] = []

    def slot(value: Any) -> Any:
        if isinstance(value, Ref):
            refs.append(value)
            return Slot(len(refs) - 1)
        if isinstance(value, Tensor):
            constants.append(value)
            return Slot(len(constants) - 1, constant=True)
        return value

    rule = Opaque(name, function, map_aggregate(args, slot), map_aggregate(kwargs, slot))
    tensors = {f"constant{i}": tensor for i, tensor in enumerate(constants)}
    if not refs or not _cell_by_cell(rule, [samples[ref.name] for ref in refs], tensors):
        return None
    return Found(rule, tuple(refs), tensors)


def _cell_by_cell(rule: Opaque, samples: list[Tensor], tensors: dict[str, Tensor]) -> bool:
    """Whether changing one cell of an input changes the outputs at that place only."""
    generator = torch.Generator().manual_seed(0)
    inputs = [_lively(sample, generator) for sample in samples]
    before = rule.run(*inputs, **tensors)
    if not isinstance(before, Tensor) or any(value.dim() != before.dim() for value in inputs):
        return False
    if not _broadcasts((*inputs, *tensors.values()), before):
        return False
    for number, value in enumerate(inputs):
        for place in (0, value.numel() // 2, value.numel() - 1):
            cell = unravel(place, tuple(value.shape))
            nudged = value.clone()
            nudged[cell] = nudged[cell] + 0.5 if value.is_floating_point() else not nudged[cell]
            after = rule.run(*inputs[:number], nudged, *inputs[number + 1 :], **tensors)
            changed = ~torch.isclose(after, before, rtol=0, atol=0, equal_nan=True)
            own = (
                slice(None) if length == 1 else slice(i, i + 1)
                for i, length in zip(cell, value.shape, strict=True)
            )
            changed[tuple(own)] = False
            if bool(changed.any()):
                return False
    return True


def _broadcasts(inputs: Sequence[Tensor], output: Tensor) -> bool:
    """Whether the output has the shape that the inputs have together."""
    try:
        return torch.broadcast_shapes(*(value.shape for value in inputs)) == output.shape
    except RuntimeError:
        return False


def _lively(sample: Tensor, generator: torch.Generator) -> Tensor:
    """Numbers above zero in place of the sample's, among which there may be too many zeros."""
    if not sample.is_floating_point():
        return sample
    return torch.rand(sample.shape, generator=generator) + 0.1
