"""From the answer back to the ink, layer by layer, with a rule of one's own at each."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from app.cnn.kinds.base import Kind
from app.cnn.network import Network

Back = Callable[[str, Tensor], Sequence[Tensor]]
"""(layer, signal at its output) -> the signal at each of its inputs; all with batch."""


def walk(network: Network, layer: str, signal: Tensor, back: Back) -> Tensor:
    """Pass a signal from a layer's output back to the input layer's: (1, C, *spatial).

    Where branches meet, the signals of both add up.
    """
    signals = {layer: signal}
    for one in reversed(network.layers):
        found = signals.pop(one.name, None)
        if not one.inputs:
            return found if found is not None else signal.new_zeros(1, *one.shape)
        if found is None:
            continue
        for name, part in zip(one.inputs, back(one.name, found), strict=True):
            signals[name] = signals[name] + part if name in signals else part
    raise AssertionError("A network begins with its input.")


def pull(
    rule: Kind, inputs: Sequence[Tensor], tensors: Mapping[str, Tensor], signal: Tensor
) -> list[Tensor]:
    """The signal through one layer's derivative (its vector-Jacobian product), an input each."""
    with torch.enable_grad():
        leaves = [
            value.detach().clone().requires_grad_(value.is_floating_point()) for value in inputs
        ]
        output = rule.run(*leaves, **tensors)
        wanted = [leaf for leaf in leaves if leaf.requires_grad]
        if not output.requires_grad:
            return [torch.zeros_like(value) for value in inputs]
        found = iter(torch.autograd.grad(output, wanted, signal, allow_unused=True))
    grads = [next(found) if leaf.requires_grad else None for leaf in leaves]
    return [
        torch.zeros_like(leaf) if grad is None else grad
        for leaf, grad in zip(leaves, grads, strict=True)
    ]
