"""The hard test images: what the networks misread, and what they are least certain of.

`python -m app.training.hard --data DIR` makes `models/samples/mnist-test-hard.safetensors` again;
do so whenever a network's weights are others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from app.cnn.trace import forward
from app.networks.store import Model, available, load
from app.training import mnist
from app.training.evaluate import run
from app.training.mnist import Mnist
from app.training.pools import framed
from app.training.samples import archive
from app.training.whole import whole

FILE = "mnist-test-hard.safetensors"
LEAST = 150
"""So many of the least certain images of each network are kept, right or wrong."""


@dataclass(frozen=True)
class Hard:
    """What one network finds hard: places in the test set, the least certain first."""

    digest: str
    misread: Tensor
    uncertain: Tensor

    def as_dict(self) -> dict[str, str | int]:
        """What the file says about the network, so that its claims can be checked."""
        return {
            "digest": self.digest,
            "misread": len(self.misread),
            "least_certain": len(self.uncertain),
        }


def find(model: Model, digits: Mnist, least: int = LEAST) -> Hard:
    """Ask a network for all test images: what it misreads, and its `least` certain ones."""
    images = framed(digits.test_images, digits.test_labels)
    probability, index = run(lambda ink: forward(model.network, ink)[1], images).max(dim=1)
    misread = (index != digits.test_labels).nonzero()[:, 0]
    return Hard(model.digest, misread, probability.argsort(stable=True)[:least])


def write(folder: Path, digits: Mnist, found: Mapping[str, Hard]) -> Path:
    """Write the union of what the networks find hard, in the order of the test set.

    `images` (N, 28, 28), `labels` (N,), all bytes; `indices` (N,) in the test set; in the metadata
    `networks` says, as JSON, for which weights that was found.
    """
    places = [part for hard in found.values() for part in (hard.misread, hard.uncertain)]
    indices = torch.cat(places).unique(sorted=True)
    networks = {name: hard.as_dict() for name, hard in found.items()}
    path = folder / FILE
    with whole(path) as part:
        part.write_bytes(archive(digits, indices, {"networks": json.dumps(networks)}))
    return path


def make(models: Path, names: Iterable[str], data: Path | None) -> Path:
    """Find what the networks in a folder find hard, and write it beside them."""
    digits = mnist.load(data)
    found = {name: find(load(name, models), digits) for name in names}
    return write(models / "samples", digits, found)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m app.training.hard", description=__doc__)
    parser.add_argument("--data", type=Path, help="MNIST files (default: downloaded once)")
    parser.add_argument("--models", type=Path, default=Path("models"), help="(default: models)")
    options = parser.parse_args()
    print(f"Wrote {make(options.models, available(options.models), options.data)}.")


if __name__ == "__main__":
    main()
