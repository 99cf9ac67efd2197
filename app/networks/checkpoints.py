"""A network as it was while it learned: its checkpoints, read when they are asked for."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from app.cnn.network import Network, build
from app.networks import ARCHITECTURES
from app.networks.store import CHECKPOINTS, Model, ModelError, put

MOST_BYTES = 48 << 20
"""Of weights that are kept; all checkpoints of the largest network that ships have 30 MiB."""
HALF = 2e-3
"""How far a number may be from its float16, as a share of it, and on its own."""


class Checkpoints:
    """Networks at steps of their training; any number of threads may ask.

    What has not been asked for longest is given up when all take more than `most` bytes.
    """

    def __init__(self, models: Path, most: int = MOST_BYTES) -> None:
        """Look for checkpoints in `models/ID`; nothing is read yet."""
        self._models = models
        self._most = most
        self._kept: OrderedDict[tuple[str, int], Model] = OrderedDict()
        self._checked: set[str] = set()
        self._look, self._read = threading.Lock(), threading.Lock()

    def steps(self, model: Model) -> tuple[int, ...]:
        """The steps that were kept, from 0 to the last; none for a network without any."""
        there = model.card.get("checkpoints") and self._path(model).is_file()
        return tuple(model.card["checkpoints"]) if there else ()

    def known(self, model: Model, step: int) -> Model | None:
        """The network at a step, when it is at hand. The last step is the network itself."""
        if step == self.steps(model)[-1]:
            return replace(model, checkpoint=step)
        with self._look:
            found = self._kept.get((model.digest, step))
            if found is not None:
                self._kept.move_to_end((model.digest, step))
            return found

    def at(self, model: Model, step: int) -> Model:
        """The network at a step of its training: one of `steps`; takes some 30 ms at first.

        The last one is the finished network, in float32. The others were kept in float16. What
        was measured of the finished network – how often it is right, what is no digit – is not
        known of them.

        Raises:
            ModelError: the file is damaged, or of other weights.
        """
        found = self.known(model, step)
        if found is not None:
            return found
        with self._read:
            found = self.known(model, step)  # another thread may have read it meanwhile
            return found or self._keep(self._load(model, step))

    def digest(self, model: Model, step: int) -> str:
        """What tells these weights from all others."""
        finished = step == self.steps(model)[-1]
        return model.digest if finished else _digest(model, step)

    @property
    def size(self) -> int:
        """Bytes of the weights that are kept."""
        return sum(_size(model.network) for model in self._kept.values())

    def _path(self, model: Model) -> Path:
        return self._models / model.id / CHECKPOINTS

    def _keep(self, model: Model) -> Model:
        finished, step = model.card["sha256"], model.checkpoint
        assert step is not None
        with self._look:
            self._kept[finished, step] = model
            while self.size > self._most and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return model

    def _load(self, model: Model, step: int) -> Model:
        if model.digest not in self._checked:
            self._check(model)
            self._checked.add(model.digest)
        return replace(
            model,
            network=self._network(model, step),
            digest=_digest(model, step),
            metrics={},
            novelty=None,
            self_test=None,
            trust={},
            checkpoint=step,
        )

    def _check(self, model: Model) -> None:
        """Refuse checkpoints that do not end in the network."""
        last, wanted = self._network(model, self.steps(model)[-1]).tensors, model.network.tensors
        for layer, tensors in wanted.items():
            for name, tensor in tensors.items():
                if not torch.allclose(last[layer][name], tensor, rtol=HALF, atol=HALF):
                    raise ModelError(f"The checkpoints of {model.id!r} are of other weights.")

    def _network(self, model: Model, step: int) -> Network:
        architecture = ARCHITECTURES[model.id]
        module = architecture.build()
        put(module, self._tensors(model, step), f"{model.id} at step {step}")
        return build(module, architecture.input_shape, mean=architecture.mean, std=architecture.std)

    def _tensors(self, model: Model, step: int) -> Mapping[str, Tensor]:
        """The state of the module at a step, without the step in its names."""
        head = f"{step:06d}/"
        try:
            with safe_open(self._path(model), framework="pt") as file:
                names = [name for name in file.keys() if name.startswith(head)]  # noqa: SIM118
                return {name.removeprefix(head): file.get_tensor(name) for name in names}
        except (OSError, SafetensorError) as error:
            raise ModelError(f"The checkpoints of {model.id!r} cannot be read.") from error


def _digest(model: Model, step: int) -> str:
    return hashlib.sha256(f"{model.digest}@{step}".encode()).hexdigest()


def _size(network: Network) -> int:
    return sum(tensor.nbytes for tensors in network.tensors.values() for tensor in tensors.values())
