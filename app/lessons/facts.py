"""What a chapter may say of its network: the anatomy, and numbers of a real digit's trace."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import torch
from torch import Tensor

from app.cnn.layer import Layer
from app.ink.normalize import NONE
from app.ink.raster import Floats
from app.lessons.anchor import Anchor, Index
from app.lessons.descent import RATES, Step, descend
from app.lessons.measured import measured
from app.networks import ARCHITECTURES
from app.networks.store import Model
from app.serving.inputs import Drawing, batch
from app.serving.service import outcome_of

TEMPERATURES = (0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)


class Facts:
    """A network, and what it makes of one digit.

    Args:
        model: the chapter's network.
        ink: the digit (28, 28), bright ink 0..1.
        batch: digits to learn from, (N, 28, 28), and their classes' indices.
    """

    def __init__(self, model: Model, ink: Floats, batch: tuple[Floats, Sequence[int]]) -> None:
        self.model = model
        self.ink = ink
        self._batch = batch

    @cached_property
    def outputs(self) -> Mapping[str, Tensor]:
        """Layer name -> output for the digit, (C, …)."""
        outcome = outcome_of(self.model, Drawing(self.ink, NONE))
        return {name: output[0] for name, output in outcome.outputs.items()}

    @cached_property
    def descent(self) -> dict[float, list[Step]]:
        """The network's first steps of learning, by learning rate."""
        shape = self.model.network.input_shape
        drawings = [Drawing(digit, NONE) for digit in self._batch[0]]
        ink = batch(drawings, shape)[:, 0].numpy()
        labels = [int(label) for label in self._batch[1]]
        return {rate: descend(ARCHITECTURES[self.model.id], ink, labels, rate) for rate in RATES}

    def heated(self, count: int = 3) -> list[tuple[str, list[tuple[float, float]]]]:
        """The likeliest classes, and what each gets, in per cent, by the scores' temperature."""
        logits = self.outputs[self.model.network.logits_layer].double()
        shares = {heat: (logits / heat).softmax(0) for heat in TEMPERATURES}
        return [
            (self.model.classes[at], [(heat, 100 * float(of[at])) for heat, of in shares.items()])
            for at in logits.topk(count).indices.tolist()
        ]

    def shuffled(self) -> Tensor:
        """The digit's pixels in the order in which networks were taught, (H, W)."""
        order = [int(at) for at in measured("why")["shuffle"]["order"].split()]
        ink = self.outputs[self.model.network.layers[0].name]
        return ink.flatten()[order].view_as(ink)

    @property
    def probabilities(self) -> Tensor:
        """(classes,)."""
        return self.outputs[self.model.network.probabilities_layer]

    @property
    def answer(self) -> int:
        """The predicted class's index."""
        return int(self.probabilities.argmax())

    def layer(self, place: str) -> Layer:
        """The layer of an anchor's rule."""
        return Anchor.of(place).layer(self.model.network)

    def layers(self, kind: str) -> list[Layer]:
        """All layers of a kind, in forward order."""
        return [layer for layer in self.model.network.layers if layer.kind == kind]

    def cell(self, place: str) -> tuple[Tensor, Index]:
        """A layer's output and which of its cells an anchor names."""
        output = self.outputs[self.layer(place).name]
        return output, Anchor.of(place).index(output, self.answer)

    def say(self, what: str, place: str = "") -> str:
        """One live number as a text; `what` is one of `SAYINGS`."""
        return SAYINGS[what](self, place)


def number(value: float) -> str:
    """Two digits after the point; no minus before a zero."""
    text = f"{value:.2f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _value(facts: Facts, place: str) -> str:
    output, at = facts.cell(place)
    return number(float(output[at]))


def _part(axis: int) -> Callable[[Facts, str], str]:
    return lambda facts, place: str(facts.cell(place)[1][axis] + 1)


def _share(holds: Callable[[Tensor], Tensor]) -> Callable[[Facts, str], str]:
    def said(facts: Facts, place: str) -> str:
        share = holds(facts.outputs[facts.layer(place).name]).float().mean()
        return f"{100 * float(share):.0f} %"

    return said


def _label(facts: Facts, place: str) -> str:
    return facts.model.classes[facts.answer]


def _probability(facts: Facts, place: str) -> str:
    return f"{100 * float(facts.probabilities.max()):.1f} %"


def _sum(facts: Facts, place: str) -> str:
    return number(float(facts.outputs[facts.layer(place).name].sum()))


SAYINGS: Mapping[str, Callable[[Facts, str], str]] = {
    "value": _value,
    "channel": _part(0),
    "row": _part(1),
    "column": _part(2),
    "zeros": _share(lambda output: torch.eq(output, 0)),
    "negative": _share(lambda output: torch.lt(output, 0)),
    "sum": _sum,
    "label": _label,
    "probability": _probability,
}
"""What can be said, by name: the same as in static/js/lessons/sayings.js. Places count from 1."""
