"""Learning from several networks at once: their averaged, softened answers.

Hinton, Vinyals, Dean 2015, "Distilling the Knowledge in a Neural Network", arXiv:1503.02531.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from app.networks import Architecture
from app.networks.store import CARD, WEIGHTS
from app.training.card import folded
from app.training.recipe import Recipe
from app.training.resume import State


@dataclass(frozen=True)
class Teachers:
    """Trained networks of one architecture, and a digest of each one's weights."""

    modules: Sequence[nn.Module]
    digests: tuple[str, ...]

    @classmethod
    def load(cls, folders: Sequence[Path], architecture: Architecture) -> Teachers:
        """Read networks as `inkling train` wrote them.

        Raises:
            ValueError: a folder holds no network of this architecture.
        """
        found = [_read(folder, architecture) for folder in folders]
        return cls([module for module, _ in found], tuple(digest for _, digest in found))

    @torch.no_grad()
    def soft(self, inputs: Tensor, recipe: Recipe) -> Tensor:
        """The mean of their answers to standardised images (B, …): (B, classes + 1).

        The last class is "none of these", as in training.
        """
        answers = [
            F.softmax(with_none(module(inputs).float(), recipe) / recipe.soft_temperature, dim=1)
            for module in self.modules
        ]
        return torch.stack(answers).mean(0)


def with_none(logits: Tensor, recipe: Recipe) -> Tensor:
    """The logits (B, classes) and behind them that of "none of these"."""
    return torch.cat([logits, logits.new_full((len(logits), 1), recipe.none_logit)], dim=1)


def losses(logits: Tensor, labels: Tensor, recipe: Recipe, soft: Tensor | None) -> Tensor:
    """Each image's loss, (B,): by its label, and by what the teachers say if there are any.

    The softened part is scaled by the temperature's square, so that its gradients are as large.
    """
    everything = with_none(logits, recipe)
    hard = F.cross_entropy(
        everything, labels, label_smoothing=recipe.label_smoothing, reduction="none"
    )
    if soft is None:
        return hard
    heat = recipe.soft_temperature
    taught = -(soft * F.log_softmax(everything / heat, dim=1)).sum(1) * heat**2
    return (1 - recipe.soft_share) * hard + recipe.soft_share * taught


def _read(folder: Path, architecture: Architecture) -> tuple[nn.Module, str]:
    try:
        data = (folder / WEIGHTS).read_bytes()
        heat = json.loads((folder / CARD).read_text(encoding="utf-8"))["temperature"]
        state = unfolded(load_file(folder / WEIGHTS), architecture, heat)
        module = architecture.build()
        module.load_state_dict(state)
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        what = f"{str(folder)!r} holds no trained {architecture.id}"
        raise ValueError(f"{what}; a teacher is a folder that inkling train wrote.") from error
    module.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return module, hashlib.sha256(data).hexdigest()


def unfolded(state: State, architecture: Architecture, heat: float) -> State:
    """The weights as they were trained, without the card's temperature."""
    return folded(state, architecture, 1 / heat)
