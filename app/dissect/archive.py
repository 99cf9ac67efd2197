"""The two files of a dissection, and whether they are of these weights.

`dissection.safetensors` holds what each unit wants, `neighbours.safetensors` the maps; both say
in their metadata for which weights and digits that was found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from app.cnn.network import Network

UNITS, MAPS, DIGITS = "dissection.safetensors", "neighbours.safetensors", "digits.png"
VERSION = 1
"""Of what the files hold; others are as good as none."""

Arrays = Mapping[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Archive:
    """Named arrays, and what is said about them.

    `about` holds `version`, `network`, `digest` (of the weights), `digits` (their digest),
    `shared` (whether they are those that ship) and `layers`, by name.
    """

    about: Mapping[str, Any]
    arrays: Arrays

    def of(self, layer: str) -> dict[str, npt.NDArray[Any]]:
        """The arrays of one layer, by their own names."""
        start = f"{layer}/"
        found = {name: array for name, array in self.arrays.items() if name.startswith(start)}
        return {name.removeprefix(start): array for name, array in found.items()}

    def to_bytes(self) -> bytes:
        """Write safetensors; equal contents give equal bytes."""
        ordered = {name: np.ascontiguousarray(self.arrays[name]) for name in sorted(self.arrays)}
        return save(ordered, {"about": json.dumps(self.about, sort_keys=True)})


def anatomy_of(network: Network) -> str:
    """A hash of a network's layers: the same weights may stand in another network."""
    layers = [(layer.name, layer.kind, layer.shape) for layer in network.layers]
    return hashlib.sha256(json.dumps(layers).encode()).hexdigest()


def fits(found: Archive, digest: str, network: Network) -> bool:
    """Whether an archive is of these weights in this network."""
    return (found.about.get("digest"), found.about.get("anatomy")) == (digest, anatomy_of(network))


def read(path: Path) -> Archive | None:
    """Read an archive; None when there is none, or none of this version."""
    try:
        with safe_open(path, framework="numpy") as file:
            about = json.loads((file.metadata() or {}).get("about", "{}"))
            if about.get("version") != VERSION:
                return None
            return Archive(about, {name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118
    except (OSError, SafetensorError, ValueError):
        return None
