"""What the answer would be without each channel of a layer, all of them in one batch.

The layers before it are taken from a trace; what comes after runs once, on one copy of the layer
for each channel, and in each copy another channel is zero. That is what `Edit(layer, c, scale=0)`
computes, only for all c at once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from app.cnn.errors import EditError
from app.cnn.network import Network
from app.cnn.part import between, run
from app.cnn.program import Suffix

MOST_NUMBERS = 1 << 24
"""The numbers that one batch may have in its largest layer: 64 MiB."""


@dataclass(frozen=True)
class Without:
    """The answers without each of some channels of a layer: each (channels, classes)."""

    layer: str
    channels: tuple[int, ...]
    logits: Tensor
    probabilities: Tensor


def ablate(
    network: Network,
    outputs: Mapping[str, Tensor],
    layer: str,
    channels: Sequence[int] | None = None,
    *,
    go_on: Callable[[], None] = lambda: None,
) -> Without:
    """Answer once without each channel (or unit) of a layer; edits of the network stay.

    Args:
        network: with or without edits.
        outputs: what `trace` gave for one image.
        layer: any but the probabilities.
        channels: which; default: all.
        go_on: called before each batch; may raise to give up.

    Raises:
        UnknownLayerError: there is no such layer.
        EditError: it holds the probabilities.
    """
    chosen = tuple(range(network.layer(layer).shape[0]) if channels is None else channels)
    if layer == network.probabilities_layer:
        raise EditError(f"Layer {layer!r} holds the probabilities.", 0, "layer")
    nothing = torch.zeros_like(outputs[layer][0])
    return Without(layer, chosen, *replaced(network, outputs, layer, chosen, nothing, go_on))


def replaced(
    network: Network,
    outputs: Mapping[str, Tensor],
    layer: str,
    channels: Sequence[int],
    values: Tensor,
    go_on: Callable[[], None] = lambda: None,
) -> tuple[Tensor, Tensor]:
    """Answer once with each of some channels of a layer replaced, each alone.

    Args:
        network: with or without edits.
        outputs: what `trace` gave for one image.
        layer: any but the probabilities.
        channels: which.
        values: (C, *sizes), what each channel of the layer becomes.
        go_on: called before each batch; may raise to give up.

    Returns:
        Logits and probabilities, each (channels, classes).
    """
    suffix = between(network, layer, (network.logits_layer, network.probabilities_layer))
    answers = []
    for part in _batches(network, suffix, channels):
        go_on()
        copies = _changed(outputs[layer], part, values)  # (channels, *shape)
        logits, probabilities = run(network, suffix, copies, outputs)
        answers.append([value.expand(len(part), -1) for value in (logits, probabilities)])
    logits, probabilities = (torch.cat(rows) for rows in zip(*answers, strict=True))
    return logits, probabilities


def _batches(network: Network, suffix: Suffix, channels: Sequence[int]) -> list[tuple[int, ...]]:
    """As many channels at once as memory allows."""
    shapes = [network.layer(name).shape for name in (suffix.given[0], *suffix.steps)]
    size = max(1, MOST_NUMBERS // max(prod(shape) for shape in shapes))
    return [tuple(channels[at : at + size]) for at in range(0, len(channels), size)]


def _changed(output: Tensor, channels: Sequence[int], values: Tensor) -> Tensor:
    """Copies of a layer's output (1, C, …), another channel replaced in each: (channels, C, …)."""
    images = output.dim() == 4  # torch convolves many small images fastest with channels last
    order = torch.channels_last if images else torch.contiguous_format
    copies = output.expand(len(channels), *output.shape[1:]).clone(memory_format=order)
    chosen = list(channels)
    copies[list(range(len(chosen))), chosen] = values[chosen]
    return copies
