"""Numbers of a network in training as safetensors, as live frames are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor, nn

from app.lab.measure import answering, number, numbers, verdict
from app.lab.slow import SHOWN, Slow
from app.lab.trainer import Trainer

Json = dict[str, Any]
MOST_NUMBERS = 20_000
"""Larger weight tensors are not sent: nobody sees that many."""


def view(trainer: Trainer, image: Tensor | None, seq: int | None) -> bytes:
    """Write the weights as they are, and what each layer makes of a drawing (1, 1, 28, 28)."""
    tensors = {
        f"weight/{name}": at.detach()
        for name, at in trainer.module.named_parameters()
        if at.numel() <= MOST_NUMBERS
    }
    about: Json = {"kind": "view", "step": trainer.step}
    if image is not None:
        outputs = traced(trainer.module, image)
        tensors |= outputs
        *_, logits, _ = outputs.values()
        about |= {"seq": seq, **verdict(logits)}
    about["ranges"] = {name: _range(at) for name, at in tensors.items()}
    return _written(tensors, about)


def traced(module: nn.Sequential, image: Tensor) -> dict[str, Tensor]:
    """What every layer gives for one standardised drawing (1, 1, 28, 28), by its name."""
    outputs, x = {"input": image[0]}, image
    with answering(module):
        for name, layer in module.named_children():
            x = layer(x)
            outputs[name] = x[0]
    return outputs | {"softmax": x[0].softmax(0)}


def slow_motion(step: int, found: Slow, trainer: Trainer) -> bytes:
    """Write one step: digits, loss, gradients, updates, new loss."""
    digits, names = found.batch.inputs[:SHOWN, 0], _small(found.weights)
    tensors = {"batch": digits}
    for what, parts in (
        ("weight", found.weights),
        ("gradient", found.gradients),
        ("update", found.updates),
    ):
        tensors |= {f"{what}/{name}": parts[name] for name in names}
    about = {
        "kind": "step",
        "step": step,
        "loss": number(found.losses.mean()),
        "new_loss": number(found.new_losses.mean()),
        "learning_rate": trainer.choices.learning_rate,
        "optimiser": trainer.choices.optimiser,
        "count": len(found.batch.labels),
        "labels": found.batch.labels[:SHOWN].tolist(),
        "indices": found.batch.indices[:SHOWN].tolist(),
        "losses": numbers(found.losses[:SHOWN]),
        "new_losses": numbers(found.new_losses[:SHOWN]),
        "predicted": found.logits.argmax(1)[:SHOWN].tolist(),
        "new_predicted": found.new_logits.argmax(1)[:SHOWN].tolist(),
        "parameters": [_norms(name, found) for name in found.weights],
        "ranges": {name: _range(at) for name, at in tensors.items()},
    }
    return _written(tensors, about)


def _small(parameters: Mapping[str, Tensor]) -> list[str]:
    return [name for name, at in parameters.items() if at.numel() <= MOST_NUMBERS]


def _norms(name: str, found: Slow) -> Json:
    parts = {"weight": found.weights, "gradient": found.gradients, "update": found.updates}
    norms = {f"{what}_norm": number(at[name].norm()) for what, at in parts.items()}
    layer, shape = name.rpartition(".")[0], list(found.weights[name].shape)
    return {"name": name, "layer": layer, "shape": shape, **norms}


def _range(tensor: Tensor) -> list[float | None]:
    low, high = torch.aminmax(tensor)
    return [number(low), number(high)]


def _written(tensors: Mapping[str, Tensor], about: Json) -> bytes:
    metadata = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in about.items()
        if value is not None
    }
    return save({name: at.clone() for name, at in tensors.items()}, metadata)
