"""Changes to a network for one call: a channel scaled or alone, its kernel or bias replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from app.cnn.errors import EditError, UnknownLayerError

if TYPE_CHECKING:
    from app.cnn.network import Network

LIMIT = 1e6
"""The largest number that an edit may bring; far beyond what networks hold, far from overflow."""


@dataclass(frozen=True)
class Edit:
    """One change to one channel (or unit) of one layer.

    Args:
        layer: its name.
        channel: which.
        scale: multiplies the channel's output; 0 switches it off.
        weights: replaces the channel's kernel: nested lists or a tensor of its shape.
        bias: replaces the channel's bias.
        solo: switches off all channels of the layer that are not solo.
    """

    layer: str
    channel: int
    scale: float | None = None
    weights: Any = None
    bias: float | None = None
    solo: bool = False


def edited(network: "Network", edits: Sequence[Edit]) -> "Network":
    """Apply edits in order; the network stays as it is, the copy shares what is not edited.

    Raises:
        EditError: an edit does not fit; its `loc` is the edit's number and the field.
    """
    tensors: dict[str, Mapping[str, Tensor]] = {}
    scales: dict[str, Tensor] = {}
    for number, edit in enumerate(edits):
        _check(network, edit, number)
        if edit.scale is not None:
            known = scales.get(edit.layer, network.scales.get(edit.layer))
            scales[edit.layer] = _scaled(network, edit, known)
        if edit.weights is not None or edit.bias is not None:
            known_tensors = tensors.get(edit.layer, network.tensors[edit.layer])
            tensors[edit.layer] = _replaced(network, edit, known_tensors, number)
    for layer in {edit.layer for edit in edits if edit.solo}:
        alone = [edit.channel for edit in edits if edit.solo and edit.layer == layer]
        scales[layer] = _alone(network, layer, alone, scales.get(layer, network.scales.get(layer)))
    return replace(
        network,
        tensors={**network.tensors, **tensors} if tensors else network.tensors,
        scales={**network.scales, **scales},
    )


def _check(network: "Network", edit: Edit, number: int) -> None:
    """Refuse what does not name a channel, or changes nothing."""
    try:
        layer = network.layer(edit.layer)
    except UnknownLayerError as error:
        raise EditError(str(error), number, "layer") from error
    if not (isinstance(edit.channel, int) and 0 <= edit.channel < layer.shape[0]):
        raise EditError(
            f"Layer {edit.layer!r} has the channels 0 to {layer.shape[0] - 1}, got {edit.channel}.",
            number,
            "channel",
        )
    if edit == Edit(edit.layer, edit.channel):
        raise EditError("An edit has a scale, weights, a bias or solo; this one has none.", number)
    if (edit.scale is not None or edit.solo) and edit.layer == network.probabilities_layer:
        raise EditError(
            f"Layer {edit.layer!r} holds the probabilities; {'solo' if edit.solo else 'scale'}"
            f" {network.logits_layer!r} instead.",
            number,
            "layer",
        )
    for name in ("scale", "bias"):
        value = getattr(edit, name)
        if value is not None and not abs(value) <= LIMIT:
            raise EditError(f"A {name} is between ±{LIMIT:,.0f}, got {value}.", number, name)


def _scaled(network: "Network", edit: Edit, known: Tensor | None) -> Tensor:
    """The layer's scale (C, 1, …) with this channel's factor."""
    scale = _ones(network, edit.layer) if known is None else known.clone()
    scale[edit.channel] = float(edit.scale or 0)
    return scale


def _alone(network: "Network", layer: str, channels: Sequence[int], known: Tensor | None) -> Tensor:
    """The layer's scale, 0 for all channels but these."""
    scale = _ones(network, layer)
    alone = torch.zeros_like(scale)
    alone[list(channels)] = 1
    return alone * (scale if known is None else known)


def _ones(network: "Network", layer: str) -> Tensor:
    """A factor of 1 for each channel: (C, 1, …)."""
    shape = network.layer(layer).shape
    return torch.ones((shape[0], *(1,) * (len(shape) - 1)))


def _replaced(
    network: "Network", edit: Edit, known: Mapping[str, Tensor], number: int
) -> Mapping[str, Tensor]:
    """The layer's tensors with this channel's kernel and bias."""
    changed = dict(known)
    rule = network.rules[edit.layer]
    for field, name, value in (("weights", "weight", edit.weights), ("bias", "bias", edit.bias)):
        if value is None:
            continue
        if name not in changed or not rule.editable:
            raise EditError(f"Layer {edit.layer!r} has no {field} to replace.", number, field)
        tensor = changed[name].clone()
        tensor[edit.channel] = _values(edit, value, tuple(tensor.shape[1:]), number, field)
        changed[name] = rule.constrained(name, tensor)
    return changed


def _values(edit: Edit, value: Any, shape: tuple[int, ...], number: int, field: str) -> Tensor:
    """New numbers for one channel, when they have its shape and are finite."""
    expected = "one number" if not shape else f"numbers of shape {list(shape)}"
    try:
        tensor = torch.as_tensor(value, dtype=torch.float32)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise EditError(
            f"The {field} of layer {edit.layer!r}, channel {edit.channel}, are {expected}.",
            number,
            field,
        ) from error
    if tuple(tensor.shape) != shape:
        raise EditError(
            f"The {field} of layer {edit.layer!r}, channel {edit.channel}, are {expected},"
            f" got shape {list(tensor.shape)}.",
            number,
            field,
        )
    if not bool((tensor.abs() <= LIMIT).all()):
        raise EditError(f"All {field} are between ±{LIMIT:,.0f}.", number, field)
    return tensor
