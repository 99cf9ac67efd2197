"""The exact split of an answer over the units or maps of layers, as far as that is exact.

From the last layer back, as long as everything behind a layer is linear for this drawing (dense
layers and convolutions, means, ReLUs and maxima with their choices as they fell), the answer is

    F = Σ over the layer's cells of output · dF/d(output)  +  what biases add behind it.

Squared distances (RBF) split over their inputs one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from app.cnn.kinds.activation import Activation, PRelu
from app.cnn.kinds.norm import Batch
from app.explain.case import Case
from app.explain.walk import pull

LINEAR = frozenset(
    [
        "add",
        "avg_pool",
        "concat",
        "conv",
        "dropout",
        "flatten",
        "linear",
        "max_pool",
        "permute",
        "reshape",
        "subsampling",
    ]
)
"""Kinds whose output is J · input + output(0), with the J of this input."""
PIECEWISE = ("relu", "leaky_relu", "negative", "scale")
CARRYING = ("flatten", "reshape", "permute", "dropout")
"""They hold another layer's numbers: a split over them says nothing new."""


@dataclass(frozen=True, eq=False)
class Split:
    """An answer over one layer.

    Args:
        layer: its name.
        channels: what each of its channels (units, maps) adds, (C,).
        constant: what all biases behind the layer add.
        error: F less all of these, as computed; rounding only.
    """

    layer: str
    channels: Tensor
    constant: float
    error: float


def split(case: Case) -> list[Split]:
    """The splits from the layer before the answer back to the first layer where it is exact."""
    network, end = case.network, case.question.layer
    signals: dict[str, Tensor] = {end: case.question.weights[None].double()}
    found: list[Split] = []
    constant = 0.0
    for layer in reversed(network.layers):
        signal = signals.get(layer.name)
        if signal is None:
            continue
        del signals[layer.name]
        if not signals and layer.name != end and layer.kind not in CARRYING:
            # every way to the answer leads through this layer
            found.append(_at(case, layer.name, signal, constant))
        back = _back(case, layer.name, signal) if layer.inputs else None
        if back is None:
            break
        parts, added = back
        constant += added
        for name, part in parts.items():
            signals[name] = signals[name] + part if name in signals else part
        if network.rules[layer.name].kind == "rbf":
            (name,) = layer.inputs
            found.append(_distances(case, layer.name, signal, constant))
            break
    return found


def _at(case: Case, layer: str, signal: Tensor, constant: float) -> Split:
    cells = (case.outputs[layer].double() * signal)[0]
    channels = cells.flatten(1).sum(1) if cells.dim() > 1 else cells
    return Split(layer, channels, constant, case.value - float(channels.sum()) - constant)


def _back(case: Case, name: str, signal: Tensor) -> tuple[Mapping[str, Tensor], float] | None:
    """The derivative at each input, and what the layer adds by itself; None: it is not linear."""
    network = case.network
    rule, layer = network.rules[name], network.layer(name)
    if rule.kind == "rbf":
        return {}, 0.0
    simple = isinstance(rule, Activation) and rule.function in PIECEWISE
    if not (rule.kind in LINEAR or simple or isinstance(rule, (Batch, PRelu))):
        return None
    factor = network.scales.get(name)
    signal = signal if factor is None else signal * factor.double()
    tensors = {key: tensor.double() for key, tensor in network.tensors[name].items()}
    inputs = [case.outputs[other].double() for other in layer.inputs]
    with torch.no_grad():
        alone = rule.run(*(torch.zeros_like(value) for value in inputs), **tensors)
    parts: dict[str, Tensor] = {}
    for other, part in zip(layer.inputs, pull(rule, inputs, tensors, signal), strict=True):
        parts[other] = parts[other] + part if other in parts else part
    return parts, float((alone * signal).sum())


def _distances(case: Case, name: str, signal: Tensor, constant: float) -> Split:
    """Σ_j signal_j · (x_i - centre_ji)² for each input i."""
    (source,) = case.network.layer(name).inputs
    factor = case.network.scales.get(name)
    signal = signal if factor is None else signal * factor.double()
    x, centres = case.outputs[source].double(), case.network.tensors[name]["weight"].double()
    units = (signal.view(-1, 1) * (x - centres).square()).sum(0)  # (N,)
    return Split(source, units, constant, case.value - float(units.sum()) - constant)
