"""How far the answer falls without each channel: what `ablate` found, in numbers for callers."""

import time
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from app.cnn.ablate import Without, ablate
from app.networks.store import Model
from app.serving import answers
from app.serving.engine import Outcome
from app.serving.errors import (
    DeadlineExceededError,
    LayerNotFoundError,
    ValidationFailedError,
    unknown,
)


def chosen(model: Model, layers: Sequence[str], most: int) -> tuple[str, ...]:
    """Check the layers to ablate; none chosen means all but the probabilities.

    Raises:
        LayerNotFoundError: the network lacks one of them.
        ValidationFailedError: one holds the probabilities, or they have too many channels.
    """
    network = model.network
    names = layers or network.names[:-1]
    for name in names:
        if name not in network.names:
            raise LayerNotFoundError(unknown("layer", name, list(network.names)))
        if name == network.probabilities_layer:
            said = f"Layer {name!r} holds the probabilities; ablate {network.logits_layer!r}"
            raise ValidationFailedError.at(("query", "layers"), said)
    count = sum(network.layer(name).shape[0] for name in dict.fromkeys(names))
    if count > most:
        said = f"At most {most} channels in one call; these layers have {count}. Name fewer layers"
        raise ValidationFailedError.at(("query", "layers"), said)
    return tuple(name for name in network.names if name in set(names))


def ablated(model: Model, names: Sequence[str], end: float, outcome: Outcome) -> bytes:
    """Answer without each channel of each of these layers, as JSON.

    Raises:
        DeadlineExceededError: the monotonic clock is past `end`.
        ValidationFailedError: edits made the numbers overflow.
    """
    return answers.to_json(measured(model, names, end, outcome))


def measured(model: Model, names: Sequence[str], end: float, outcome: Outcome) -> dict[str, Any]:
    """The same, as values."""

    def go_on() -> None:
        if time.monotonic() > end:
            raise DeadlineExceededError("No answer in time; name fewer layers.")

    found = answers.prediction(model, outcome)
    index, before = found["index"], outcome.probabilities[0]
    with torch.inference_mode():
        layers = [
            _layer(
                model, ablate(outcome.network, outcome.outputs, name, go_on=go_on), index, before
            )
            for name in names
        ]
    head = {name: found[name] for name in ("network", "label", "index", "probability")}
    return {**head, "margin": _margin(outcome.logits, index).numpy()[0], "layers": layers}


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
