"""Choices to begin with, good ones and deliberate mistakes, each measured.

`python -m app.lab.presets` trains each that was not measured yet to its planned end and writes
`models/lab/presets.json`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.lab.knobs import Choices, Value
from app.resources import resource

Json = dict[str, Any]
FILE = Path("lab", "presets.json")


@dataclass(frozen=True)
class Preset:
    """Some knobs turned; `mistake` says that it is meant to go wrong."""

    title: str
    words: str
    knobs: Mapping[str, Value]
    mistake: bool = False

    @property
    def choices(self) -> Choices:
        """All knobs."""
        return Choices(**self.knobs)  # type: ignore[arg-type]


PRESETS: Mapping[str, Preset] = {
    "start": Preset(
        "A good start", "Two convolutions with pooling, one dense layer: all knobs as they are.", {}
    ),
    "stack": Preset(
        "Best practices",
        "Three convolutions of 3×3 with batch norm, then dropout, learned with Adam.",
        {
            "depth": 3, "field": 3, "padding": 1, "batch_norm": True, "hidden": 128,
            "dropout": 0.3, "optimiser": "adam", "learning_rate": 0.002, "epochs": 3,
        },
    ),
    "classic": Preset(
        "As in 1998",
        "tanh and average pooling, six filters and twelve: LeNet's ingredients.",
        {"filters": 6, "pooling": "average", "activation": "tanh", "hidden": 84},
    ),
    "dense": Preset(
        "No convolution",
        "Every unit reads all 784 pixels. Compare weights and test accuracy with a convolution's.",
        {"depth": 0},
    ),
    "rate-too-high": Preset(
        "Learning rate too high",
        "Every step overshoots: the loss jumps up instead of falling, and the network gets stuck.",
        {"learning_rate": 1.0}, True,
    ),
    "rate-too-low": Preset(
        "Learning rate too low",
        "The loss falls, but so slowly that two epochs change little. Which knob would you turn?",
        {"learning_rate": 0.0001, "optimiser": "sgd"}, True,
    ),
    "no-standardisation": Preset(
        "No standardisation",
        "Ink from 0 to 255 makes the first gradients hundreds of times larger. The rate that was "
        "right for standardised ink is far too high now.",
        {"standardise": False}, True,
    ),
    "zeros": Preset(
        "All weights zero",
        "All filters get the same gradient, none at all at first: only the last biases learn. Look "
        "at the kernels.",
        {"initialisation": "zeros"}, True,
    ),
    "large": Preset(
        "First weights too large",
        "The first losses are enormous, and the first steps undo what chance had made.",
        {"initialisation": "large", "optimiser": "sgd"}, True,
    ),
    "sigmoid": Preset(
        "Vanishing gradients",
        "Four convolutions with sigmoids. Take single steps and look at each kernel's gradient: "
        "the further from the loss, the smaller.",
        {
            "depth": 4, "activation": "sigmoid", "growth": "same", "field": 3, "padding": 1,
            "optimiser": "sgd",
        }, True,
    ),
    "linear": Preset(
        "No activation",
        "However many layers, without a bend they are one linear map; max pooling would be a bend, "
        "so the pooling is the average.",
        {"activation": "none", "pooling": "average"}, True,
    ),
    "few-digits": Preset(
        "Too few digits",
        "A hundred digits are soon known by heart: the training accuracy reaches 100 %, the test "
        "accuracy does not follow.",
        {
            "digits": 100, "epochs": 20, "batch_size": 10, "optimiser": "adam",
            "learning_rate": 0.002,
        }, True,
    ),
    "wrong-labels": Preset(
        "Half of the labels wrong",
        "At first it learns what is common to most; then it begins to learn the wrong ones by "
        "heart, and forgets.",
        {
            "digits": 1000, "wrong_labels": 0.5, "epochs": 20, "optimiser": "adam",
            "learning_rate": 0.002,
        }, True,
    ),
}  # fmt: skip


def described() -> list[Json]:
    """All of them as JSON; `measured` is what came out, where that was measured."""
    known = _measured()
    return [
        {
            "name": name,
            "title": preset.title,
            "mistake": preset.mistake,
            "words": preset.words,
            "knobs": dict(preset.knobs),
            "measured": _of(known, name, preset),
        }
        for name, preset in PRESETS.items()
    ]


def _of(known: Json, name: str, preset: Preset) -> Json | None:
    found: Json | None = known.get("presets", {}).get(name)
    if found is None or found["knobs"] != preset.choices.as_dict():
        return None
    return {key: found[key] for key in ("steps", "train", "test")}


@cache
def _measured() -> Json:
    path = resource("models") / FILE
    found: Json = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def measure(choices: Choices, models: Path | None = None) -> Json:
    """Train to the planned end; what comes out."""
    from app.dissect.digits import Digits
    from app.lab.digits import held_out, shipped, training
    from app.lab.measure import Reading
    from app.lab.trainer import Trainer

    train, test = (Digits.load(path) for path in shipped(models))
    trainer = Trainer(choices, training(train, choices))
    while trainer.step < choices.steps:
        trainer.advance()
    sets = {"train": trainer.digits, "test": held_out(test, choices)}
    found = {name: Reading.of(trainer.module, digits).brief() for name, digits in sets.items()}
    return {"knobs": choices.as_dict(), "steps": trainer.step, **found}


def main() -> None:
    """Run from the command line."""
    import torch

    parser = argparse.ArgumentParser(prog="python -m app.lab.presets", description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("models"), help="(default: models)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    version = torch.__version__.partition("+")[0]
    known = _measured() if _measured().get("torch") == version else {}
    found = {}
    for name, preset in PRESETS.items():
        same = _of(known, name, preset) is not None
        fresh = known["presets"][name] if same else measure(preset.choices, options.models)
        found[name] = fresh
        print(f"{name}: {found[name]['test']}", flush=True)
    path = options.models / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"command": "python -m app.lab.presets", "torch": version}
    lines = (f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in found.items())
    body = json.dumps({**about, "presets": None}, indent=1)
    text = body.replace("null", "{\n" + ",\n".join(lines) + "\n }")
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
