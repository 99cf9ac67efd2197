"""What each channel is worth in general: the last step of `inkling dissect`, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import torch

from app.dissect import archive
from app.dissect.archive import Archive
from app.dissect.digits import Digits
from app.networks.store import Model
from app.training.progress import Progress
from app.training.whole import whole
from app.whatif.causes import Causes, Tally

FILE = "causes.safetensors"
DIGITS = 200
"""So many of the digits are asked, evenly chosen: enough for an average."""


def measure(
    model: Model, digits: Digits, folder: Path, *, resume: bool = True, show: bool = True
) -> Path:
    """Switch off every channel for every one of some digits, and write the averages.

    Args:
        model: the network.
        digits: to choose from.
        folder: of the network, as `models/lenet-5`.
        resume: leave a file of the same weights and digits as it is.
        show: a bar on standard error.
    """
    path, step = folder / FILE, max(1, len(digits) // DIGITS)
    about = {
        "version": archive.VERSION,
        "network": model.id,
        "digest": model.digest,
        "anatomy": archive.anatomy_of(model.network),
        "digits": digits.digest,
        "count": len(digits.labels[::step]),
        "source": digits.source,
    }
    found = archive.read(path)
    if resume and found and {name: found.about.get(name) for name in about} == about:
        return path
    tally = Tally(model.network, model.network.names[:-1])
    images = digits.input(slice(None, None, step), model.network.input_shape).split(1)
    for image in Progress(show).over(images, len(images), f"causes in {model.id}"):
        tally.add(image)
    written = pack(tally.causes(), {**about, "margin": round(tally.margin, 5)})
    folder.mkdir(parents=True, exist_ok=True)
    with whole(path) as part:
        part.write_bytes(written.to_bytes())
    return path


def pack(causes: Mapping[str, Causes], about: Mapping[str, Any]) -> Archive:
    """Lay the averages of layers into an archive; half precision is enough for them."""
    return Archive(
        about,
        {
            f"{layer}/{part.name}": getattr(found, part.name).half().numpy()
            for layer, found in causes.items()
            for part in fields(found)
        },
    )


def unpack(found: Archive) -> dict[str, Causes]:
    """The averages of all layers."""
    layers = dict.fromkeys(name.rpartition("/")[0] for name in found.arrays)
    return {layer: _causes(found, layer) for layer in layers}


def _causes(found: Archive, layer: str) -> Causes:
    arrays = found.of(layer)
    return Causes(**{part.name: torch.from_numpy(arrays[part.name]) for part in fields(Causes)})
