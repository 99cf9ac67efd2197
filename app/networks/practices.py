"""The crash course's experiments: one small network, and what it becomes when one knob is turned.

Each variant differs from `BASE` in a single choice. Trained by `python -m app.training.practices`,
which measures them as well; the chapter *Best practices* shows them on the reader's own ink.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load
from torch import Tensor, nn

from app.cnn.network import build
from app.networks import DIGITS
from app.networks.store import Model, ModelError
from app.resources import resource

SIDE = 28
"""Rows and columns of the input: MNIST's own frame."""
MEAN, STD = 0.1307, 0.3081
"""Mean and deviation of ink, 0..1, over the pixels of MNIST's training digits."""
PREFIX = "practice-"
"""What the ids of these networks begin with."""
FOLDER, RESULTS, WEIGHTS = "practices", "results.json", "variants.safetensors"

Block = tuple[tuple[int, int], ...]
"""Convolutions in a row, as (field, filters); a pooling follows the last one."""


@dataclass(frozen=True)
class Choices:
    """Everything that can be chosen.

    Args:
        blocks: convolutions and poolings; none at all leaves one dense layer.
        stride: of every convolution.
        padding: zeros on each side; None for as many as keep the map's size at a stride of one.
        pool: "max" or "mean" of a window, or "" for no pooling.
        window: rows and columns of the pooling's window, and its stride.
        dropout: the share of features that the dense layer does not get while learning.
        pace: the learning rate, as a share of the usual one.
        mean: what is subtracted from ink, 0..1.
        std: what it is then divided by.
    """

    blocks: tuple[Block, ...] = (((5, 8),),)
    stride: int = 1
    padding: int | None = None
    pool: str = "max"
    window: int = 4
    dropout: float = 0
    pace: float = 1
    mean: float = MEAN
    std: float = STD

    def build(self) -> nn.Sequential:
        """Build the network: (B, 1, 28, 28) standardised ink -> (B, 10) logits."""
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        channels = 1
        for at, block in enumerate(self.blocks, start=1):
            for nth, (field, filters) in enumerate(block, start=1):
                name = f"{at}_{nth}" if len(self.blocks) + len(block) > 2 else f"{at}"
                layers[f"conv{name}"] = self._conv(channels, filters, field)
                layers[f"relu{name}"] = nn.ReLU()
                channels = filters
            if self.pool:
                make = {"max": nn.MaxPool2d, "mean": nn.AvgPool2d}[self.pool]
                layers[f"pool{at}"] = make(self.window)
        layers["flatten"] = nn.Flatten()
        features = nn.Sequential(layers)(torch.zeros(1, 1, SIDE, SIDE)).shape[1]
        if self.dropout:
            layers["dropout"] = nn.Dropout(self.dropout)
        layers["dense"] = nn.Linear(features, 10)
        return nn.Sequential(layers)

    def _conv(self, channels: int, filters: int, field: int) -> nn.Conv2d:
        padding = field // 2 if self.padding is None else self.padding
        return nn.Conv2d(channels, filters, field, self.stride, padding)


@dataclass(frozen=True)
class Knob:
    """One thing to choose: its name, and the words for each of its values, in order."""

    title: str
    values: Mapping[str, tuple[str, Choices]]


BASE = Choices()
SMALL_FIELDS = ((3, 8), (3, 8))
STACKS = replace(BASE, blocks=(SMALL_FIELDS, ((3, 16), (3, 16))), window=2)

