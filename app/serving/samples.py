"""Real handwritten digits to try a network with."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

from app.serving.errors import NotFoundError

SOURCE = "MNIST test set"
BLIND, HARD = "mnist-test-500.safetensors", "mnist-test-hard.safetensors"

Arrays = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64]]


@dataclass(frozen=True)
class Samples:
    """Digits of the MNIST test set: images (N, 28, 28) 0..255, labels (N,), indices (N,).

    The first `chosen` were chosen blindly, the others because some network finds them hard.
    `certified` says, by the digest of a network's weights, how many of the test images that it
    is least certain of are all here.
    """

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int64]
    chosen: int
    certified: Mapping[str, int]

    @classmethod
    def load(cls, models: Path) -> "Samples":
        """Read the archives beside the networks; what is not there is left out."""
        blind, _ = _read(models / "samples" / BLIND)
        hard, about = _read(models / "samples" / HARD)
        images = np.concatenate([blind[0], hard[0]])
        labels = np.concatenate([blind[1], hard[1]])
        indices = np.concatenate([blind[2], hard[2]])
        _, first = np.unique(indices, return_index=True)
        kept = np.sort(first)
        certified = {one["digest"]: one["least_certain"] for one in json.loads(about).values()}
        return cls(images[kept], labels[kept], indices[kept], len(blind[0]), certified)

    def pick(self, seed: int | None = None) -> dict[str, Any]:
        """Return one digit; the same one for the same seed."""
        if not self.chosen:
            raise NotFoundError("This installation has no sample digits.")
        start = secrets.randbits(31) if seed is None else seed
        return self._at(int(np.random.default_rng(start).integers(self.chosen)))

    def numbered(self, index: int) -> dict[str, Any]:
        """Return the digit with this index in the MNIST test set, if it ships."""
        found = np.flatnonzero(self.indices == index)
        if not len(found):
            known = f"There are {len(self.indices)} sample digits here"
            raise NotFoundError(f"{known}; number {index} of the {SOURCE} is none of them.")
        return self._at(int(found[0]))

    def ink(self, at: int) -> npt.NDArray[np.float32]:
        """Return an image as ink, (28, 28), 0..1."""
        return np.divide(self.images[at], 255, dtype=np.float32)

    def _at(self, at: int) -> dict[str, Any]:
        return {
            "label": str(self.labels[at]),
            "index": int(self.indices[at]),
            "source": SOURCE,
            "pixels": self.ink(at),
        }


def _read(path: Path) -> tuple[Arrays, str]:
    """Images, labels, indices of an archive, and what it says about networks, as JSON."""
    if not path.is_file():
        nothing = np.zeros(0, dtype=np.int64)
        return (np.zeros((0, 28, 28), dtype=np.uint8), nothing, nothing), "{}"
    with safe_open(path, framework="numpy") as archive:
        images, labels, indices = map(archive.get_tensor, ("images", "labels", "indices"))
        about = (archive.metadata() or {}).get("networks", "{}")
    return (images, labels.astype(np.int64), indices.astype(np.int64)), about
