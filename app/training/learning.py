"""How the networks learned: loss and accuracy at each checkpoint, on digits seen and unseen.

`python -m app.training.learning --data DIR` writes `models/ID/learning.json` for each network whose
weights are not those of the file that is there; do so whenever weights are others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import torch.nn.functional as F

from app.networks.checkpoints import Checkpoints
from app.networks.learning import FILE
from app.networks.store import Model, available, load
from app.training import mnist, pools
from app.training.evaluate import logits_of, run
from app.training.mnist import Mnist
from app.training.pools import Images
from app.training.whole import whole

EVERY = 11
"""Of the 55,000 MNIST digits that all networks learned from, each eleventh is measured on."""


@dataclass(frozen=True)
class Stage:
    """A part of a training in which every epoch shows the same number of images."""

    epochs: int
    images: int
    batch: int

    @property
    def steps(self) -> int:
        """Batches in all its epochs."""
        return self.epochs * ceil(self.images / self.batch)

    def seen(self, step: int) -> tuple[int, int]:
        """Whole epochs and images after so many of its steps."""
        epochs, more = divmod(step, ceil(self.images / self.batch))
        return epochs, epochs * self.images + min(more * self.batch, self.images)


def stages(card: Mapping[str, Any]) -> list[Stage]:
    """The parts of a training, as its card tells them; none when they do not add up.

    The epochs of one part may have been others than its recipe's.
    """
    recipe, last = card["recipe"], card["checkpoints"][-1]
    recipes = [part for part in (recipe, recipe.get("polish"), recipe.get("distil")) if part]
    if recipe.get("distil") and not card.get("teachers"):
        recipes.pop()
    parts = [Stage(part["epochs"], _shown(card["data"], part), part["batch"]) for part in recipes]
    rest = card["epochs"] - sum(part.epochs for part in parts)
    for at, part in enumerate(parts):
        longer = Stage(part.epochs + rest, part.images, part.batch)
        found = [*parts[:at], longer, *parts[at + 1 :]]
        if sum(one.steps for one in found) == last and longer.epochs > 0:
            return found
    return []


def _shown(data: Mapping[str, int], recipe: Mapping[str, Any]) -> int:
    """Images that an epoch shows, as `loop` chooses them."""
    shown = dict(data)
    if pools.GENERATED in shown:
        every = round(1 / recipe.get("generated_share", 1))
        shown[pools.GENERATED] = ceil(shown[pools.GENERATED] / every)
    return sum(shown.values()) + (recipe["mnist_repeats"] - 1) * shown[pools.MNIST]


def seen(parts: list[Stage], step: int) -> tuple[int | None, int | None]:
    """Whole epochs and images after so many steps of a training; None: its parts are not known."""
    if not parts:
        return None, None
    epochs = images = 0
    for part in parts:
        mine = min(step, part.steps)
        more, shown = part.seen(mine)
        epochs, images, step = epochs + more, images + shown, step - mine
    return epochs, images


def measure(model: Model, known: Checkpoints, digits: Mnist) -> dict[str, Any]:
    """Ask a network at every checkpoint; what `learning.json` holds."""
    _, kept = pools.halves(digits)
    train = pools.framed(digits.train_images[kept], digits.train_labels[kept]).every(EVERY)
    test = pools.framed(digits.test_images, digits.test_labels)
    return {
        "sha256": model.digest,
        "train": len(train),
        "test": len(test),
        "checkpoints": list(_rows(model, known, train, test)),
    }


def _rows(model: Model, known: Checkpoints, train: Images, test: Images) -> Iterator[Any]:
    parts = stages(model.card)
    for step in known.steps(model):
        epoch, images = seen(parts, step)
        then = known.at(model, step)
        both = {"train": _right(then, train), "test": _right(then, test)}
        yield {"step": step, "epoch": epoch, "images": images, **both}


def _right(model: Model, images: Images) -> dict[str, float]:
    logits = run(logits_of(model), images)
    right = (logits.argmax(dim=1) == images.labels).double().mean()
    loss = F.cross_entropy(logits.double(), images.labels)
    return {"loss": round(float(loss), 5), "accuracy": round(float(right), 5)}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m app.training.learning", description=__doc__)
    parser.add_argument("--data", type=Path, help="MNIST files (default: downloaded)")
    parser.add_argument("--models", type=Path, default=Path("models"), help="(default: models)")
    options = parser.parse_args()
    digits, known = mnist.load(options.data), Checkpoints(options.models)
    for name in available(options.models):
        model, path = load(name, options.models), options.models / name / FILE
        if model.learning or not known.steps(model):
            print(f"{path} is of these weights already, or {name} has no checkpoints.")
            continue
        with whole(path) as part:
            found = json.dumps(measure(model, known, digits), indent=1)
            part.write_text(found + "\n", encoding="utf-8")
        print(f"Wrote {path}.")


if __name__ == "__main__":
    main()