KNOBS: Mapping[str, Knob] = {
    "field": Knob(
        "Field size",
        {f"{k}": (f"{k}×{k}", replace(BASE, blocks=(((k, 8),),))) for k in (1, 3, 5, 7, 9, 11)},
    ),
    "stride": Knob("Stride", {f"{s}": (f"{s}", replace(BASE, stride=s)) for s in (1, 2, 3, 4)}),
    "filters": Knob(
        "Filters",
        {f"{n}": (f"{n}", replace(BASE, blocks=(((5, n),),))) for n in (1, 2, 4, 8, 16, 32)},
    ),
    "padding": Knob(
        "Padding",
        {f"{p}": (f"{p}", replace(BASE, padding=None if p == 2 else p)) for p in (0, 2, 4)},
    ),
    "pooling": Knob(
        "Pooling",
        {
            "none": ("none", replace(BASE, pool="", window=1)),
            "mean-2": ("mean of 2×2", replace(BASE, pool="mean", window=2)),
            "max-2": ("max of 2×2", replace(BASE, window=2)),
            "mean-4": ("mean of 4×4", replace(BASE, pool="mean")),
            "max-4": ("max of 4×4", BASE),
            "max-7": ("max of 7×7", replace(BASE, window=7)),
        },
    ),
    "scale": Knob(
        "Input",
        {
            "bytes": ("0 to 255", replace(BASE, mean=0, std=1 / 255)),
            "unit": ("0 to 1", replace(BASE, mean=0, std=1)),
            "paper": ("paper 1, ink 0", replace(BASE, mean=1, std=-1)),
            "standard": ("standardised", BASE),
        },
    ),
    "pattern": Knob(
        "Layers",
        {
            "dense": ("no convolution", replace(BASE, blocks=())),
            "one": ("one 5×5", BASE),
            "two-small": ("two 3×3", replace(BASE, blocks=(SMALL_FIELDS,))),
            "twice": ("5×5, pool, twice", replace(BASE, blocks=(((5, 8),), ((5, 8),)), window=2)),
            "deeper": (
                "5×5, pool, twice, more filters",
                replace(BASE, blocks=(((5, 8),), ((5, 16),)), window=2),
            ),
            "stacks": ("two 3×3, pool, twice, more filters", STACKS),
            "gentle": ("the same, learned in smaller steps", replace(STACKS, pace=0.4)),
        },
    ),
    "dropout": Knob(
        "Dropout",
        {
            f"{share:.0%}".rstrip("%"): (f"{100 * share:g} %", replace(BASE, dropout=share))
            for share in (0, 0.25, 0.5, 0.75)
        },
    ),
}


def key(knob: str, value: str) -> str:
    """The name of a variant; the unchanged network has one name under every knob.

    Raises:
        KeyError: there is no such knob, or no such value.
    """
    return "base" if KNOBS[knob].values[value][1] == BASE else f"{knob}-{value}"


def variants() -> dict[str, Choices]:
    """All networks by name, each once, the unchanged one first."""
    turned = {
        key(name, value): choices
        for name, knob in KNOBS.items()
        for value, (_, choices) in knob.values.items()
    }
    return {"base": BASE} | turned


def described(name: str) -> str:
    """What is chosen in a variant, in a few words."""
    found = {
        key(knob, value): f"{KNOBS[knob].title}: {words}"
        for knob in KNOBS
        for value, (words, _) in KNOBS[knob].values.items()
    }
    return {**found, "base": "Nothing turned"}[name]


class Practices:
    """The trained variants, each built when it is first asked for, and what was measured.

    Args:
        models: the folder that has theirs; None: that of this installation.
    """

    def __init__(self, models: Path | None = None) -> None:
        self._folder = (models or resource("models")) / FOLDER
        self._built: dict[str, Model] = {}

    @cached_property
    def results(self) -> Mapping[str, Any]:
        """What `app.training.practices` wrote; empty where it has not."""
        path = self._folder / RESULTS
        found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def _weights(self) -> Mapping[str, Tensor]:
        """The weights of all of them, "variant.layer.weight".

        Raises:
            ModelError: they are not those that were measured.
        """
        data = (self._folder / WEIGHTS).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.results["sha256"]:
            raise ModelError(f"{WEIGHTS} is not what was measured; train the variants again.")
        return load(data)

    def get(self, id: str) -> Model | None:
        """The network of this id; None: there is none, or it is not trained here."""
        name = id.removeprefix(PREFIX)
        if id == name or name not in variants() or name not in self.results.get("variants", {}):
            return None
        if id not in self._built:
            self._built[id] = self._load(name)
        return self._built[id]

    def _load(self, name: str) -> Model:
        choices, start = variants()[name], f"{name}."
        module = choices.build()
        weights = {key: t.float() for key, t in self._weights.items() if key.startswith(start)}
        module.load_state_dict({key.removeprefix(start): t for key, t in weights.items()})
        module.eval().requires_grad_(False)
        return Model(
            id=f"{PREFIX}{name}",
            title=described(name),
            summary="A variant of one small network, for the chapter “Best practices”.",
            classes=DIGITS,
            network=build(module, (1, SIDE, SIDE), mean=choices.mean, std=choices.std),
            metrics={"mnist_accuracy": self.results["variants"][name]["test"][0]},
            card={},
            novelty=None,
            digest=hashlib.sha256(f"{self.results['sha256']} {name}".encode()).hexdigest(),
        )
