"""What becomes of one answer when some of its numbers are another's: activation patching.

Both are traced; then the receiver goes on from its own numbers, of which some channels or layers
are the donor's. What follows the patches is computed anew, by the same program. If the answer
follows, these numbers carried it: an interchange intervention (Geiger et al. 2021, "Causal
abstractions of neural networks"), as in the causal mediation analysis of Vig et al.
2020 (arXiv:2004.12265) and the causal tracing of Meng et al. 2022 (arXiv:2202.05262).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from app.cnn.ablate import replaced
from app.cnn.errors import PatchError, UnknownLayerError
from app.cnn.network import Layer, Network
from app.cnn.part import between, downstream, run


@dataclass(frozen=True)
class Patch:
    """Numbers of the donor in place of the receiver's.

    Args:
        layer: of the receiver.
        channel: of that layer, a map or unit; None: all of it.
        donor_layer: of the donor.
        donor_channel: of that layer; None where `channel` is.
    """

    layer: str
    channel: int | None
    donor_layer: str
    donor_channel: int | None


def check(network: Network, donor: Network, patches: Sequence[Patch]) -> None:
    """Refuse patches that do not fit.

    Raises:
        PatchError: says what would fit; its `loc` is the patch's number and the field.
    """
    for number, patch in enumerate(patches):
        layer = _named(network, patch.layer, number, "layer")
        source = _named(donor, patch.donor_layer, number, "donor_layer")
        if patch.layer == network.probabilities_layer:
            said = f"Layer {patch.layer!r} holds the probabilities; patch {network.logits_layer!r}"
            raise PatchError(f"{said} instead.", number, "layer")
        _check_channel(layer, patch.channel, number, "channel")
        _check_channel(source, patch.donor_channel, number, "donor_channel")
        if (patch.channel is None) != (patch.donor_channel is None):
            said = "A patch names a channel of both layers, or of neither for the whole layer."
            raise PatchError(said, number, "donor_channel")
        if not fits(layer, source, whole=patch.channel is None):
            raise PatchError(_misfit(network, layer, source, patch), number, "donor_layer")


def fits(layer: Layer, source: Layer, *, whole: bool) -> bool:
    """Whether a layer's numbers, or those of one of its channels, have the other's shape."""
    return layer.shape == source.shape if whole else layer.shape[1:] == source.shape[1:]


def patched(
    network: Network,
    outputs: Mapping[str, Tensor],
    donor: Mapping[str, Tensor],
    patches: Sequence[Patch],
    go_on: Callable[[], None] = lambda: None,
) -> dict[str, Tensor]:
    """Go on from the receiver's numbers with some of the donor's in their place.

    A patched number stays what the donor had, whatever patches come before it; edits of the
    receiver hold for all that is computed.

    Args:
        network: the receiver, with or without edits.
        outputs: what `trace` gave for it, of one image.
        donor: the same of the donor.
        patches: as `check` lets them pass; of two for one channel the later counts.
        go_on: called before each layer; may raise to give up.

    Returns:
        Every layer's output: (1, *shape), in forward order.
    """
    known = dict(outputs)
    for name in network.names:
        here = [patch for patch in patches if patch.layer == name]
        if not here:
            continue
        go_on()
        known[name] = _with(known[name], donor, here)
        after = downstream(network, [name])[1:]
        if after:
            found = run(network, between(network, name, after), known[name], known)
            known.update(zip(after, found, strict=True))
    return known


def sweep(
    network: Network,
    outputs: Mapping[str, Tensor],
    donor: Tensor,
    layer: str,
    go_on: Callable[[], None] = lambda: None,
) -> tuple[Tensor, Tensor]:
    """Answer once with each channel of a layer patched alone, all of them in one batch.

    Args:
        network: the receiver.
        outputs: what `trace` gave for it, of one image.
        donor: (1, C', …) output of a layer whose channels fit; the first of both are paired.
        layer: of the receiver, any but the probabilities.
        go_on: called before each batch; may raise to give up.

    Returns:
        Logits and probabilities, each (channels, classes).
    """
    channels = range(min(outputs[layer].shape[1], donor.shape[1]))
    return replaced(network, outputs, layer, channels, donor[0], go_on)


def _with(own: Tensor, donor: Mapping[str, Tensor], patches: Sequence[Patch]) -> Tensor:
    """A layer's output (1, C, …) with some channels of the donor's."""
    changed = own.clone()
    for patch in patches:
        theirs = donor[patch.donor_layer]
        if patch.channel is None or patch.donor_channel is None:
            changed[:] = theirs
        else:
            changed[:, patch.channel] = theirs[:, patch.donor_channel]
    return changed


def _named(network: Network, name: str, number: int, field: str) -> Layer:
    try:
        return network.layer(name)
    except UnknownLayerError as error:
        raise PatchError(str(error), number, field) from None


def _check_channel(layer: Layer, channel: int | None, number: int, field: str) -> None:
    if channel is not None and not 0 <= channel < layer.shape[0]:
        said = f"Layer {layer.name!r} has the channels 0 to {layer.shape[0] - 1}, got {channel}."
        raise PatchError(said, number, field)


def _misfit(network: Network, layer: Layer, source: Layer, patch: Patch) -> str:
    """What does not fit, and where in the receiver it would."""
    whole = patch.channel is None
    others = [
        other.name
        for other in network.layers
        if other.name != network.probabilities_layer and fits(other, source, whole=whole)
    ]
    there = f"it would fit {', '.join(others)}" if others else "no layer of the receiver has that"
    what, own = (_shape(each, whole) for each in (source, layer))
    return f"The donor's {source.name!r} is {what}, the receiver's {layer.name!r} {own}; {there}."


def _shape(layer: Layer, whole: bool) -> str:
    sizes = layer.shape if whole else layer.shape[1:]
    kind = "" if whole else "a map of "
    return kind + "×".join(map(str, sizes)) if sizes else "one number a unit"
