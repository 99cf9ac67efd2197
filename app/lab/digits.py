"""The digits that visitors train with: a shipped sample of MNIST's training set.

`python -m app.lab.digits --data DIR` makes `models/samples/mnist-train-10000.png` again.
What is learned is measured on `mnist-test-2000.png`, digits of MNIST's test set.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from app.dissect.digits import SHEET, Digits, choose
from app.lab.architecture import mean_and_std
from app.lab.knobs import Choices
from app.resources import resource

TRAIN_SHEET = "mnist-train-10000.png"
SOURCE = "MNIST training set"
EACH = 1000
"""Digits of each class."""
LICENCE = (
    "MNIST: Yann LeCun, Corinna Cortes, Christopher J. C. Burges, from NIST Special Databases 1 "
    "and 3. The authors' page states no licence; it is commonly redistributed as CC BY-SA 3.0."
)


@dataclass(frozen=True)
class Set:
    """Digits as a network gets them: standardised ink (N, 1, 28, 28), labels (N,), both tensors.

    `bytes` are the same as they were, (N, 28, 28), 255 = ink.
    """

    inputs: Tensor
    labels: Tensor
    bytes: Tensor

    def __len__(self) -> int:
        return len(self.labels)


def shipped(models: Path | None = None) -> tuple[Path, Path]:
    """Where the digits to train and to measure with are; beside the networks or as installed.

    Raises:
        FileNotFoundError: they are in neither place.
    """
    folders = [models] if models else []
    found = []
    for name in (TRAIN_SHEET, SHEET):
        places = [folder / "samples" / name for folder in (*folders, resource("models"))]
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            raise FileNotFoundError(f"There is no {name} beside the networks.")
        found.append(path)
    return found[0], found[1]


def training(digits: Digits, choices: Choices) -> Set:
    """Those that are learned from: in an order, and with wrong labels, that the seed decides."""
    generator = torch.Generator().manual_seed(choices.seed)
    order = torch.randperm(len(digits), generator=generator)[: choices.digits]
    labels = torch.from_numpy(digits.labels)[order]
    wrong = torch.rand(len(order), generator=generator) < choices.wrong_labels
    others = (labels + torch.randint(1, 10, labels.shape, generator=generator)) % 10
    return _set(digits, order, torch.where(wrong, others, labels), choices)


def held_out(digits: Digits, choices: Choices) -> Set:
    """Those that are measured on; with their own labels."""
    return _set(digits, torch.arange(len(digits)), torch.from_numpy(digits.labels), choices)


def standardised(ink: Tensor, choices: Choices) -> Tensor:
    """Ink 0..1 as the network gets it."""
    mean, std = mean_and_std(choices)
    return (ink - mean) / std


def _set(digits: Digits, order: Tensor, labels: Tensor, choices: Choices) -> Set:
    images = torch.from_numpy(digits.images)[order]
    inputs = standardised(images[:, None].float() / 255, choices)
    return Set(inputs.contiguous(), labels.clone(), images)


def main() -> None:
    """Run from the command line."""
    from app.training import mnist

    parser = argparse.ArgumentParser(prog="python -m app.lab.digits", description=__doc__)
    parser.add_argument("--data", type=Path, help="MNIST files (default: downloaded once)")
    parser.add_argument("--models", type=Path, default=Path("models"), help="(default: models)")
    options = parser.parse_args()
    found = mnist.load(options.data)
    path = options.models / "samples" / TRAIN_SHEET
    choose(found.train_images, found.train_labels, SOURCE, each=EACH).save(path)
    print(f"Wrote {path}.")


if __name__ == "__main__":
    main()
