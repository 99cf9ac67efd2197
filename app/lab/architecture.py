"""From knobs to a network: a list of named layers, which is built and written down alike."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import nn

from app.lab.errors import KnobError
from app.lab.knobs import Choices
from app.networks.practices import MEAN, SIDE, STD

CLASSES = 10
POOL = 2
LARGE = 100.0
"""By how much the first weights are too large, on demand."""
BYTES = 255
"""Ink that is not standardised: 0 to 255, as MNIST's files have it."""
ACTIVATIONS: Mapping[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}
POOLS: Mapping[str, type[nn.Module]] = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Piece:
    """One layer before it is built: its name, its module with arguments, its output's shape."""

    name: str
    make: Callable[..., nn.Module]
    arguments: Mapping[str, Any]
    shape: Shape
    parameters: int = 0

    @property
    def source(self) -> str:
        """The expression that builds it."""
        given = ", ".join(f"{name}={value!r}" for name, value in self.arguments.items())
        return f"nn.{self.make.__name__}({given})"

    @property
    def outputs(self) -> int:
        """The number of its numbers."""
        return prod(self.shape)


def mean_and_std(choices: Choices) -> tuple[float, float]:
    """What is subtracted from ink 0..1, and what it is then divided by."""
    return (MEAN, STD) if choices.standardise else (0.0, 1 / BYTES)


def pieces(choices: Choices) -> list[Piece]:
    """The layers from standardised ink (1, 28, 28) to ten logits, in forward order.

    Raises:
        KnobError: a map would have no cell; says what to do.
    """
    found: list[Piece] = []
    shape: Shape = (1, SIDE, SIDE)
    for at in range(1, choices.depth + 1):
        found += _block(choices, at, shape)
        shape = found[-1].shape
    features = prod(shape)
    found.append(Piece("flatten", nn.Flatten, {}, (features,)))
    if choices.hidden:
        found.append(_dense("dense1", features, choices.hidden))
        found += _activation(choices, choices.depth + 1, (choices.hidden,))
        features = choices.hidden
    if choices.dropout:
        found.append(Piece("dropout", nn.Dropout, {"p": choices.dropout}, (features,)))
    found.append(_dense(f"dense{1 + bool(choices.hidden)}", features, CLASSES))
    return found


def _block(choices: Choices, at: int, shape: Shape) -> list[Piece]:
    """A convolution with what follows it."""
    field, stride, padding = choices.field, choices.stride, choices.padding
    side = shape[1]
    if side + 2 * padding < field:
        raise _too_small(choices, at, side, f"{field}×{field} field")
    filters = choices.filters * (2 ** (at - 1) if choices.growth == "double" else 1)
    size = (side + 2 * padding - field) // stride + 1
    arguments = {
        "in_channels": shape[0], "out_channels": filters, "kernel_size": field,
        "stride": stride, "padding": padding,
    }  # fmt: skip
    shape, weights = (filters, size, size), filters * (shape[0] * field**2 + 1)
    found = [Piece(f"conv{at}", nn.Conv2d, arguments, shape, weights)]
    if choices.batch_norm:
        _check_norm(choices, at, size)
        given = {"num_features": filters}
        found.append(Piece(f"norm{at}", nn.BatchNorm2d, given, shape, 2 * filters))
    found += _activation(choices, at, shape)
    if choices.pooling != "none":
        if size < POOL:
            raise _too_small(choices, at + 1, size, "2×2 pooling")
        pooled = (filters, size // POOL, size // POOL)
        found.append(Piece(f"pool{at}", POOLS[choices.pooling], {"kernel_size": POOL}, pooled))
    return found


def _check_norm(choices: Choices, at: int, size: int) -> None:
    if choices.batch == 1 and size == 1:
        raise KnobError(
            ("batch_norm", "batch_size"),
            f"With one digit a batch, each map of convolution {at} is one number: batch norm has "
            "nothing to average over. Take a larger batch, larger maps, or no batch norm.",
        )


def _too_small(choices: Choices, at: int, side: int, what: str) -> KnobError:
    where = "The input" if at == 1 else f"After convolution {at - 1} a map"
    ways = {
        "depth": "fewer convolutions" if choices.depth > 1 else "",
        "field": "a smaller field" if "field" in what else "",
        "padding": "more padding",
        "stride": "a smaller stride" if choices.stride > 1 and at > 1 else "",
        "pooling": "no pooling" if choices.pooling != "none" and at > 1 else "",
    }
    return impossible(f"{where} is {side}×{side}, too small for the {what}.", ways)


def impossible(why: str, ways: Mapping[str, str]) -> KnobError:
    """The error that says why, and what to do: a way for each knob, none where it is empty."""
    found = {knob: way for knob, way in ways.items() if way}
    *others, last = found.values()
    listed = f"{', '.join(others)} or {last}" if others else last
    return KnobError(tuple(found), f"{why} Take {listed}.")


def _activation(choices: Choices, at: int, shape: Shape) -> list[Piece]:
    if choices.activation == "none":
        return []
    return [Piece(f"{choices.activation}{at}", ACTIVATIONS[choices.activation], {}, shape)]


def _dense(name: str, inputs: int, outputs: int) -> Piece:
    given = {"in_features": inputs, "out_features": outputs}
    return Piece(name, nn.Linear, given, (outputs,), (inputs + 1) * outputs)


def build(choices: Choices) -> nn.Sequential:
    """Build the network with its seed's first weights: (B, 1, 28, 28) -> (B, 10) logits.

    The caller's random numbers are as before.

    Raises:
        KnobError: there is no such network.
    """
    layers = pieces(choices)
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(choices.seed)
        module = assembled(layers)
    with torch.no_grad():
        for layer in module:
            if isinstance(layer, nn.Conv2d | nn.Linear):
                _initialise(layer, choices.initialisation)
    return module


def assembled(layers: Sequence[Piece]) -> nn.Sequential:
    """The layers as a module, weights as torch chooses them."""
    return nn.Sequential(OrderedDict((at.name, at.make(**at.arguments)) for at in layers))


def _initialise(layer: nn.Conv2d | nn.Linear, how: str) -> None:
    for tensor in layer.parameters():
        if how == "zeros":
            tensor.zero_()
        elif how == "large":
            tensor.mul_(LARGE)
