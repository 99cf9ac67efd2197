"""Softmax and log-softmax over the units of a flat layer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from app.cnn.geometry import Ints, ReceptiveField, Region, everything
from app.cnn.kinds.base import Arithmetic, Found, Json, Kind, Ref, Site, unit_source
from app.cnn.modules import Softmax as TemperedSoftmax


@dataclass(frozen=True)
class Softmax(Kind):
    """e^(z/T) over the sum of all of them; its logarithm when `log`."""

    temperature: float = 1.0
    log: bool = False

    @property
    def kind(self) -> str:  # type: ignore[override]
        """Two kinds: probabilities and their logarithms."""
        return "log_softmax" if self.log else "softmax"

    @property
    def title(self) -> str:
        """The name for people."""
        return "Log softmax" if self.log else "Softmax"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, N) -> (B, N)."""
        logits = inputs[0] if self.temperature == 1 else inputs[0] / self.temperature
        return torch.log_softmax(logits, -1) if self.log else torch.softmax(logits, -1)

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """The whole input."""
        return ReceptiveField.whole(site.network_input[1:])

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """Every unit before."""
        return (everything(site.input_shapes[0]),)

    def detail(self, site: Site) -> dict[str, Json]:
        """The temperature, and whether it is the logarithm."""
        return {"temperature": self.temperature, "log": self.log}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """Each exponential over their sum; all shifted by the largest logit, which cancels out."""
        logits = values[0].double()
        shift = float(logits.max())
        exponentials = ((logits - shift) / self.temperature).exp()
        divided = "z" if self.temperature == 1 else "z/T"
        formula = f"e^({divided}) / Σ e^({divided})"
        return Arithmetic(
            operation="softmax",
            formula=f"ln({formula})" if self.log else formula,
            operands=logits,
            sources=(unit_source(site.inputs[0], 0, len(logits)),),
            detail={
                "temperature": self.temperature,
                "shift": shift,
                "exponentials": exponentials.tolist(),
                "denominator": float(exponentials.sum()),
                "log": self.log,
            },
        )


def _flat(x: Ref, dim: int | None, rule: Softmax) -> Found | None:
    """Only over the units of a flat layer."""
    flat = isinstance(x, Ref) and len(x.shape) == 1 and dim in (None, 1, -1)
    return Found(rule, (x,)) if flat else None


def softmax(x: Ref, dim: int | None = None, *ignored: Any, **more: Any) -> Found | None:
    """Recognise F.softmax, torch.softmax and their aten operations."""
    return _flat(x, dim, Softmax())


def log_softmax(x: Ref, dim: int | None = None, *ignored: Any, **more: Any) -> Found | None:
    """Recognise F.log_softmax, torch.log_softmax and their aten operations."""
    return _flat(x, dim, Softmax(log=True))


def softmax_module(module: nn.Softmax, x: Ref) -> Found | None:
    """Recognise nn.Softmax."""
    return softmax(x, module.dim)


def log_softmax_module(module: nn.LogSoftmax, x: Ref) -> Found | None:
    """Recognise nn.LogSoftmax."""
    return log_softmax(x, module.dim)


def tempered(module: TemperedSoftmax, x: Ref) -> Found | None:
    """Recognise our softmax with a temperature."""
    return _flat(x, None, Softmax(float(module.temperature)))


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {
    nn.Softmax: softmax_module,
    nn.LogSoftmax: log_softmax_module,
    TemperedSoftmax: tempered,
}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    "softmax": softmax,
    "_softmax": softmax,
    "log_softmax": log_softmax,
    "_log_softmax": log_softmax,
}
