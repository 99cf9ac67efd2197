"""A training's state: what one epoch hands to the next, and how it survives Ctrl-C."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from app.networks import Architecture
from app.training.pools import Images
from app.training.recipe import Recipe
from app.training.whole import whole

State = dict[str, Tensor]


@dataclass
class Run:
    """A training under way.

    `average` follows the weights of `module` and is what is kept in the end. No random state
    is here: each epoch draws its own from (seed, epoch).
    """

    module: nn.Module
    average: State
    optimizer: torch.optim.Optimizer
    epoch: int = 0
    step: int = 0
    checkpoints: dict[int, State] = field(default_factory=dict)
    history: list[dict[str, float]] = field(default_factory=list)

    def then(self, other: Run) -> Run:
        """Both trainings as one; of the second, only the end is among the checkpoints."""
        earlier = {step: state for step, state in self.checkpoints.items() if step < self.step}
        return replace(
            other,
            epoch=self.epoch + other.epoch,
            step=self.step + other.step,
            checkpoints={**earlier, self.step + other.step: half(other.average)},
            history=self.history
            + [{**row, "epoch": self.epoch + row["epoch"]} for row in other.history],
        )


def fingerprint(
    architecture: Architecture,
    recipe: Recipe,
    images: Images,
    epochs: int,
    seed: int,
    begin: State | None = None,
    teachers: Sequence[str] = (),
) -> str:
    """A hash of everything that decides the result: another one is another training."""
    settings = [architecture.id, asdict(recipe), epochs, seed, str(architecture.build())]
    settings += teachers
    digest = hashlib.sha256(json.dumps(settings).encode())
    digest.update(images.pixels.numpy().tobytes())
    digest.update(images.labels.numpy().tobytes())
    for tensor in (begin or {}).values():
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()


def save(run: Run, path: Path, mark: str) -> None:
    """Write the state of a training."""
    state = {
        "mark": mark,
        "module": run.module.state_dict(),
        "average": run.average,
        "optimizer": run.optimizer.state_dict(),
        "epoch": run.epoch,
        "step": run.step,
        "checkpoints": run.checkpoints,
        "history": run.history,
    }
    with whole(path) as part:
        torch.save(state, part)


def restore(run: Run, path: Path, mark: str) -> bool:
    """Load a saved state into `run`; False (and untouched) when there is none of this training."""
    if not path.is_file():
        return False
    try:
        saved = torch.load(path, weights_only=True)
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError):
        return False
    if saved.get("mark") != mark:
        return False
    run.module.load_state_dict(saved["module"])
    run.optimizer.load_state_dict(saved["optimizer"])
    run.average = saved["average"]
    run.epoch, run.step = saved["epoch"], saved["step"]
    run.checkpoints, run.history = saved["checkpoints"], saved["history"]
    return True


def half(state: Mapping[str, Tensor]) -> State:
    """A copy in float16 (counters as they are)."""
    return {
        name: tensor.half() if tensor.is_floating_point() else tensor.clone()
        for name, tensor in state.items()
    }
