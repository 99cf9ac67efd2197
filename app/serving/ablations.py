"""How far the answer falls without each channel: what `ablate` found, in numbers for callers."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from app.cnn.ablate import Without, ablate
from app.networks.store import Model
from app.serving import answers
from app.serving.engine import Outcome
from app.serving.errors import ValidationFailedError


def chosen(model: Model, layers: Sequence[str], most: int) -> tuple[str, ...]:
    """Check the layers to ablate; none chosen means all but the probabilities.

    Raises:
        LayerNotFoundError: the network lacks one of them.
        ValidationFailedError: one holds the probabilities, or they have too many channels.
    """
    network = model.network
    names = answers.chosen(model, layers or network.names[:-1])
    if network.probabilities_layer in names:
        last = network.probabilities_layer
        said = f"Layer {last!r} holds the probabilities; ablate {network.logits_layer!r}"
        raise ValidationFailedError.at(("query", "layers"), said)
    count = sum(network.layer(name).shape[0] for name in names)
    if count > most:
        said = f"At most {most} channels in one call; these layers have {count}. Name fewer layers"
        raise ValidationFailedError.at(("query", "layers"), said)
    return names


def ablated(
    model: Model,
    names: Sequence[str],
    outcome: Outcome,
    go_on: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Answer without each channel of each of these layers.

    Args:
        model: whose classes are meant.
        names: of layers, as `chosen` gives them.
        outcome: with all layers; its network has the caller's edits.
        go_on: called every now and then; may raise to give up.

    Raises:
        ValidationFailedError: edits made the numbers overflow.
    """
    found = answers.prediction(model, outcome)
    index, before = found["index"], outcome.probabilities[0]
    with torch.inference_mode():
        parts = [ablate(outcome.network, outcome.outputs, name, go_on=go_on) for name in names]
    layers = [_layer(model, part, index, before) for part in parts]
    head = {name: found[name] for name in ("label", "index", "probability")}
    return {
        **answers.named(model),
        **head,
        "margin": _margin(outcome.logits, index).numpy()[0],
        "layers": layers,
    }


def _layer(model: Model, without: Without, index: int, before: Tensor) -> dict[str, Any]:
    """One layer's answers, a list of one number for each channel."""
    probability = without.probabilities[:, index].contiguous()
    labels = without.probabilities.argmax(1).tolist()
    return {
        "layer": without.layer,
        "probability": probability.numpy(),
        "drop": (before[index] - probability).numpy(),
        "margin": _margin(without.logits, index).numpy(),
        "label": [model.classes[label] for label in labels],
    }


def _margin(logits: Tensor, index: int) -> Tensor:
    """How far a class's logit is above the best other one: (rows,)."""
    others = logits.clone()
    others[:, index] = -torch.inf
    return logits[:, index] - others.amax(1)
