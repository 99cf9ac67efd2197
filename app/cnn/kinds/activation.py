"""Activations: one fixed function of each number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn.geometry import Ints
from app.cnn.kinds.base import Arithmetic, Found, Json, Kind, Ref, Site, pick, same_cells
from app.cnn.modules import Scale, ScaledTanh


@dataclass(frozen=True)
class Shape:
    """An activation function: its name for people, its formula, its settings in torch's order."""

    title: str
    formula: str
    run: Callable[..., Tensor]
    settings: tuple[tuple[str, Any], ...] = ()


def _scaled_tanh(x: Tensor, amplitude: float, slope: float) -> Tensor:
    return amplitude * torch.tanh(slope * x)


def _multiply(x: Tensor, factor: float) -> Tensor:
    return x * factor


SHAPES: Mapping[str, Shape] = {
    "relu": Shape("ReLU", "max(0, x)", torch.relu),
    "relu6": Shape("ReLU6", "min(max(0, x), 6)", F.relu6),
    "leaky_relu": Shape(
        "Leaky ReLU", "x if x > 0 else slope · x", F.leaky_relu, (("negative_slope", 0.01),)
    ),
    "elu": Shape("ELU", "x if x > 0 else α · (eˣ − 1)", F.elu, (("alpha", 1.0),)),
    "selu": Shape("SELU", "λ · (x if x > 0 else α · (eˣ − 1))", torch.selu),
    "celu": Shape("CELU", "max(0, x) + min(0, α · (e^(x/α) − 1))", F.celu, (("alpha", 1.0),)),
    "gelu": Shape("GELU", "x · Φ(x)", F.gelu, (("approximate", "none"),)),
    "silu": Shape("SiLU", "x · σ(x)", F.silu),
    "mish": Shape("Mish", "x · tanh(ln(1 + eˣ))", F.mish),
    "sigmoid": Shape("Sigmoid", "1 / (1 + e⁻ˣ)", torch.sigmoid),
    "log_sigmoid": Shape("Log sigmoid", "ln(1 / (1 + e⁻ˣ))", F.logsigmoid),
    "tanh": Shape("Tanh", "tanh(x)", torch.tanh),
    "tanhshrink": Shape("Tanhshrink", "x − tanh(x)", F.tanhshrink),
    "softsign": Shape("Softsign", "x / (1 + |x|)", F.softsign),
    "hardtanh": Shape(
        "Hard tanh", "min(max(low, x), high)", F.hardtanh, (("min_val", -1.0), ("max_val", 1.0))
    ),
    "hardsigmoid": Shape("Hard sigmoid", "min(max(0, x/6 + ½), 1)", F.hardsigmoid),
    "hardswish": Shape("Hard swish", "x · min(max(0, x/6 + ½), 1)", F.hardswish),
    "softplus": Shape(
        "Softplus", "ln(1 + e^(β·x)) / β", F.softplus, (("beta", 1.0), ("threshold", 20.0))
    ),
    "scaled_tanh": Shape(
        "Scaled tanh",
        "amplitude · tanh(slope · x)",
        _scaled_tanh,
        (("amplitude", 1.7159), ("slope", 2 / 3)),
    ),
    "negative": Shape("Negative", "−x", torch.neg),
    "scale": Shape("Scale", "factor · x", _multiply, (("factor", 1.0),)),
}


@dataclass(frozen=True)
class Activation(Kind):
    """A function of SHAPES with its settings, applied to every number."""

    kind: ClassVar[str] = "activation"
    function: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name for people."""
        return SHAPES[self.function].title

    @property
    def label(self) -> str:
        """The function's name."""
        return self.function

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Any shape -> the same shape."""
        return SHAPES[self.function].run(inputs[0], **self.settings)

    def derived(self) -> dict[str, Json] | None:
        """ReLU keeps a number or makes it 0."""
        return {"by": "relu"} if self.function == "relu" else None

    def detail(self, site: Site) -> dict[str, Json]:
        """The function and its settings."""
        return {"function": self.function, **self.settings}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The function of one number."""
        return Arithmetic(
            operation="function",
            formula=SHAPES[self.function].formula,
            operands=pick(values, index),
            sources=same_cells(index, site),
            detail=self.detail(site),
        )


