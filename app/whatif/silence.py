"""The answer without groups of channels: pairs, a chosen few, any sets, in one batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import torch
from torch import Tensor

from app.cnn.errors import EditError
from app.cnn.network import Network
from app.cnn.part import between, downstream, run
from app.whatif.trials import at_once

Channel = tuple[str, int]
"""A layer and one of its channels (or units)."""
Group = frozenset[Channel]

MOST = 256
"""Groups of one batch."""


def silence(
    network: Network,
    outputs: Mapping[str, Tensor],
    groups: Sequence[Group],
    *,
    go_on: Callable[[], None] = lambda: None,
) -> tuple[Tensor, Tensor]:
    """Answer once without each group of channels; edits of the network stay.

    Args:
        network: with or without edits.
        outputs: what `trace` gave for one image.
        groups: the channels that are zero, in any layers but the probabilities.
        go_on: called before each batch; may raise to give up.

    Returns:
        Logits and probabilities, each (groups, classes).

    Raises:
        UnknownLayerError: there is no such layer.
        EditError: it holds the probabilities, or lacks such a channel.
    """
    named = _checked(network, groups)
    answer = (network.logits_layer, network.probabilities_layer)
    suffix = between(network, _start(network, named), answer)
    size = at_once(network, most=MOST)
    answers = []
    for at in range(0, len(groups), size):
        go_on()
        part = groups[at : at + size]
        factors = {name: _factors(network, name, part) for name in named}
        given = {name: outputs[name] * factors.get(name, 1.0) for name in suffix.given}
        start = given[suffix.given[0]]
        values = start.expand(len(part), *start.shape[1:])
        found = run(_scaled(network, factors), suffix, values, given)
        answers.append([value.expand(len(part), -1) for value in found])
    logits, probabilities = (torch.cat(rows) for rows in zip(*answers, strict=True))
    return logits, probabilities


def pairs(channels: Sequence[Channel]) -> list[Group]:
    """Every two of them, row by row of the upper triangle."""
    return [frozenset(two) for two in combinations(channels, 2)]


def interactions(single: Tensor, both: Tensor) -> Tensor:
    """How much more two cost together than one by one: (n,) and (n·(n-1)/2,) -> (n, n).

    Above 0 they stand in for each other; below 0 their effects overlap or cancel.
    """
    count = len(single)
    first, second = torch.triu_indices(count, count, offset=1)
    found = torch.zeros(count, count)
    found[first, second] = both - single[first] - single[second]
    return found + found.T


def _checked(network: Network, groups: Iterable[Group]) -> list[str]:
    """The layers that are named, in forward order."""
    found = {channel for group in groups for channel in group}
    for layer, channel in found:
        count = network.layer(layer).shape[0]
        if layer == network.probabilities_layer:
            raise EditError(f"Layer {layer!r} holds the probabilities.", 0, "layer")
        if not 0 <= channel < count:
            raise EditError(
                f"Layer {layer!r} has the channels 0 to {count - 1}, got {channel}.", 0, "channel"
            )
    named = {layer for layer, _ in found}
    return [name for name in network.names if name in named]


def _start(network: Network, named: Sequence[str]) -> str:
    """From where all has to be computed again."""
    if named and set(named) <= set(downstream(network, named[:1])):
        return named[0]
    return network.names[0]


def _factors(network: Network, name: str, groups: Sequence[Group]) -> Tensor:
    """0 for what is silent, 1 for the rest: (groups, C, 1, …)."""
    shape = network.layer(name).shape
    factors = torch.ones(len(groups), shape[0])
    for row, group in enumerate(groups):
        for layer, channel in group:
            if layer == name:
                factors[row, channel] = 0
    return factors.reshape(*factors.shape, *(1,) * (len(shape) - 1))


def _scaled(network: Network, factors: Mapping[str, Tensor]) -> Network:
    """The network with these factors besides those of its edits."""
    both = {name: network.scales.get(name, 1.0) * own for name, own in factors.items()}
    return replace(network, scales={**network.scales, **both})
