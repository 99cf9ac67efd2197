"""Which single channel of the donor, patched alone, moves the receiver's answer most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from app.cnn.patch import Patch, fits, patched, sweep
from app.networks.store import Model
from app.serving import patch_words as words
from app.serving.catalog import layer_of
from app.serving.errors import Loc, ValidationFailedError
from app.serving.patch_run import Run

Json = dict[str, Any]
HERE: Loc = ("query", "sweep")


def check(model: Model, layers: Sequence[str], most: int) -> None:
    """Refuse layers of the receiver that cannot be swept.

    Raises:
        LayerNotFoundError: the network lacks one of them.
        ValidationFailedError: one holds the probabilities, or they have too many channels.
    """
    count = sum(layer_of(model, name).shape[0] for name in layers)
    last, logits = model.network.probabilities_layer, model.network.logits_layer
    if last in layers:
        raise ValidationFailedError.at(HERE, f"Layer {last!r} holds the probabilities; {logits!r}")
    if count > most:
        said = f"At most {most} channels in one call; these layers have {count}. Name fewer layers"
        raise ValidationFailedError.at(HERE, said)


def swept(
    receiver: Run,
    donor: Run,
    pairs: Mapping[str, str],
    layers: Sequence[str],
    go_on: Callable[[], None] = lambda: None,
) -> Json | None:
    """Patch every channel of these layers alone, from the counterparts in the donor.

    The measure is a difference of two logits, which does not saturate as probabilities do
    (Heimersheim and Nanda 2024, arXiv:2404.15255): that of the donor's answer above
    that of the receiver's; where both answer alike, that of the answer above the next one's.

    Raises:
        ValidationFailedError: a layer has no counterpart, or one of other sizes.
    """
    if not layers:
        return None
    target, against = _contrast(receiver, donor)
    sources = {name: _source(receiver, donor, pairs, name) for name in layers}
    found = [
        _layer(receiver, donor, name, source, (target, against), go_on)
        for name, source in sources.items()
    ]
    classes = receiver.model.classes
    best = _best(found)
    count = sum(len(layer["moved"]) for layer in found)
    return {
        "target": classes[target],
        "against": classes[against],
        "margin": float(receiver.logits[0, target] - receiver.logits[0, against]),
        "layers": found,
        "best": best,
        "words": words.sweep(classes[target], classes[against], best, count),
    }


def _contrast(receiver: Run, donor: Run) -> tuple[int, int]:
    """The two classes of the receiver whose logits are compared."""
    classes = receiver.model.classes
    second, first = receiver.logits[0].argsort()[-2:].tolist()
    label = donor.predicted()["label"]
    wanted = classes.index(label) if label in classes else first
    return (first, second) if wanted == first else (wanted, first)


def _source(receiver: Run, donor: Run, pairs: Mapping[str, str], name: str) -> str:
    """The layer of the donor whose channels are taken."""
    source = pairs.get(name)
    if source is None:
        raise ValidationFailedError.at(HERE, f"Layer {name!r} has no counterpart in the donor")
    own, theirs = receiver.network.layer(name), donor.network.layer(source)
    if not fits(own, theirs, whole=False):
        said = f"The maps of {name!r} and of the donor's {source!r} have other sizes"
        raise ValidationFailedError.at(HERE, said)
    return source


def _layer(
    receiver: Run,
    donor: Run,
    name: str,
    source: str,
    classes: tuple[int, int],
    go_on: Callable[[], None],
) -> Json:
    """One layer: a number for each channel, and what the whole layer would do."""
    network, own, theirs = receiver.network, receiver.outputs, donor.outputs
    with torch.inference_mode():
        logits, shares = sweep(network, own, theirs[source], name, go_on)
        whole = None
        if fits(network.layer(name), donor.network.layer(source), whole=True):
            patch = Patch(name, None, source, None)
            all_of_it = patched(network, own, theirs, [patch], go_on)
            ends = all_of_it[network.logits_layer], all_of_it[network.probabilities_layer]
            whole = _told(receiver, *ends, classes)
    each = _told(receiver, logits, shares, classes)
    return {
        "layer": name,
        "donor_layer": source,
        **each,
        "whole": whole and {key: value[0] for key, value in whole.items()},
    }


def _told(receiver: Run, logits: Tensor, shares: Tensor, classes: tuple[int, int]) -> Json:
    """What each of some answers says: lists of one entry an answer."""
    target, against = classes
    margin = logits[:, target] - logits[:, against]
    before = receiver.logits[:, target] - receiver.logits[:, against]
    return {
        "probability": shares[:, target].contiguous().numpy(),
        "moved": (margin - before).numpy(),
        "label": [receiver.model.classes[at] for at in shares.argmax(1).tolist()],
    }


def _best(layers: Sequence[Json]) -> Json | None:
    """The channel that moves the answer most, either way."""
    every = [
        (abs(float(moved)), -number, -channel)
        for number, layer in enumerate(layers)
        for channel, moved in enumerate(layer["moved"])
    ]
    if not every:
        return None
    _, number, channel = max(every)
    layer, at = layers[-number], -channel
    named = {name: layer[name] for name in ("layer", "donor_layer")}
    return {**named, "channel": at, **{k: layer[k][at] for k in ("probability", "moved", "label")}}
