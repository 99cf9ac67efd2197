"""What a choice of knobs comes to before anything is learned, as the network's own anatomy says."""

from __future__ import annotations

from dataclasses import dataclass

from app.cnn.network import Network
from app.cnn.network import build as anatomy_of
from app.lab.architecture import build, impossible, mean_and_std, pieces
from app.lab.knobs import Choices
from app.lab.source import source
from app.networks.practices import SIDE

NUMBER = 4
"""Bytes of a float32."""
BASE = 360 << 20
"""Bytes of a process that has PyTorch and the digits, and nothing to learn."""
KEPT = 4
"""Numbers kept for each that a layer gives: itself, its gradient, what the layer works with."""
WEIGHTS = 8
"""Numbers kept for each weight: gradient, update, the optimiser's two, copies to go back to."""


@dataclass(frozen=True)
class Bounds:
    """How large a network may be: weights, connections of one digit, bytes while it learns."""

    parameters: int = 1_000_000
    connections: int = 20_000_000
    memory: int = 1 << 30


@dataclass(frozen=True)
class Plan:
    """A network that could be trained, and what it would take."""

    choices: Choices
    network: Network
    memory: int
    source: str
    advice: tuple[str, ...]

    @property
    def receptive_field(self) -> tuple[int, ...]:
        """Rows and columns of the input that one cell of the last map sees."""
        layers = [layer for layer in self.network.layers if len(layer.shape) == 3]
        seen = layers[-1].receptive_field
        dense = len(layers) == 1
        return (SIDE, SIDE) if seen is None or dense else tuple(seen.size)

    @property
    def title(self) -> str:
        """A short name: field and filters, or the dense units alone."""
        maps = [str(at.shape[0]) for at in self.network.layers if at.kind == "conv"]
        field = [f"{self.choices.field}×{self.choices.field}"] if maps else ["dense"]
        dense = [str(self.choices.hidden)] if self.choices.hidden else []
        return f"Lab {' · '.join(field + maps + dense)}"

    @property
    def summary(self) -> str:
        """The network in one line."""
        choices, names = self.choices, "convolution" if self.choices.depth == 1 else "convolutions"
        maps = ""
        if choices.depth:
            last = next(at for at in reversed(self.network.layers) if at.kind == "conv")
            counts = f"{choices.filters}" + (f" to {last.shape[0]}" if choices.depth > 1 else "")
            field = f"{choices.field}×{choices.field}"
            maps = f"{choices.depth} {names} with {counts} filters of {field}, "
        dense = f"a dense layer of {choices.hidden}, " if choices.hidden else ""
        return f"{maps}{dense}ten classes"


def plan(choices: Choices, bounds: Bounds) -> Plan:
    """Build the network, without training it, and ask its anatomy.

    Raises:
        KnobError: there is no such network, or it is too large; says what to do.
    """
    layers = pieces(choices)
    weights = sum(at.parameters for at in layers)
    memory = BASE + NUMBER * (
        WEIGHTS * weights + KEPT * choices.batch * sum(at.outputs for at in layers)
    )
    _check(choices, weights, bounds.parameters, "weights")
    if memory > bounds.memory:
        megabytes = f"{memory >> 20} MB, of {bounds.memory >> 20} MB that a job may use"
        ways = {"batch_size": "a smaller batch", **_smaller(choices)}
        raise impossible(f"Training this would take about {megabytes}.", ways)
    mean, std = mean_and_std(choices)
    network = anatomy_of(build(choices), (1, SIDE, SIDE), mean=mean, std=std)
    _check(choices, network.connections, bounds.connections, "connections")
    return Plan(choices, network, memory, source(choices), advice(choices))


def _check(choices: Choices, count: int, most: int, what: str) -> None:
    if count > most:
        dense = {"hidden": "fewer dense units"} if choices.hidden and what == "weights" else {}
        said = f"{count:,} {what} are more than the {most:,} that can be trained here."
        raise impossible(said, dense | _smaller(choices))


def _smaller(choices: Choices) -> dict[str, str]:
    """What makes a network with convolutions smaller."""
    if not choices.depth:
        return {}
    return {
        "filters": "fewer filters",
        "growth": "as many filters deeper down" if choices.growth == "double" else "",
        "pooling": "pooling" if choices.pooling == "none" else "",
        "field": "a smaller field" if choices.field > 3 else "",
        "stride": "a larger stride" if choices.stride == 1 else "",
    }


def advice(choices: Choices) -> tuple[str, ...]:
    """What can be done, but will hardly go well, and why."""
    deep = choices.depth + bool(choices.hidden)
    rates = {"sgd": 0.5, "momentum": 0.1, "rmsprop": 0.01, "adam": 0.01}
    found = {
        "Sigmoid after several layers: each makes the gradient at least four times smaller, so "
        "the first kernels hardly learn.": choices.activation == "sigmoid" and deep > 2,
        "Without an activation all layers together are one linear map, however many they are.":
            choices.activation == "none" and deep > 0,
        "All weights zero: every filter gets the same gradient, so they never differ.":
            choices.initialisation == "zeros",
        "Such large first weights make the first losses huge.": choices.initialisation == "large",
        "Ink from 0 to 255 makes the first steps hundreds of times too large for this rate.":
            not choices.standardise and choices.learning_rate > 0.001,
        "That learning rate is high for this optimiser: the loss may jump, or be no number at all.":
            choices.learning_rate > rates[choices.optimiser],
        "That learning rate is low: little will change within these epochs.":
            choices.learning_rate < 1e-3 * rates[choices.optimiser] * 10,
        "So few digits are known by heart after some epochs; look at the test accuracy.":
            choices.digits < 500,
        "Zeros wider than the field: the outermost cells see nothing but padding.":
            choices.depth > 0 and choices.padding >= choices.field,
        "Statistics of a batch of one or two digits are mostly noise.":
            choices.batch_norm and choices.batch < 3,
        "A stride wider than the field skips pixels that no kernel ever sees.":
            choices.depth > 0 and choices.stride > choices.field,
    }  # fmt: skip
    return tuple(words for words, holds in found.items() if holds)
