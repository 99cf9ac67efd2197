"""Changed drawings, judged by the real chain: rasterise, normalise, run the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf, prod

import torch
from torch import Tensor

from app.cnn.ablate import MOST_NUMBERS
from app.cnn.network import Network
from app.cnn.trace import forward
from app.ink import Ink
from app.ink.normalize import Switches, fit_inks
from app.whatif.pieces import Change

MOST = 64
"""Images of one batch."""
SURE = 0.01
"""Logits by which the wanted class has to lead, so that rounding cannot turn the answer back."""


class NoGradientError(ValueError):
    """A network that does not say how its answer changes with its input."""


@dataclass(frozen=True)
class Trial:
    """A change and what came of it: `margin` is the target's logit above the best other one."""

    change: Change
    cost: float
    margin: float

    @property
    def reached(self) -> bool:
        """Whether the network answers the target."""
        return self.margin >= SURE


@dataclass
class Bench:
    """Where changes of one drawing are tried, at most `most` of them; keeps the best.

    A changed drawing has one stroke at least, and `strokes` at most. `go_on` is called before
    each batch and may raise to give up; `late` says that time is over.
    """

    network: Network
    ink: Ink
    switches: Switches
    target: int
    most: int
    strokes: int = 200
    go_on: Callable[[], None] = lambda: None
    late: Callable[[], bool] = lambda: False
    start: Trial = field(init=False)
    best: Trial | None = None
    closest: Trial = field(init=False)
    _known: dict[Change, Trial] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start = self.closest = self.tried([Change()], free=True)[0]

    @property
    def used(self) -> int:
        """How many changed drawings were tried."""
        return len(self._known) - 1

    @property
    def over(self) -> bool:
        """Whether trials or time are used up."""
        return self.used >= self.most or self.late()

    @property
    def bound(self) -> float:
        """What a better change has to cost less than."""
        return inf if self.best is None else self.best.cost

    def tried(self, changes: Iterable[Change], *, free: bool = False) -> list[Trial]:
        """Try those that are new and cheap enough, as many as may be; known ones come for free."""
        wanted = dict.fromkeys(changes)
        new = [one for one in wanted if one not in self._known and self._fits(one)]
        batch = at_once(self.network)
        for at in range(0, len(new), batch):
            if self.over and not free:
                break
            self.go_on()
            room = batch if free else min(batch, self.most - self.used)
            self._judge(new[at : at + room])
        return [self._known[one] for one in wanted if one in self._known]

    def projected(self, trial: Trial) -> float:
        """What the target would cost if it came nearer at the same rate."""
        gained, wanted = trial.margin - self.start.margin, SURE - self.start.margin
        return inf if gained <= 0 else trial.cost * max(1.0, wanted / gained)

    def slopes(self, trials: Sequence[Trial]) -> Tensor:
        """How the margin grows with the ink in each pixel: (trials, H, W).

        Raises:
            NoGradientError: no gradient reaches the input.
        """
        x = self._inputs([trial.change.of(self.ink) for trial in trials]).requires_grad_()
        with torch.enable_grad():
            logits, _ = forward(self.network, x)
            return gradient(margins(logits, self.target).sum(), x).sum(dim=1)

    def _judge(self, changes: Sequence[Change]) -> None:
        with torch.no_grad():
            logits, _ = forward(self.network, self._inputs([at.of(self.ink) for at in changes]))
        found = margins(logits, self.target).tolist()
        for change, margin in zip(changes, found, strict=True):
            trial = Trial(change, self._cost(change), margin)
            self._known[change] = trial
            if trial.reached and trial.cost < self.bound:
                self.best = trial
            if len(self._known) > 1 and trial.margin > self.closest.margin:
                self.closest = trial

    def _inputs(self, inks: Sequence[Ink]) -> Tensor:
        return fit_inks([(ink, self.switches) for ink in inks], self.network.input_shape)

    def _fits(self, change: Change) -> bool:
        """Whether it could be better than the best, and is a drawing that can be sent."""
        if self._cost(change) >= self.bound:
            return False
        return self._known == {} or 0 < len(change.of(self.ink).strokes) <= self.strokes

    def _cost(self, change: Change) -> float:
        return change.cost(self.ink.width)


def at_once(network: Network, most: int = MOST) -> int:
    """How many images one batch may have, so that its largest layer takes no more than 64 MiB."""
    largest = max(prod(layer.shape) for layer in network.layers)
    return max(1, min(most, MOST_NUMBERS // largest))


def answers(
    network: Network, images: Tensor, go_on: Callable[[], None] = lambda: None
) -> tuple[Tensor, Tensor]:
    """Logits and probabilities of many images (N, C, H, W), batch by batch: each (N, classes)."""
    parts = []
    with torch.no_grad():
        for part in images.split(at_once(network)):
            go_on()
            parts.append(forward(network, part))
    logits, probabilities = (torch.cat(rows) for rows in zip(*parts, strict=True))
    return logits, probabilities


def margins(logits: Tensor, target: int) -> Tensor:
    """How far the target's logit is above the best other one: (N, classes) -> (N,)."""
    others = logits.clone()
    others[:, target] = -inf
    return logits[:, target] - others.amax(dim=1)


def gradient(value: Tensor, x: Tensor) -> Tensor:
    """The gradient of one number with respect to the input.

    Raises:
        NoGradientError: none reaches it.
    """
    found = None
    if value.requires_grad:
        (found,) = torch.autograd.grad(value, x, allow_unused=True)
    if found is None or not bool(found.any()):
        raise NoGradientError("No gradient reaches the input of this network, which this needs.")
    return found
