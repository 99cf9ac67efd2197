"""`inkling dissect`: layer by layer, each kept when it is done; Ctrl-C loses one at most."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from app.dissect import archive
from app.dissect.archive import Archive
from app.dissect.digits import Digits
from app.dissect.layer import Share, Work
from app.dissect.section import dissected, holder
from app.dissect.synthesis import RECIPE, Recipe, answers
from app.networks.store import Model
from app.training.progress import Progress
from app.training.whole import whole

PARTS = Path(".training", "dissect")


def dissect(
    model: Model,
    digits: Digits,
    folder: Path,
    *,
    shared: bool = True,
    resume: bool = True,
    recipe: Recipe = RECIPE,
    show: bool = True,
) -> list[Path]:
    """Find what the units of a network want, and write it into `folder`.

    Args:
        model: the network.
        digits: to look at it with.
        folder: of the network, as `models/lenet-5`.
        shared: whether the digits are those that ship; others are written beside the rest.
        resume: go on with what an earlier run of the same weights and digits has found.
        recipe: of the pictures.
        show: a bar on standard error.
    """
    about = _about(model, digits, shared, recipe)
    if resume and (there := _there(folder, about)):
        return there
    work = Work(model.network, digits, recipe)
    names = (model.network.names[0], *dissected(model.network))
    shares: dict[str, Share] = {}
    last: Tensor | None = None
    for name in Progress(show).over(names, len(names), f"dissecting {model.id}"):
        path = folder / PARTS / f"{name}.safetensors"
        share = _kept(path, about) if resume else None
        if share is None:
            share = work.share(name, last)
            _keep(share, path, about)
        shares[name], last = share, share.map["places"].float()
    written = _write(model, digits, folder, shares, about)
    shutil.rmtree(folder / PARTS)
    return written


def _there(folder: Path, about: Mapping[str, Any]) -> list[Path]:
    """The files, if an earlier run has finished with the same."""
    names = [archive.UNITS, archive.MAPS, *([] if about["shared"] else [archive.DIGITS])]
    found = [archive.read(folder / name) for name in names[:2]]
    done = all(one is not None and _same(one, about) for one in found)
    paths = [folder / name for name in names]
    return paths if done and all(path.is_file() for path in paths) else []


def _same(found: Archive, about: Mapping[str, Any]) -> bool:
    return {name: found.about.get(name) for name in about} == dict(about)


def _about(model: Model, digits: Digits, shared: bool, recipe: Recipe) -> dict[str, Any]:
    """What decides the result."""
    return {
        "version": archive.VERSION,
        "network": model.id,
        "digest": model.digest,
        "anatomy": archive.anatomy_of(model.network),
        "digits": digits.digest,
        "count": len(digits),
        "source": digits.source,
        "shared": shared,
        "recipe": asdict(recipe),
    }


def _keep(share: Share, path: Path, about: Mapping[str, Any]) -> None:
    """Write what was found about a layer."""
    arrays = {f"units/{name}": tensor.numpy() for name, tensor in share.units.items()}
    arrays |= {f"map/{name}": tensor.numpy() for name, tensor in share.map.items()}
    said = {**about, "unit": share.about, "map": share.map_about}
    with whole(path) as part:
        part.write_bytes(Archive(said, arrays).to_bytes())


def _kept(path: Path, about: Mapping[str, Any]) -> Share | None:
    """What an earlier run found about a layer, if it was the same run."""
    found = archive.read(path)
    if found is None or not _same(found, about):
        return None
    units, flat = (
        {name: torch.from_numpy(array) for name, array in found.of(part).items()}
        for part in ("units", "map")
    )
    return Share(units, found.about["unit"], flat, found.about["map"])


def _write(
    model: Model,
    digits: Digits,
    folder: Path,
    shares: Mapping[str, Share],
    about: Mapping[str, Any],
) -> list[Path]:
    units = {
        f"{layer}/{name}": tensor.numpy()
        for layer, share in shares.items()
        for name, tensor in (share.units | _borrowed(model, layer, shares)).items()
    }
    maps = {
        f"{layer}/{name}": tensor.numpy()
        for layer, share in shares.items()
        for name, tensor in share.map.items()
    }
    said = {name: share.about for name, share in shares.items() if share.about}
    flat = {name: share.map_about for name, share in shares.items()}
    files = {
        folder / archive.UNITS: Archive({**about, "layers": said}, units).to_bytes(),
        folder / archive.MAPS: Archive({**about, "layers": flat}, maps).to_bytes(),
    }
    for path, data in files.items():
        with whole(path) as part:
            part.write_bytes(data)
    if not about["shared"]:
        with whole(folder / archive.DIGITS) as part:
            digits.save(part)
        return [*files, folder / archive.DIGITS]
    return list(files)


def _borrowed(model: Model, layer: str, shares: Mapping[str, Share]) -> dict[str, Tensor]:
    """What the units answer to the pictures of another layer, where those hold for them."""
    source = shares[layer].about.get("pictures")
    while source not in (None, layer) and shares[source].about["pictures"] != source:
        source = shares[source].about["pictures"]
    if source in (None, layer):
        return {}
    pixels = shares[holder(model.network, source)].units["picture"]
    return {"picture_value": answers(model.network, layer, pixels)}
