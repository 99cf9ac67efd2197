"""One step of training in slow motion: batch, loss, gradient, update, and the loss after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from app.lab.trainer import Batch, Trainer

SHOWN = 64
"""Digits of the batch that are shown."""


@dataclass(frozen=True)
class Slow:
    """Everything about one step.

    Args:
        batch: what was learned from.
        logits: before the step, (B, 10).
        new_logits: of the same digits with the same dropout after it.
        weights: every parameter before it, by name.
        gradients: of the mean loss by each.
        updates: what was added to each.
    """

    batch: Batch
    logits: Tensor
    new_logits: Tensor
    weights: Mapping[str, Tensor]
    gradients: Mapping[str, Tensor]
    updates: Mapping[str, Tensor]

    @property
    def losses(self) -> Tensor:
        """Of each digit before the step, (B,)."""
        return F.cross_entropy(self.logits, self.batch.labels, reduction="none")

    @property
    def new_losses(self) -> Tensor:
        """Of each digit after it, (B,)."""
        return F.cross_entropy(self.new_logits, self.batch.labels, reduction="none")


def slow(trainer: Trainer) -> Slow:
    """Take the next step; the weights become what `advance` makes them, to the last bit."""
    module = trainer.module
    batch = trainer.begin()
    logits = module(batch.inputs)
    loss = F.cross_entropy(logits, batch.labels)
    trainer.optimizer.zero_grad()
    loss.backward()
    parameters = {name: at for name, at in module.named_parameters() if at.grad is not None}
    weights = {name: at.detach().clone() for name, at in parameters.items()}
    gradients = {name: _gradient(at) for name, at in parameters.items()}
    trainer.optimizer.step()
    updates = {name: at.detach() - weights[name] for name, at in parameters.items()}
    new_logits = _again(trainer, batch)
    trainer.finish()
    return Slow(batch, logits.detach(), new_logits, weights, gradients, updates)


def _gradient(parameter: Tensor) -> Tensor:
    assert parameter.grad is not None
    return parameter.grad.clone()


@torch.no_grad()
def _again(trainer: Trainer, batch: Batch) -> Tensor:
    """What the network now answers to the same digits; nothing else changes by asking."""
    buffers = {name: at.clone() for name, at in trainer.module.named_buffers()}
    if trainer.choices.dropout:
        trainer.reseed()
    logits: Tensor = trainer.module(batch.inputs)
    for name, at in trainer.module.named_buffers():
        at.copy_(buffers[name])
    return logits
