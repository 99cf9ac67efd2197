"""Places in a network named by a rule, so that a lesson fits any digit and any network.

`conv:2` is the second convolution, in forward order; `conv:2/5` its channel 5; and after an `@`
stands which cell: `strongest` (of the channel, or of all), `weakest`, `centre`, or `answer`, the
unit of the predicted class. The page has the same rules in static/js/lessons/anchor.js.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from app.cnn.layer import Layer
from app.cnn.network import Network

FORM = re.compile(r"(?P<kind>[a-z_]+)(:(?P<nth>\d+))?(/(?P<channel>\d+))?(@(?P<cell>[a-z]+))?")

Index = tuple[int, ...]


@dataclass(frozen=True)
class Anchor:
    """A rule, taken apart: `nth` counts from 1; None is any channel, or no cell."""

    kind: str
    nth: int
    channel: int | None
    cell: str | None

    @classmethod
    def of(cls, text: str) -> "Anchor":
        """Read a rule.

        Raises:
            ValueError: it is none; says how one looks.
        """
        found = FORM.fullmatch(text)
        if not found or found["cell"] not in (None, *CELLS):
            raise ValueError(f"{text!r} is no place; one is 'conv:1/3@strongest'.")
        channel = None if found["channel"] is None else int(found["channel"])
        return cls(found["kind"], int(found["nth"] or 1), channel, found["cell"])

    def layer(self, network: Network) -> Layer:
        """The layer that the rule names.

        Raises:
            ValueError: the network has not so many of the kind.
        """
        of_kind = [layer for layer in network.layers if layer.kind == self.kind]
        if not 0 < self.nth <= len(of_kind):
            raise ValueError(f"The network has {len(of_kind)} layers of kind {self.kind!r}.")
        return of_kind[self.nth - 1]

    def index(self, output: Tensor, answer: int) -> Index:
        """The cell that the rule names in a layer's output (C, …), if `answer` is predicted."""
        return CELLS[self.cell or "strongest"](output, self.channel, answer)


def _extreme(find: Callable[[Tensor], Tensor], output: Tensor, channel: int | None) -> Index:
    part = output if channel is None else output[channel : channel + 1]
    at = torch.unravel_index(find(part), part.shape)
    first, *rest = (int(axis) for axis in at)
    return (first + (channel or 0), *rest)


def _strongest(output: Tensor, channel: int | None, answer: int) -> Index:
    return _extreme(torch.argmax, output, channel)


def _weakest(output: Tensor, channel: int | None, answer: int) -> Index:
    return _extreme(torch.argmin, output, channel)


def _centre(output: Tensor, channel: int | None, answer: int) -> Index:
    return (channel or 0, *(size // 2 for size in output.shape[1:]))


def _answer(output: Tensor, channel: int | None, answer: int) -> Index:
    return (answer,)


CELLS: Mapping[str, Callable[[Tensor, int | None, int], Index]] = {
    "strongest": _strongest,
    "weakest": _weakest,
    "centre": _centre,
    "answer": _answer,
}
