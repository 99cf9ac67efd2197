"""Learning in slow motion: a fresh network, one batch of real digits, one step after another.

Plain gradient descent on the same batch again and again, so that what one step does can be seen;
real training takes other digits each time (app/training).
"""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.networks import Architecture

RATES = (0.02, 0.05, 0.1, 1.0)
"""How far to go against the gradient; the last one is too far."""
STEPS, DIGITS = 24, 64
LOST = 1e6
"""A loss that is as good as infinite."""

_SEEDING = threading.Lock()
"""First weights come from torch's one generator."""


@dataclass(frozen=True)
class Step:
    """The network at one moment, and which way is up.

    Args:
        loss: cross-entropy, the mean over the batch.
        right: how many digits of the batch it reads.
        kernel: the first filter's weights, (H, W).
        gradient: of the loss by those weights, (H, W).
    """

    loss: float
    right: int
    kernel: list[list[float]]
    gradient: list[list[float]]


def descend(
    architecture: Architecture,
    ink: npt.NDArray[np.float32],
    labels: Sequence[int],
    rate: float,
    seed: int = 0,
) -> list[Step]:
    """Take `STEPS` steps from the seed's first weights, fewer if the loss runs away.

    Args:
        architecture: what to build.
        ink: (N, H, W) of the network's size, 0..1.
        labels: (N,) class indices.
        rate: the learning rate.
        seed: of the first weights.
    """
    with _SEEDING, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        module = architecture.build()
    inputs = (torch.from_numpy(ink)[:, None] - architecture.mean) / architecture.std  # (N, 1, H, W)
    targets = torch.tensor(labels)
    steps: list[Step] = []
    for _ in range(STEPS + 1):
        step = _descend_once(module, inputs, targets, rate)
        if not math.isfinite(step.loss) or step.loss > LOST:
            break
        steps.append(step)
    return steps


def _descend_once(module: nn.Module, inputs: Tensor, targets: Tensor, rate: float) -> Step:
    """Look at the network as it is, then move every parameter against its gradient."""
    parameters = list(module.parameters())
    first = next(parameter for parameter in parameters if parameter.dim() == 4)
    logits = module(inputs)
    loss = F.cross_entropy(logits, targets)
    gradients = dict(zip(parameters, torch.autograd.grad(loss, parameters), strict=True))
    step = Step(
        float(loss.detach()),
        int((logits.argmax(1) == targets).sum()),
        first.detach()[0, 0].tolist(),
        gradients[first][0, 0].tolist(),
    )
    with torch.no_grad():
        for parameter, gradient in gradients.items():
            parameter.sub_(rate * gradient)
    return step


def as_json(runs: dict[float, list[Step]]) -> dict[str, Any]:
    """All runs as the page reads them."""
    return {
        "digits": DIGITS,
        "runs": [
            {"rate": rate, "steps": [vars(step) for step in steps]} for rate, steps in runs.items()
        ],
    }
