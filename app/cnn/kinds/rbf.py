"""Euclidean radial basis functions: how far the input is from each class's centre."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor, nn

from app.cnn.geometry import Ints, ReceptiveField, Region, everything
from app.cnn.kinds.base import Arithmetic, Found, Json, Kind, Ref, Site, unit_source
from app.cnn.modules import Rbf

_CHARACTERS = {84: [7, 12]}


@dataclass(frozen=True)
class RadialBasis(Kind):
    """Penalties: squared distances to fixed centres; the smallest one wins."""

    kind: ClassVar[str] = "rbf"
    filters: ClassVar[bool] = True

    @property
    def title(self) -> str:
        """The name for people."""
        return "RBF"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, N) -> (B, classes), each ≥ 0."""
        return (inputs[0].unsqueeze(1) - tensors["weight"]).square().sum(dim=-1)

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """The whole input."""
        return ReceptiveField.whole(site.network_input[1:])

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """Every unit before."""
        return (everything(site.input_shapes[0]),)

    def connections(self, site: Site) -> int:
        """One per centre's number; they are fixed, not parameters."""
        return site.tensors["weight"].numel()

    def detail(self, site: Site) -> dict[str, Json]:
        """How to draw a centre: LeNet-5's 84 numbers are a character, [width, height]."""
        features = site.input_shapes[0][0]
        return {"grid": _CHARACTERS[features]} if features in _CHARACTERS else {}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """Every squared difference and their sum."""
        operands = values[0].double()
        centre = site.tensors["weight"][index[0]].double()
        squares = (operands - centre).square()
        return Arithmetic(
            operation="squared_distance",
            formula="Σ (x − centre)²",
            operands=operands,
            weights=centre,
            products=squares,
            sum=float(squares.sum()),
            sources=(unit_source(site.inputs[0], 0, len(operands)),),
            detail=self.detail(site),
        )


def rbf(module: Rbf, x: Ref) -> Found | None:
    """Recognise our own module; torch has no such layer."""
    return Found(RadialBasis(), (x,), {"weight": module.centres}) if len(x.shape) == 1 else None


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {Rbf: rbf}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {}
