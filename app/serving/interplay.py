"""Channels together: the answer without each, each two and all of them, in numbers and words."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from app.cnn.errors import EditError
from app.cnn.trace import trace
from app.ink.normalize import place
from app.networks.store import Model
from app.serving import interplay_words as words
from app.serving.catalog import layer_of
from app.serving.causes import FEW
from app.serving.errors import ValidationFailedError
from app.serving.questions import Json, Question
from app.serving.samples import SOURCE
from app.whatif.silence import Channel, Group, interactions, pairs, silence
from app.whatif.trials import answers, margins

MOST = 64
"""Channels of one group."""


def chosen(model: Model, text: str) -> list[Channel]:
    """The channels that are named `layer:channel`, by comma.

    Raises:
        LayerNotFoundError: the network lacks a layer.
        ValidationFailedError: it lacks a channel, or there are too few or too many.
    """
    found: dict[Channel, None] = {}
    for each in filter(None, text.split(",")):
        layer, _, number = each.rpartition(":")
        count = layer_of(model, layer or each).shape[0]
        if layer == model.network.probabilities_layer:
            raise _refused(f"Layer {layer!r} holds the probabilities")
        if not (number.isascii() and number.isdigit() and len(number) < 10) or int(number) >= count:
            raise _refused(f"Layer {layer or each!r} has the channels 0 to {count - 1}, as :0")
        found[layer, int(number)] = None
    if not 2 <= len(found) <= MOST:
        raise _refused(f"From 2 to {MOST} channels, as in conv:0,conv:3; got {len(found)}")
    return list(found)


def _refused(said: str) -> ValidationFailedError:
    return ValidationFailedError.at(("query", "channels"), said)


def together(question: Question, channels: Sequence[Channel]) -> Json:
    """The answer without each of some channels, without each two, and without all of them."""
    said = question.predicted(question.image)
    index = said["index"]
    with torch.no_grad():
        outputs = trace(question.network, question.image)
    groups = [*(frozenset((one,)) for one in channels), *pairs(channels), frozenset(channels)]
    try:
        logits, shares = silence(question.network, outputs, groups, go_on=question.go_on)
    except EditError as error:
        raise _refused(str(error).rstrip(".")) from None
    whole = float(margins(torch.from_numpy(said["logits"])[None], index))
    drop = said["probability"] - shares[:, index]
    fall = whole - margins(logits, index)
    labels = [question.model.classes[at] for at in logits.argmax(dim=1).tolist()]
    count = len(channels)
    sums = [float(kind[:count].sum()) for kind in (drop, fall)]
    group = {
        "label": labels[-1],
        "drop": float(drop[-1]),
        "fall": float(fall[-1]),
        "sum_drop": sums[0],
        "sum_fall": sums[1],
    }
    return {
        **{name: said[name] for name in ("label", "index", "probability")},
        "margin": whole,
        "channels": [{"layer": layer, "channel": channel} for layer, channel in channels],
        "drop": drop[:count].numpy(),
        "fall": fall[:count].numpy(),
        "without": labels[:count],
        "pairs": {
            "drop": interactions(drop[:count], drop[count:-1]).numpy(),
            "fall": interactions(fall[:count], fall[count:-1]).numpy(),
        },
        "group": group,
        "general": _everywhere(question, frozenset(channels)),
        "words": words.group(said["label"], group, count),
    }


def _everywhere(question: Question, group: Group) -> Json | None:
    """What becomes of the answers to digits that ship without the whole group."""
    samples, network = question.service.samples, question.network
    count = min(FEW, samples.chosen)
    if not count:
        return None
    factors = {
        name: _scale(network.layer(name).shape, [at for layer, at in group if layer == name])
        for name in {layer for layer, _ in group}
    }
    without = network.with_scales(
        {
            name: factor * (network.scales[name].flatten() if name in network.scales else 1)
            for name, factor in factors.items()
        }
    )
    images = torch.stack([place(samples.ink(at), network.input_shape) for at in range(count)])
    (logits, shares), (less, left) = (
        answers(each, images, question.go_on) for each in (network, without)
    )
    best = logits.argmax(dim=1, keepdim=True)
    means = {
        "drop": (shares - left).gather(1, best)[:, 0],
        "fall": _margins(logits, best) - _margins(less, best),
        "flips": (less.argmax(dim=1) != best[:, 0]).float(),
    }
    return {
        "digits": count,
        "source": SOURCE,
        **{name: float(part.mean()) for name, part in means.items()},
    }


def _scale(shape: tuple[int, ...], channels: Sequence[int]) -> torch.Tensor:
    scale = torch.ones(shape[0])
    scale[list(channels)] = 0
    return scale


def _margins(logits: torch.Tensor, best: torch.Tensor) -> torch.Tensor:
    """Of each row, the logit of its class `best` (N, 1) above the best other one."""
    others = logits.scatter(1, best, -torch.inf)
    return logits.gather(1, best)[:, 0] - others.amax(dim=1)
