"""What can be chosen about a network of one's own: one description of every knob.

The page's controls, the checks of what is sent, the words of `docs/lab.md` and of the API all come
from the fields of `Choices`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from typing import Any, Literal

Json = dict[str, Any]
Value = int | float | bool | str
GROUPS = {"data": "Data", "architecture": "Architecture", "training": "Training"}
KNOB = "knob"


@dataclass(frozen=True)
class Knob:
    """How one thing can be chosen: a whole number or a number of a range, a name, yes or no."""

    kind: Literal["integer", "number", "choice", "flag"]
    group: str
    title: str
    words: str
    least: float | None = None
    most: float | None = None
    scale: Literal["linear", "log"] = "linear"
    choices: Mapping[str, str] | None = None


def _integer(group: str, title: str, default: int, least: int, most: int, words: str) -> Any:
    return _field(default, Knob("integer", group, title, words, least, most))


def _number(group: str, title: str, default: float, least: float, most: float, words: str) -> Any:
    scale: Literal["linear", "log"] = "log" if least > 0 else "linear"
    return _field(default, Knob("number", group, title, words, least, most, scale))


def _choice(group: str, title: str, default: str, choices: Mapping[str, str], words: str) -> Any:
    return _field(default, Knob("choice", group, title, words, choices=choices))


def _flag(group: str, title: str, default: bool, words: str) -> Any:
    return _field(default, Knob("flag", group, title, words))


def _field(default: Value, knob: Knob) -> Any:
    return field(default=default, metadata={KNOB: knob})


@dataclass(frozen=True)
class Choices:
    """A value of every knob; those left out have their default."""

    digits: int = _integer(
        "data", "Training digits", 10_000, 10, 10_000,
        "How many digits it learns from. A few are soon known by heart, and nothing else is.",
    )  # fmt: skip
    standardise: bool = _flag(
        "data", "Standardise", True,
        "Take the mean ink away and divide by its deviation; off: ink from 0 to 255, as stored.",
    )  # fmt: skip
    wrong_labels: float = _number(
        "data", "Wrong labels", 0.0, 0, 1,
        "The share of training digits whose label is another one. The test digits keep theirs.",
    )  # fmt: skip
    depth: int = _integer(
        "architecture", "Depth", 2, 0, 4,
        "Convolutions, one after the other. None: dense layers alone.",
    )  # fmt: skip
    filters: int = _integer(
        "architecture", "Filters", 8, 1, 32, "Feature maps of the first convolution."
    )
    growth: str = _choice(
        "architecture", "Filters deeper down", "double",
        {"same": "as many", "double": "twice as many each time"},
        "How many filters the next convolution has.",
    )  # fmt: skip
    field: int = _integer(
        "architecture", "Field", 5, 1, 9, "Rows and columns of each kernel, the receptive field."
    )
    stride: int = _integer(
        "architecture", "Stride", 1, 1, 3, "Pixels from one place of the kernel to the next."
    )
    padding: int = _integer(
        "architecture", "Padding", 2, 0, 4, "Zeros around each map, on every side."
    )
    pooling: str = _choice(
        "architecture", "Pooling", "max", {"max": "max", "average": "average", "none": "none"},
        "What becomes of each 2×2 cells after a convolution.",
    )  # fmt: skip
    activation: str = _choice(
        "architecture", "Activation", "relu",
        {
            "relu": "ReLU", "leaky_relu": "Leaky ReLU", "elu": "ELU", "gelu": "GELU",
            "silu": "SiLU", "tanh": "tanh", "sigmoid": "sigmoid", "none": "none",
        },
        "The bend after each layer. None: however deep, the whole is one linear map.",
    )  # fmt: skip
    batch_norm: bool = _flag(
        "architecture", "Batch norm", False, "Standardise each map of a convolution over the batch."
    )
    hidden: int = _integer(
        "architecture", "Dense units", 64, 0, 256,
        "Units of a dense layer before the answer; none: the maps lead straight to the classes.",
    )  # fmt: skip
    dropout: float = _number(
        "architecture", "Dropout", 0.0, 0, 0.9,
        "The share of numbers before the last layer that a step of training leaves out.",
    )  # fmt: skip
    initialisation: str = _choice(
        "architecture", "First weights", "torch",
        {"torch": "PyTorch's own", "zeros": "all zero", "large": "a hundred times as large"},
        "What the weights are before the first step.",
    )  # fmt: skip
    optimiser: str = _choice(
        "training", "Optimiser", "momentum",
        {"sgd": "SGD", "momentum": "SGD with momentum 0.9", "rmsprop": "RMSprop", "adam": "Adam"},
        "How a step follows from the gradient.",
    )  # fmt: skip
    learning_rate: float = _number(
        "training", "Learning rate", 0.02, 1e-5, 10, "How far each step goes."
    )
    batch_size: int = _integer(
        "training", "Batch size", 32, 1, 256, "Digits whose mean loss one step lowers."
    )
    epochs: int = _integer(
        "training", "Epochs", 2, 1, 20, "How often all training digits are seen before it stops."
    )
    seed: int = _integer(
        "training", "Seed", 0, 0, (1 << 31) - 1,
        "Decides all that is random: first weights, order, dropout. Same seed, same network.",
    )  # fmt: skip

    @property
    def batch(self) -> int:
        """Digits of a batch: never more than there are."""
        return min(self.batch_size, self.digits)

    @property
    def batches(self) -> int:
        """Whole batches of an epoch; the few digits beyond the last are others every time."""
        return self.digits // self.batch

    @property
    def steps(self) -> int:
        """Steps of all epochs."""
        return self.epochs * self.batches

    def as_dict(self) -> dict[str, Value]:
        """All values by knob."""
        return asdict(self)


KNOBS: Mapping[str, Knob] = {one.name: one.metadata[KNOB] for one in fields(Choices)}
DEFAULTS: Mapping[str, Value] = {
    one.name: one.default for one in fields(Choices) if one.default is not MISSING
}


def described() -> list[Json]:
    """Every knob as JSON: name, kind, range or choices, default, words."""
    return [_described(name, knob) for name, knob in KNOBS.items()]


def _described(name: str, knob: Knob) -> Json:
    found: Json = {
        "name": name,
        "title": knob.title,
        "group": knob.group,
        "kind": knob.kind,
        "default": DEFAULTS[name],
        "words": knob.words,
    }
    if knob.choices is not None:
        found["choices"] = [{"value": value, "title": t} for value, t in knob.choices.items()]
    elif knob.kind != "flag":
        found |= {"least": knob.least, "most": knob.most}
    return found | ({"scale": knob.scale} if knob.kind == "number" else {})
