"""Which units feed a unit, and which it feeds: what each adds to the other's strongest cell.

Gradient × input of one layer (Shrikumar et al. 2016, arXiv:1605.01713): for a convolution or a
dense layer exactly the part of the sum that comes from a channel, so that all parts and the bias
add up to the unit's number; for a layer that is not linear the first order of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from app.cnn.geometry import everything
from app.cnn.network import Network
from app.dissect.digits import Digits
from app.dissect.responses import batches
from app.dissect.section import holder, section

SAMPLE = 400
"""So many digits are enough for an average."""


def mixes(network: Network, name: str) -> bool:
    """Whether a unit of the layer reads other channels than its own."""
    layer, rule = network.layer(name), network.rules[name]
    if not layer.inputs or len(layer.inputs) != 1:
        return False
    cell = (frozenset((0,)), *everything(layer.shape)[1:])
    (read,) = rule.back(cell, network.site(name))
    return len(read[0]) > 1 or network.layer(layer.inputs[0]).shape[0] != layer.shape[0]


def feeder(network: Network, name: str) -> str:
    """The layer whose units a mixing layer reads."""
    return holder(network, network.layer(name).inputs[0])


def contributions(
    network: Network, digits: Digits, name: str, go_on: Callable[[], None] = lambda: None
) -> Tensor:
    """What each unit that a mixing layer reads adds to each of its units: (C, C before).

    The mean over digits, at the cell where the unit is greatest.
    """
    source = feeder(network, name)
    run, total, count = section(network, source, name), torch.zeros(()), 0
    for given in _some(network, digits, source):
        before = given.detach().requires_grad_()
        output = run({source: before}).reshape(len(given), network.layer(name).shape[0], -1)
        peaks = output.amax(dim=2).sum(dim=0)  # (C,)
        rows = []
        for peak in peaks:
            go_on()
            (slope,) = torch.autograd.grad(peak, before, retain_graph=True)
            rows.append((slope * given).reshape(*given.shape[:2], -1).sum(dim=(0, 2)))
        total, count = total + torch.stack(rows), count + len(given)
    return total / count


def _some(network: Network, digits: Digits, name: str) -> Iterator[Tensor]:
    seen = 0
    for output in batches(network, digits, name):
        yield output[: SAMPLE - seen]
        seen += len(output)
        if seen >= SAMPLE:
            return


def before(network: Network, name: str) -> str | None:
    """The mixing layer that makes a layer's channels: itself, or back through those that do not."""
    while network.layer(name).kind != "input":
        if mixes(network, name):
            return name
        if len(network.layer(name).inputs) != 1:
            return None
        name = feeder(network, name)
    return None


def after(network: Network, name: str) -> str | None:
    """The first mixing layer that reads a layer's channels, on through those that do not mix."""
    same = {name}
    for layer in network.layers:
        if len(layer.inputs) != 1 or holder(network, layer.inputs[0]) not in same:
            continue
        if holder(network, layer.name) != layer.name:
            continue
        if mixes(network, layer.name):
            return layer.name
        same.add(layer.name)
    return None
