"""What convolution is good for, measured: shifted digits, and digits whose pixels are shuffled.

`python -m app.training.why --data DIR` writes `models/lessons/why.json` again, which the chapter
*Why convolution* draws; do so whenever a network's weights are others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.networks import ARCHITECTURES, Architecture
from app.networks.store import Model, available, load
from app.training import mnist
from app.training.evaluate import logits_of, run
from app.training.loop import rate
from app.training.mnist import Mnist
from app.training.pools import Images, framed
from app.training.progress import Progress
from app.training.whole import whole

COMMAND = "python -m app.training.why --data DIR"
FILE = Path("lessons", "why.json")
REACH = 8
"""Pixels to each side; further out, ink of most digits leaves the frame."""
EPOCHS, BATCH, PEAK, SEED = 4, 256, 3e-3, 0
LEARN = ("mlp", "crash-course", "vgg-mini")
"""Architectures that learn from pixels in both orders."""


def moved(images: Images, by: int) -> Images:
    """The images `by` pixels further right; what leaves the frame is lost, paper comes in.

    For whole pixels that is what the page's dial *Shift right* does.
    """
    width = images.pixels.shape[-1]
    wide = F.pad(images.pixels, (max(by, 0), max(-by, 0)))
    return Images(wide[..., max(-by, 0) :][..., :width], images.labels)


def order_of(pixels: int, seed: int = SEED) -> Tensor:
    """Where each pixel of a shuffled image comes from, (pixels,)."""
    return torch.randperm(pixels, generator=torch.Generator().manual_seed(seed))


def shuffled(images: Images, seed: int = SEED) -> Images:
    """The images with their pixels in another order, the same for all."""
    flat = images.pixels.flatten(1)  # (N, H·W)
    pixels = flat[:, order_of(flat.shape[1], seed)].view_as(images.pixels)
    return Images(pixels, images.labels)


def shifts(models: Sequence[Model], digits: Images, reach: int = REACH) -> dict[str, Any]:
    """The share of the digits that each network reads when all are shifted."""
    places = list(range(-reach, reach + 1))
    found: dict[str, list[float]] = {model.id: [] for model in models}
    for images in (moved(digits, by) for by in places):
        for model in models:
            found[model.id].append(_read(model, images))
    return {"pixels": places, "right": found, "digits": len(digits)}


def _read(model: Model, images: Images) -> float:
    return _right(run(logits_of(model), images), images.labels)


def learned(
    architecture: Architecture, shown: Images, asked: Images, epochs: int, say: Progress
) -> float:
    """Train from the seed's first weights, and return the share that is read of `asked`.

    AdamW, one cycle of the learning rate, no distortions.
    """
    torch.manual_seed(SEED)
    module = architecture.build().train()
    optimizer = torch.optim.AdamW(module.parameters(), lr=PEAK, weight_decay=1e-4)
    batches = [part for _ in range(epochs) for part in torch.randperm(len(shown)).split(BATCH)]
    for step, index in enumerate(say.over(batches, len(batches), architecture.id)):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, len(batches), PEAK)
        logits = module(_standardised(architecture, shown.ink(index)))
        loss = F.cross_entropy(logits, shown.labels[index])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return _asked(module.eval(), architecture, asked)


def _asked(module: nn.Module, architecture: Architecture, images: Images) -> float:
    logits = run(lambda ink: module(_standardised(architecture, ink)), images)
    return _right(logits, images.labels)


def _standardised(architecture: Architecture, ink: Tensor) -> Tensor:
    return (ink - architecture.mean) / architecture.std


def _right(logits: Tensor, labels: Tensor) -> float:
    return round(float((logits.argmax(1) == labels).double().mean()), 4)


def orders(names: Sequence[str], digits: Mnist, epochs: int, say: Progress) -> dict[str, Any]:
    """How well fresh networks read after learning from plain pixels, and from shuffled ones."""
    train = framed(digits.train_images, digits.train_labels)
    test = framed(digits.test_images, digits.test_labels)
    found = {
        name: {
            "plain": learned(ARCHITECTURES[name], train, test, epochs, say),
            "shuffled": learned(ARCHITECTURES[name], shuffled(train), shuffled(test), epochs, say),
        }
        for name in names
    }
    return {
        "right": found,
        "epochs": epochs,
        "seed": SEED,
        "digits": len(train),
        "order": " ".join(map(str, order_of(train.pixels[0].numel()).tolist())),
    }


def measure(models: Sequence[Model], digits: Mnist, epochs: int, say: Progress) -> dict[str, Any]:
    """All that the chapter draws, and of which weights it is."""
    test = framed(digits.test_images, digits.test_labels)
    return {
        "command": COMMAND,
        "sha256": {model.id: model.digest for model in models},
        "torch": torch.__version__,
        "shift": shifts(models, test),
        "shuffle": orders(LEARN, digits, epochs, say),
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m app.training.why", description=__doc__)
    parser.add_argument("--data", type=Path, help="MNIST files (default: downloaded once)")
    parser.add_argument("--models", type=Path, default=Path("models"), help="(default: models)")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"(default: {EPOCHS})")
    options = parser.parse_args()
    models = [load(name, options.models) for name in available(options.models)]
    found = measure(models, mnist.load(options.data), options.epochs, Progress())
    with whole(options.models / FILE) as part:
        part.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"Wrote {options.models / FILE}.")


if __name__ == "__main__":
    main()
