"""What every kind of layer can answer: how it runs, what it sees, how one cell came to be."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from torch import Tensor, nn

from app.cnn.geometry import Ints, ReceptiveField, Region

Json = Any
"""What `json` can write."""


@dataclass(frozen=True)
class Ref:
    """The output of an earlier layer, as an argument of an operation; `shape` has no batch."""

    name: str
    shape: Ints


@dataclass(frozen=True)
class Site:
    """Where a rule stands in a network: what is around it. Shapes have no batch."""

    inputs: tuple[str, ...]
    input_shapes: tuple[Ints, ...]
    shape: Ints
    tensors: Mapping[str, Tensor]
    parameters: int
    network_input: Ints


@dataclass(frozen=True)
class Arithmetic:
    """How one number was computed; tensors are nested alike. Its JSON is in `app.cnn.cell`."""

    operation: str
    formula: str
    operands: Tensor
    sources: tuple[dict[str, Json], ...]
    weights: Tensor | None = None
    products: Tensor | None = None
    valid: Tensor | None = None
    sum: float | None = None
    bias: float | None = None
    winner: Ints | None = None
    detail: Mapping[str, Json] = field(default_factory=dict)

    @classmethod
    def weighted_sum(
        cls,
        factors: str,
        operands: Tensor,
        weights: Tensor,
        bias: Tensor | None,
        source: dict[str, Json],
        valid: Tensor | None = None,
    ) -> "Arithmetic":
        """Σ operands × weights + bias; `factors` are the words for the two, `bias` one number."""
        products = operands * weights
        return cls(
            operation="weighted_sum",
            formula=f"Σ {factors}" + ("" if bias is None else " + bias"),
            operands=operands,
            weights=weights,
            products=products,
            valid=valid,
            sum=float(products.sum()),
            bias=None if bias is None else float(bias),
            sources=(source,),
        )


class Kind(ABC):
    """One kind of layer with its settings. Subclasses are frozen dataclasses: data, no tensors."""

    kind: ClassVar[str]
    filters: ClassVar[bool] = False
    """Whether its weights are worth a picture."""
    editable: ClassVar[bool] = True
    """Whether `weight[c]` and `bias[c]` belong to output channel c."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The name for people."""

    @property
    def label(self) -> str:
        """A word for it where the module has no name for it."""
        return self.kind

    @abstractmethod
    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Compute the layer, out of place; recorded once into the network's program."""

    @abstractmethod
    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """Explain output cell `index`; `values` are the inputs without batch."""

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """What its cells see of the input; by default what the cells at the same place saw."""
        result = fields[0]
        for other in fields[1:]:
            result = result.union(other) if result and other else None
        return result

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """The cells of each input that `region` of the output depends on; by default the same."""
        return tuple(aligned(region, shape) for shape in site.input_shapes)

    def constrained(self, name: str, tensor: Tensor) -> Tensor:
        """An edited tensor with what cannot be edited put back, as connections that are not."""
        return tensor

    def replaceable(self, site: Site) -> tuple[str, ...]:
        """What an edit may replace in one channel: its "weights", its "bias"."""
        fields = {"weights": "weight", "bias": "bias"}
        return tuple(f for f, name in fields.items() if self.editable and name in site.tensors)

    def connections(self, site: Site) -> int:
        """Weighted or chosen lines into all outputs, bias included; 0 for a fixed function."""
        return 0

    def derived(self) -> dict[str, Json] | None:
        """How the output follows from the one input, as JSON; None: only by computing with it.

        Numbers are chosen, moved or set to zero, and so come out the same in any float format.
        """
        return None

    def detail(self, site: Site) -> dict[str, Json]:
        """What else there is to know, as JSON."""
        return {}


@dataclass(frozen=True)
class Found:
    """A recognised operation: its rule, the layers it reads and the tensors that it uses.

    `owned` are the parameters behind the tensors when these are not parameters themselves.
    """

    rule: Kind
    inputs: tuple[Ref, ...]
    tensors: Mapping[str, Tensor] = field(default_factory=dict)
    owned: tuple[nn.Parameter, ...] | None = None


def given(**tensors: Tensor | None) -> dict[str, Tensor]:
    """The tensors that are there, by name."""
    return {name: tensor for name, tensor in tensors.items() if tensor is not None}


def aligned(region: Region, shape: Ints) -> Region:
    """The region of an input of `shape` that broadcasts onto `region` of the output."""
    return tuple(
        frozenset((0,)) if length == 1 else indices
        for indices, length in zip(region, shape, strict=True)
    )


def aligned_cell(index: Ints, shape: Ints) -> Ints:
    """The cell of an input of `shape` that broadcasts onto output cell `index`."""
    return tuple(0 if length == 1 else i for i, length in zip(index, shape, strict=True))


def same_cells(index: Ints, site: Site) -> tuple[dict[str, Json], ...]:
    """One single source cell in each input, at the same place."""
    return tuple(
        cell_source(name, aligned_cell(index, shape))
        for name, shape in zip(site.inputs, site.input_shapes, strict=True)
    )


def cell_source(layer: str, cell: Ints) -> dict[str, Json]:
    """One cell of a layer."""
    return {"layer": layer, "cell": list(cell)}


def unit_source(layer: str, first: int, count: int) -> dict[str, Json]:
    """A run of units of a flat layer."""
    return {"layer": layer, "units": [first, count]}


def window_source(
    layer: str, channels: Sequence[int], start: Sequence[int], size: Ints, step: Ints
) -> dict[str, Json]:
    """A window over channels; `start` may lie in the padding."""
    return {
        "layer": layer,
        "channels": list(channels),
        "start": list(start),
        "size": list(size),
        "step": list(step),
    }


def pick(values: Sequence[Tensor], index: Ints) -> Tensor:
    """The number at `index` in each tensor, broadcast where a length is 1: (len(values),)."""
    cells = [value[aligned_cell(index, tuple(value.shape))] for value in values]
    return cells[0].new_tensor([float(cell) for cell in cells])
