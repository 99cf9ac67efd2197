"""A part of a network as a function: from the output of one layer to that of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor

from app.cnn.network import Network
from app.cnn.part import between, run

REPEATING = ("dropout", "flatten", "reshape")
"""Kinds of layer that hold the numbers of the layer before."""


def section(network: Network, start: str, end: str) -> Callable[[Mapping[str, Tensor]], Tensor]:
    """The computation from layer `start` to layer `end`, which depends on it.

    Returns:
        A function from outputs by name, (B, *shape), of which it reads `start` and what enters
        from beside, to the output of `end`, (B, *shape). It can be differentiated.
    """
    part = between(network, start, [end])

    def compute(outputs: Mapping[str, Tensor]) -> Tensor:
        (result,) = run(network, part, outputs[start], outputs)
        return result

    return compute


def until(network: Network, end: str) -> Callable[[Tensor], Tensor]:
    """From standardised images (B, *input_shape) to the output of a layer."""
    first = network.names[0]
    if end == first:
        return lambda x: x
    compute = section(network, first, end)
    return lambda x: compute({first: x})


def holder(network: Network, name: str) -> str:
    """The layer whose numbers a layer repeats; the layer itself where it computes its own."""
    layer = network.layer(name)
    while layer.kind in REPEATING:
        layer = network.layer(layer.inputs[0])
    return layer.name


def dissected(network: Network) -> tuple[str, ...]:
    """The layers with units of their own, in forward order: all but the input and repetitions."""
    return tuple(name for name in network.names[1:] if holder(network, name) == name)
