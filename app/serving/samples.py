"""Real handwritten digits to try a network with."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from app.serving.errors import NotFoundError

SOURCE = "MNIST test set"


@dataclass(frozen=True)
class Samples:
    """Digits of the MNIST test set: images (N, 28, 28) 0..255, labels (N,), indices (N,)."""

    images: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int64]
    indices: npt.NDArray[np.int64]

    @classmethod
    def load(cls, models: Path) -> "Samples":
        """Read the archive beside the networks; without one there are no samples."""
        for path in sorted((models / "samples").glob("*.safetensors")):
            found = load_file(path)
            return cls(found["images"], found["labels"], found["indices"])
        nothing = np.zeros(0, dtype=np.int64)
        return cls(np.zeros((0, 28, 28), dtype=np.uint8), nothing, nothing)

    def pick(self, seed: int | None = None) -> dict[str, Any]:
        """Return one digit; the same one for the same seed."""
        if not len(self.images):
            raise NotFoundError("This installation has no sample digits.")
        start = secrets.randbits(31) if seed is None else seed
        return self._at(int(np.random.default_rng(start).integers(len(self.images))))

    def numbered(self, index: int) -> dict[str, Any]:
        """Return the digit with this index in the MNIST test set, if it ships."""
        found = np.flatnonzero(self.indices == index)
        if not len(found):
            known = f"There are {len(self.indices)} sample digits here"
            raise NotFoundError(f"{known}; number {index} of the {SOURCE} is none of them.")
        return self._at(int(found[0]))

    def _at(self, at: int) -> dict[str, Any]:
        return {
            "label": str(self.labels[at]),
            "index": int(self.indices[at]),
            "source": SOURCE,
            "pixels": (self.images[at] / np.float32(255)).astype(np.float32),
        }
