"""Networks that visitors trained: files in a folder that all workers share, for a while.

One file each, safetensors with everything else in its metadata, written whole. An id cannot be
guessed, never means another network, and is looked up in the folder's listing.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load, save

from app.cnn.network import build as anatomy_of
from app.lab.architecture import assembled, mean_and_std, pieces
from app.lab.digits import LICENCE
from app.lab.knobs import Choices
from app.networks import DIGITS
from app.networks.practices import SIDE
from app.networks.store import Model, ModelError, put
from app.serving.lab.bounds import Bounds

Json = dict[str, Any]
PREFIX = "lab-"
ID = re.compile(r"lab-[A-Za-z0-9_-]{22}")
ENDING = ".safetensors"
ABOUT = "lab"
"""Where the metadata has what is known about the network, as JSON."""
SHARE = 2
"""Half of the disk, at most, is for networks: others write there, too."""
LOADED = 16
"""Networks that are at hand in a worker."""


@dataclass(frozen=True)
class Network:
    """A network that was kept, without its weights."""

    id: str
    path: Path
    about: Mapping[str, Any]
    bytes: int
    expires: float

    @property
    def made(self) -> float:
        """When it was kept, seconds since 1970."""
        return float(self.about["made"])

    @property
    def choices(self) -> Choices:
        """What was chosen."""
        return Choices(**self.about["knobs"])


class Kept:
    """The networks in a folder; any number of workers and threads."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self._folder = folder / "networks"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._bounds = bounds
        self._most = min(bounds.bytes, shutil.disk_usage(self._folder).total // SHARE)
        self._loaded: OrderedDict[str, tuple[Model, float]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, about: Mapping[str, Any], weights: bytes) -> Network:
        """Keep a network; the oldest go where there are too many."""
        id = PREFIX + secrets.token_urlsafe(16)
        about = {**about, "made": time.time()}
        data = save(load(weights), {ABOUT: json.dumps(about, separators=(",", ":"))})
        path = self._folder / f"{id}{ENDING}"
        part = path.with_suffix(".part")
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        self.tidy()
        return Network(id, path, about, len(data), path.stat().st_mtime + self._bounds.expiry)

    def find(self, id: str) -> Network | None:
        """A network; None: there is none of this id, or not any more."""
        path = self._paths().get(id) if ID.fullmatch(id) else None
        try:
            if path is None or (expires := self._expires(path)) < time.time():
                return None
            with safe_open(path, framework="pt") as file:
                about = json.loads((file.metadata() or {})[ABOUT])
            return Network(id, path, about, path.stat().st_size, expires)
        except (OSError, SafetensorError, KeyError, ValueError):
            return None

    def get(self, id: str) -> Model | None:
        """The same, ready to answer; takes some 50 ms at first."""
        with self._lock:
            self._forget()
            if id in self._loaded:
                self._loaded.move_to_end(id)
                return self._loaded[id][0]
        found = self.find(id)
        model = None if found is None else self._load(found)
        if found is not None and model is not None:
            with self._lock:
                self._loaded[id] = model, found.expires
                if len(self._loaded) > LOADED:
                    self._loaded.popitem(last=False)
        return model

    def at_hand(self, id: str) -> bool:
        """Whether it need not be read."""
        return id in self._loaded or ID.fullmatch(id) is None

    def weights(self, found: Network) -> bytes | None:
        """The weights as safetensors, without our own metadata."""
        try:
            return save(load(found.path.read_bytes()), {"format": "pt"})
        except (OSError, SafetensorError):
            return None

    def tidy(self) -> None:
        """Drop what has expired, and the oldest while there are too many or they are too large."""
        now, left, size = time.time(), 0, 0
        dated = sorted(((_time(path), path) for path in self._folder.iterdir()), reverse=True)
        for made, path in dated:
            left, size = left + 1, size + _size(path)
            old = made + self._bounds.expiry < now
            if old or left > self._bounds.networks or size > self._most:
                path.unlink(missing_ok=True)

    def _paths(self) -> dict[str, Path]:
        return {
            path.name.removesuffix(ENDING): path
            for path in self._folder.iterdir()
            if path.name.endswith(ENDING)
        }

    def _expires(self, path: Path) -> float:
        return path.stat().st_mtime + self._bounds.expiry

    def _forget(self) -> None:
        now = time.time()
        for id in [id for id, (_, expires) in self._loaded.items() if expires < now]:
            del self._loaded[id]

    def _load(self, found: Network) -> Model | None:
        try:
            data = found.path.read_bytes()
            choices = found.choices
            module = assembled(pieces(choices))
            put(module, load(data), found.id)
        except (OSError, SafetensorError, ModelError, TypeError, ValueError):
            return None
        mean, std = mean_and_std(choices)
        return Model(
            id=found.id,
            title=found.about["title"],
            summary=found.about["summary"],
            classes=DIGITS,
            network=anatomy_of(module, (1, SIDE, SIDE), mean=mean, std=std),
            metrics={"sample_accuracy": found.about["test"]["accuracy"]},
            card=_card(found),
            novelty=None,
            digest=hashlib.sha256(data).hexdigest(),
        )


def _card(found: Network) -> Json:
    """How it was trained, in the words of the cards that `inkling train` writes."""
    choices, step = found.choices, found.about["step"]
    apart = ("seed", "digits", "epochs")
    return {
        ABOUT: True,
        "epochs": round(step / choices.batches, 2),
        "seed": choices.seed,
        "threads": 1,
        "torch": torch.__version__.partition("+")[0],
        "data": {"digits of MNIST's training set": choices.digits},
        "recipe": {k: value for k, value in choices.as_dict().items() if k not in apart},
        "licence": LICENCE,
    }


def _time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
