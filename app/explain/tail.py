"""The part of a network between two layers, as a program; made once, shared by edited copies."""

from collections.abc import Mapping

from torch import Tensor

from app.cnn.ablate import downstream
from app.cnn.network import Network
from app.cnn.program import Step, Suffix, resume


def between(network: Network, start: str, end: str) -> Suffix:
    """The program from the output of `start` to that of `end`."""
    key = f"{start}>{end}"  # no layer's name has a >
    return network.suffixes.get(key) or network.suffixes.setdefault(
        key, _between(network, start, end)
    )


def run(network: Network, part: Suffix, values: Tensor, known: Mapping[str, Tensor]) -> Tensor:
    """Go on from other values of the first layer.

    Args:
        network: whose weights and scales are used.
        part: as `between` gives it.
        values: (B, *shape) of the first layer.
        known: the outputs (1, *shape) of the layers that are read beside it.

    Returns:
        (B, *shape) of the last layer.
    """
    beside = [known[name].expand(len(values), *known[name].shape[1:]) for name in part.given[1:]]
    tensors = (tensor for name in part.steps for tensor in network.tensors[name].values())
    scales = (network.scales.get(name) for name in part.steps)
    (found,) = part.program(values, *beside, *tensors, *scales)
    return found


def upstream(network: Network, end: str) -> frozenset[str]:
    """The layers that a layer depends on, and itself."""
    found = {end}
    for layer in reversed(network.layers):
        if layer.name in found:
            found.update(layer.inputs)
    return frozenset(found)


def _between(network: Network, start: str, end: str) -> Suffix:
    wanted = upstream(network, end)
    after = tuple(name for name in downstream(network, [start])[1:] if name in wanted)
    steps = [
        Step(name, network.rules[name], network.layer(name).inputs, tuple(network.tensors[name]))
        for name in after
    ]
    read = {name for step in steps for name in step.inputs}
    beside = [name for name in network.names if name in read - {start, *after}]
    given = (start, *beside)
    return Suffix(given, after, resume(given, steps, [end]))
