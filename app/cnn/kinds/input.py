"""The first layer: the ink, standardised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from app.cnn.geometry import Ints, Region
from app.cnn.kinds.base import Arithmetic, Json, Kind, Site


@dataclass(frozen=True)
class Input(Kind):
    """(ink - mean) / std."""

    kind: ClassVar[str] = "input"
    mean: float
    std: float

    @property
    def title(self) -> str:
        """The name for people."""
        return "Input"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Standardise ink of any shape."""
        return (inputs[0] - self.mean) / self.std

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """Nothing comes before."""
        return ()

    def detail(self, site: Site) -> dict[str, Json]:
        """Mean and standard deviation."""
        return {"mean": self.mean, "std": self.std}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """One pixel of ink, standardised; `values` holds the ink."""
        return Arithmetic(
            operation="standardise",
            formula="(ink − mean) / std",
            operands=values[0][index].view(1),
            sources=(),
            detail=self.detail(site),
        )
