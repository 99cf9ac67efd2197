"""A part of a network as a program of its own: from one layer to others that depend on it.

Such a program is made when it is first asked for, and shared by all edited copies of a network:
the weights and scales of the copy are its arguments.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor

from app.cnn.network import Network
from app.cnn.program import Step, Suffix, resume


def between(network: Network, start: str, ends: Sequence[str]) -> Suffix:
    """The program from the output of `start` to those of `ends`, and no more than these need."""
    key = " ".join((start, *ends))  # no layer's name has a space
    known = network.suffixes.get(key)
    return known or network.suffixes.setdefault(key, _between(network, start, ends))


def run(
    network: Network, part: Suffix, values: Tensor, known: Mapping[str, Tensor]
) -> tuple[Tensor, ...]:
    """Go on from other values of the first layer.

    Args:
        network: whose weights and scales are used.
        part: as `between` gives it.
        values: (B, *shape) of the first layer.
        known: the outputs, (1, *shape) or (B, *shape), of the layers that are read beside it.

    Returns:
        (B, *shape) of each of the last layers.
    """
    beside = [known[name].expand(len(values), *known[name].shape[1:]) for name in part.given[1:]]
    tensors = (tensor for name in part.steps for tensor in network.tensors[name].values())
    scales = (network.scales.get(name) for name in part.steps)
    return part.program(values, *beside, *tensors, *scales)


def downstream(network: Network, names: Sequence[str]) -> tuple[str, ...]:
    """The layers that depend on any of these, and these, in forward order."""
    found = set(names)
    for layer in network.layers:
        if found.intersection(layer.inputs):
            found.add(layer.name)
    return tuple(name for name in network.names if name in found)


def upstream(network: Network, names: Sequence[str]) -> frozenset[str]:
    """The layers that any of these depends on, and these."""
    found = set(names)
    for layer in reversed(network.layers):
        if layer.name in found:
            found.update(layer.inputs)
    return frozenset(found)


def _between(network: Network, start: str, ends: Sequence[str]) -> Suffix:
    wanted = upstream(network, ends)
    after = tuple(name for name in downstream(network, [start])[1:] if name in wanted)
    steps = [
        Step(name, network.rules[name], network.layer(name).inputs, tuple(network.tensors[name]))
        for name in after
    ]
    read = {name for step in steps for name in step.inputs}.union(ends)
    others = [name for name in network.names if name in read - {start, *after}]
    given = (start, *others)
    return Suffix(given, after, resume(given, steps, ends))
