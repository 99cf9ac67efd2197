"""The trained networks in `models/`: a card and weights as safetensors, nothing that runs code."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as read_safetensors
from torch import Tensor, nn

from app.cnn.network import Network, build
from app.networks import ARCHITECTURES, self_test
from app.networks.learning import FILE as LEARNING
from app.networks.novelty import Novelty
from app.networks.reliability import FILE as TRUST
from app.resources import resource

WEIGHTS, CARD, CHECKPOINTS = "model.safetensors", "card.json", "checkpoints.safetensors"


class ModelError(ValueError):
    """A network that is not there, or whose files are not what its card says."""


@dataclass(frozen=True)
class Model:
    """A network with weights, ready to answer, and all that is known about it.

    `digest` is the sha256 of the weights file; `novelty` is None when nothing is calibrated;
    `self_test` are the logits that it has to give, see that module; `trust` is what is known of
    these very weights about how often it is right when it is sure, see `reliability`;
    `learning` what its checkpoints were measured to get right; `checkpoint` is the step of its
    training at which it is shown, None: it is finished.
    """

    id: str
    title: str
    summary: str
    classes: tuple[str, ...]
    network: Network
    metrics: Mapping[str, Any]
    card: Mapping[str, Any]
    novelty: Novelty | None
    digest: str
    self_test: tuple[float, ...] | None = None
    trust: Mapping[str, Any] = field(default_factory=dict)
    learning: Mapping[str, Any] = field(default_factory=dict)
    checkpoint: int | None = None


def available(folder: Path | None = None) -> list[str]:
    """Return the trained networks in `folder` (default: those that ship), in registry order."""
    root = folder or resource("models")
    return [name for name in ARCHITECTURES if (root / name / CARD).is_file()]


def load(id: str, folder: Path | None = None) -> Model:
    """Load a network from `folder/id`; default folder: the networks that ship.

    Raises:
        ModelError: no such network (the nearest name is suggested), or its files are missing,
            damaged, or do not belong together.
    """
    root = folder or resource("models")
    if id not in ARCHITECTURES or not (root / id / CARD).is_file():
        raise ModelError(_unknown(id, available(root)))
    architecture, place = ARCHITECTURES[id], root / id
    card = _card(place / CARD)
    data = _bytes(place / WEIGHTS)
    digest = hashlib.sha256(data).hexdigest()
    if digest != card.get("sha256"):
        raise ModelError(f"The weights of {id!r} are not those of its card (sha256 {digest}).")
    module = architecture.build()
    fill(module, data, id)
    return Model(
        id=id,
        title=architecture.title,
        summary=architecture.summary,
        classes=architecture.classes,
        network=build(
            module, architecture.input_shape, mean=architecture.mean, std=architecture.std
        ),
        metrics=card.get("metrics", {}),
        card=card,
        novelty=Novelty.of(card["novelty"]) if card.get("novelty") else None,
        digest=digest,
        self_test=tuple(card[self_test.KEY]) if card.get(self_test.KEY) else None,
        trust=_measured(place / TRUST, digest),
        learning=_measured(place / LEARNING, digest),
    )


def _measured(path: Path, digest: str) -> Mapping[str, Any]:
    """What was measured, if it was of these weights."""
    found = _card(path) if path.is_file() else {}
    return found if found.get("sha256") == digest else {}


def fill(module: nn.Module, data: bytes, name: str) -> None:
    """Put weights into a module, then freeze it for good.

    Raises:
        ModelError: `data` is no safetensors file, or a tensor of the module is missing,
            left over, there twice, of another shape, or not finite; the sentence names it.
    """
    try:
        tensors = read_safetensors(data)
        _check_once(data, name)
    except SafetensorError as error:
        raise ModelError(f"The weights of {name!r} are not a safetensors file: {error}.") from error
    put(module, tensors, name)


def put(module: nn.Module, tensors: Mapping[str, Tensor], name: str) -> None:
    """Put tensors into a module, then freeze it for good.

    Raises:
        ModelError: as for `fill`.
    """
    _check(tensors, module.state_dict(), name)
    module.load_state_dict(tensors)
    module.eval().requires_grad_(False)


def _check_once(data: bytes, name: str) -> None:
    """Refuse a file that has two tensors of one name: readers differ in which they take."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1)
            raise ModelError(f"The weights of {name!r} have {twice!r} twice.")
        return found

    size = int.from_bytes(data[:8], "little")  # of the JSON that describes the tensors
    json.loads(data[8 : 8 + size], object_pairs_hook=once)


def _check(found: Mapping[str, Tensor], wanted: Mapping[str, Tensor], name: str) -> None:
    for key in sorted(wanted.keys() | found.keys()):
        if key not in found:
            raise ModelError(f"The weights of {name!r} lack {key!r}.")
        if key not in wanted:
            raise ModelError(f"The weights of {name!r} have {key!r}, which the network lacks.")
        if found[key].shape != wanted[key].shape:
            shapes = f"{list(found[key].shape)}, expected {list(wanted[key].shape)}"
            raise ModelError(f"The weights {key!r} of {name!r} have the shape {shapes}.")
        if not torch.isfinite(found[key]).all():
            raise ModelError(f"The weights {key!r} of {name!r} hold numbers that are not finite.")


def _card(path: Path) -> Mapping[str, Any]:
    try:
        card = json.loads(_bytes(path))
    except ValueError as error:
        raise ModelError(f"{path.name} of {path.parent.name!r} is not JSON: {error}.") from error
    if not isinstance(card, dict):
        raise ModelError(f"{path.name} of {path.parent.name!r} is not a JSON object.")
    return card


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = f"{path.name} of {path.parent.name!r} cannot be read: {error.strerror}."
        raise ModelError(reason) from error


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"No network named {name!r}; there is {', '.join(known) or 'none'}.{hint}"
