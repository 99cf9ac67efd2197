"""One side of a comparison: a network with its edits, and every layer's output for a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from app.cnn.network import Network
from app.cnn.trace import trace
from app.networks.store import Model
from app.serving import answers
from app.serving.engine import Outcome
from app.serving.jobs import Pass


@dataclass(frozen=True)
class Run:
    """A network, what it was shown, (1, C, *spatial), and what its layers said: (1, *shape)."""

    model: Model
    network: Network
    image: Tensor
    outputs: Mapping[str, Tensor]

    @property
    def logits(self) -> Tensor:
        """(1, classes)."""
        return self.outputs[self.network.logits_layer]

    def predicted(self) -> dict[str, Any]:
        """What `predict` answers."""
        probabilities = self.outputs[self.network.probabilities_layer]
        whole = Pass(self.network, self.image, self.logits, probabilities, dict(self.outputs))
        return answers.prediction(self.model, Outcome(whole, slice(0, 1)))


def run(model: Model, network: Network, image: Tensor) -> Run:
    """Compute everything about one image."""
    with torch.inference_mode():
        return Run(model, network, image, trace(network, image))
