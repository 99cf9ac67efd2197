"""A part of a network as a function: from the output of one layer to that of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch import Tensor

from app.cnn.ablate import arguments_of, between
from app.cnn.network import Network

REPEATING = ("dropout", "flatten", "reshape")
"""Kinds of layer that hold the numbers of the layer before."""


def section(network: Network, start: str, end: str) -> Callable[[Mapping[str, Tensor]], Tensor]:
    """The computation from layer `start` to layer `end`, which depends on it.

    Returns:
        A function from outputs by name, (B, *shape), of which it reads `start` and what enters
        from beside, to the output of `end`, (B, *shape). It can be differentiated.
    """
    part = between(network, start, [end])
    arguments = arguments_of(network, part)

    def run(outputs: Mapping[str, Tensor]) -> Tensor:
        (result,) = part.program(*(outputs[name] for name in part.given), *arguments)
        return result

    return run


def until(network: Network, end: str) -> Callable[[Tensor], Tensor]:
    """From standardised images (B, *input_shape) to the output of a layer."""
    first = network.names[0]
    if end == first:
        return lambda x: x
    run = section(network, first, end)
    return lambda x: run({first: x})


def holder(network: Network, name: str) -> str:
    """The layer whose numbers a layer repeats; the layer itself where it computes its own."""
    layer = network.layer(name)
    while layer.kind in REPEATING:
        layer = network.layer(layer.inputs[0])
    return layer.name


def dissected(network: Network) -> tuple[str, ...]:
    """The layers with units of their own, in forward order: all but the input and repetitions."""
    return tuple(name for name in network.names[1:] if holder(network, name) == name)
