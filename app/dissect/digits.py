"""The digits that a network is dissected with: one picture, a grid of them, that a page can show.

`python -m app.dissect.digits --data DIR` makes `models/samples/mnist-test-2000.png` again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, PngImagePlugin
from torch import Tensor

from app.ink.normalize import place
from app.resources import resource

SHEET = "mnist-test-2000.png"
SIDE, COLUMNS = 28, 50
EACH = 200
"""Digits of each class."""

MNIST = "MNIST test set"
TEST_FILES = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")


@dataclass(frozen=True)
class Digits:
    """Images (N, 28, 28), 0 paper to 255 ink; labels (N,); places in their data set (N,)."""

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int64]
    source: str

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def digest(self) -> str:
        """The sha256 of images and labels."""
        return hashlib.sha256(self.images.tobytes() + self.labels.tobytes()).hexdigest()

    def names(self, classes: Sequence[str]) -> Sequence[str]:
        """What the labels are called: of a network's own data, as its classes are."""
        count = int(self.labels.max()) + 1
        if self.source != MNIST and count <= len(classes):
            return classes
        return [str(label) for label in range(count)]

    def input(self, rows: slice, shape: tuple[int, ...]) -> Tensor:
        """Some of them as a network gets them: (B, *shape), ink 0..1."""
        ink = self.images[rows].astype(np.float32) / 255
        return torch.stack([place(image, shape) for image in ink])

    def save(self, path: Path) -> None:
        """Write a PNG: the images in rows of 50; labels, places and source as its text."""
        about = {
            "source": self.source,
            "labels": self.labels.tolist(),
            "indices": self.indices.tolist(),
        }
        text = PngImagePlugin.PngInfo()
        text.add_text("digits", json.dumps(about, separators=(",", ":")), zip=True)
        Image.fromarray(_tiled(self.images)).save(path, "PNG", optimize=True, pnginfo=text)

    @classmethod
    def load(cls, path: Path) -> Digits:
        """Read what `save` wrote.

        Raises:
            ValueError: it is another picture, or none.
        """
        try:
            with Image.open(path, formats=("PNG",)) as picture:
                pixels = np.asarray(picture.convert("L"))
                about = json.loads(picture.text["digits"])  # type: ignore[attr-defined]
            labels, indices = (np.array(about[name], np.int64) for name in ("labels", "indices"))
            return cls(_cut(pixels, len(labels)), labels, indices, about["source"])
        except (OSError, KeyError, ValueError) as error:
            raise ValueError(f"{path} is no picture of digits.") from error


def _tiled(images: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    rows = -(-len(images) // COLUMNS)
    padded = np.zeros((rows * COLUMNS, SIDE, SIDE), np.uint8)
    padded[: len(images)] = images
    grid = padded.reshape(rows, COLUMNS, SIDE, SIDE).transpose(0, 2, 1, 3)
    return grid.reshape(rows * SIDE, COLUMNS * SIDE)


def _cut(sheet: npt.NDArray[np.uint8], count: int) -> npt.NDArray[np.uint8]:
    rows = sheet.shape[0] // SIDE
    tiles = sheet.reshape(rows, SIDE, COLUMNS, SIDE).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(tiles.reshape(-1, SIDE, SIDE)[:count])


def choose(images: Tensor, labels: Tensor, source: str, *, each: int = EACH) -> Digits:
    """Choose as many of each class, blindly, in the order of the data set.

    Args:
        images: (N, 28, 28) bytes.
        labels: (N,).
        source: what they are, for people.
        each: how many; a class that has fewer gives all.
    """
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1998))
    chosen = [order[labels[order] == label][:each] for label in labels.unique()]
    places = torch.cat(chosen).sort().values
    return Digits(images[places].numpy(), labels[places].numpy(), places.numpy(), source)


def shipped(models: Path) -> tuple[Digits, Path]:
    """Read the digits that ship, from a folder of networks or else from the installation.

    Raises:
        ValueError: they are in neither.
    """
    path = models / "samples" / SHEET
    path = path if path.is_file() else resource("models") / "samples" / SHEET
    return Digits.load(path), path


def of_mnist(data: Path | None) -> Digits:
    """Choose from genuine MNIST: its test images, which no network learned."""
    from app.training import mnist

    found = mnist.load(data)
    return choose(found.test_images, found.test_labels, MNIST)


def of_folder(data: Path) -> Digits:
    """Choose from the test images of any data set in MNIST's format and size.

    Raises:
        ValueError: its two files are not there, or hold something else.
    """
    from app.training import mnist

    paths = [next(iter(sorted(data.rglob(name))), data / name) for name in TEST_FILES]
    images, labels = (mnist.read_idx(path, axes) for path, axes in zip(paths, (3, 1), strict=True))
    if images.shape[1:] != (SIDE, SIDE) or len(images) != len(labels):
        raise ValueError(
            f"{paths[0]} holds images of {images.shape[1]}×{images.shape[2]}, and there are"
            f" {len(labels)} labels for {len(images)}; expected 28×28 and a label for each."
        )
    genuine = all(mnist.sha256(path) == mnist.FILES[path.name] for path in paths)
    return choose(images, labels.long(), MNIST if genuine else f"test set in {data.resolve().name}")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m app.dissect.digits", description=__doc__)
    parser.add_argument("--data", type=Path, help="MNIST files (default: downloaded once)")
    parser.add_argument("--models", type=Path, default=Path("models"), help="(default: models)")
    options = parser.parse_args()
    path = options.models / "samples" / SHEET
    of_mnist(options.data).save(path)
    print(f"Wrote {path}.")


if __name__ == "__main__":
    main()