@dataclass(frozen=True)
class PRelu(Kind):
    """ReLU with a learned slope below zero, one for all channels or one each."""

    kind: ClassVar[str] = "activation"
    editable: ClassVar[bool] = False

    @property
    def title(self) -> str:
        """The name for people."""
        return "PReLU"

    @property
    def label(self) -> str:
        """The function's name."""
        return "prelu"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Any shape -> the same shape."""
        return F.prelu(inputs[0], tensors["weight"])

    def detail(self, site: Site) -> dict[str, Json]:
        """The function."""
        return {"function": "prelu"}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """The function of one number, with the slope of its channel."""
        weight = site.tensors["weight"]
        slope = float(weight[index[0] if len(weight) > 1 else 0])
        return Arithmetic(
            operation="function",
            formula="x if x > 0 else slope · x",
            operands=pick(values, index),
            sources=same_cells(index, site),
            detail={"function": "prelu", "negative_slope": slope},
        )


def _named(function: str) -> Callable[..., Found | None]:
    """A recogniser of the torch function that is this activation."""
    names = [name for name, _ in SHAPES[function].settings]

    def recognise(x: Ref, *values: Any, **more: Any) -> Found | None:
        settings = dict(SHAPES[function].settings)
        settings |= dict(zip(names, values, strict=False))
        settings |= {name: value for name, value in more.items() if name in names}
        return Found(Activation(function, settings), (x,)) if isinstance(x, Ref) else None

    return recognise


def _module(function: str) -> Callable[..., Found | None]:
    """A recogniser of the torch module that is this activation."""
    names = [name for name, _ in SHAPES[function].settings]

    def recognise(module: nn.Module, x: Ref) -> Found | None:
        settings = {name: _number(getattr(module, name)) for name in names}
        return Found(Activation(function, settings), (x,))

    return recognise


def _number(value: Any) -> Any:
    """A setting as JSON has it; our Scale keeps its factor as a buffer."""
    return float(value) if isinstance(value, Tensor) else value


def prelu(x: Ref, weight: Tensor) -> Found | None:
    """Recognise F.prelu."""
    known = isinstance(x, Ref) and isinstance(weight, Tensor)
    return Found(PRelu(), (x,), {"weight": weight}) if known else None


def prelu_module(module: nn.PReLU, x: Ref) -> Found | None:
    """Recognise nn.PReLU."""
    return prelu(x, module.weight)


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {
    nn.ReLU: _module("relu"),
    nn.ReLU6: _module("relu6"),
    nn.LeakyReLU: _module("leaky_relu"),
    nn.ELU: _module("elu"),
    nn.SELU: _module("selu"),
    nn.CELU: _module("celu"),
    nn.GELU: _module("gelu"),
    nn.SiLU: _module("silu"),
    nn.Mish: _module("mish"),
    nn.Sigmoid: _module("sigmoid"),
    nn.LogSigmoid: _module("log_sigmoid"),
    nn.Tanh: _module("tanh"),
    nn.Tanhshrink: _module("tanhshrink"),
    nn.Softsign: _module("softsign"),
    nn.Hardtanh: _module("hardtanh"),
    nn.Hardsigmoid: _module("hardsigmoid"),
    nn.Hardswish: _module("hardswish"),
    nn.Softplus: _module("softplus"),
    nn.PReLU: prelu_module,
    ScaledTanh: _module("scaled_tanh"),
    Scale: _module("scale"),
}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    **{name: _named(name) for name in SHAPES if name not in ("scale", "scaled_tanh")},
    "logsigmoid": _named("log_sigmoid"),
    "neg": _named("negative"),
    "prelu": prelu,
    "_prelu_kernel": prelu,
}
