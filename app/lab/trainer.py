"""A network that learns step by step, and can be led back to any step, bit by bit the same.

Everything random follows from the seed and the number of the step: the first weights, which digits
a batch has, what dropout leaves out. So a step is the same whether it was reached in one go, step
by step, or after going back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Generator, Tensor, nn

from app.lab.architecture import build
from app.lab.digits import Set
from app.lab.knobs import Choices

OPTIMISERS: Mapping[str, tuple[Callable[..., torch.optim.Optimizer], Mapping[str, float]]] = {
    "sgd": (torch.optim.SGD, {}),
    "momentum": (torch.optim.SGD, {"momentum": 0.9}),
    "rmsprop": (torch.optim.RMSprop, {}),
    "adam": (torch.optim.Adam, {}),
}
EVERY = 128
"""Steps from one state that is kept to the next, until they are too many."""
MOST_BYTES = 96 << 20
"""Of all states that are kept."""
MOST_STATES = 64


@dataclass(frozen=True)
class Lesson:
    """A step on somebody's drawing instead of a batch.

    `image` (1, 1, 28, 28) is standardised; `rehearse` training digits are learned beside it.
    """

    image: Tensor
    label: int
    rehearse: int = 0


@dataclass(slots=True)
class Batch:
    """What one step learns from: digits (B, 1, 28, 28), labels (B,), places in the set (B,).

    The place -1 is that of a drawing.
    """

    inputs: Tensor
    labels: Tensor
    indices: Tensor
    lesson: bool = False


@dataclass(slots=True)
class Step:
    """What a step began with: mean loss, logits (B, 10) and labels (B,) of its batch."""

    loss: Tensor
    logits: Tensor
    labels: Tensor

    @property
    def right(self) -> Tensor:
        """The share of right answers."""
        return (self.logits.argmax(1) == self.labels).float().mean()


State = tuple[dict[str, Tensor], dict[str, Any]]
"""The module's and the optimiser's."""


class Trainer:
    """One network, its optimiser, and the states that it can be led back to."""

    def __init__(self, choices: Choices, digits: Set) -> None:
        self.choices = choices
        self.digits = digits
        self.step = 0
        self.lessons: dict[int, Lesson] = {}
        self.module = build(choices).train()
        make, options = OPTIMISERS[choices.optimiser]
        self.optimizer = make(self.module.parameters(), lr=choices.learning_rate, **options)
        self._states: dict[int, State] = {}
        self._every = EVERY
        self._order: tuple[int, Tensor] = (-1, torch.empty(0))
        self._remember()

    def advance(self) -> Step:
        """Learn from the next batch."""
        batch = self.begin()
        logits = self.module(batch.inputs)
        loss = F.cross_entropy(logits, batch.labels)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.finish()
        return Step(loss.detach(), logits.detach(), batch.labels)

    def begin(self) -> Batch:
        """The batch of the next step; random numbers are then those of this step."""
        if self.choices.dropout:
            self.reseed()
        return self._batch()

    def reseed(self) -> None:
        """Let dropout leave out what it leaves out in the next step."""
        torch.default_generator.manual_seed(_mixed(self.choices.seed, 1, self.step))

    def finish(self) -> None:
        """The step is done."""
        self.step += 1
        if self.step % self._every == 0:
            self._remember()

    def learn(self, lesson: Lesson) -> Step:
        """Learn from a drawing; that becomes part of the history."""
        self.lessons[self.step] = lesson
        norms = [layer for layer in self.module if isinstance(layer, nn.BatchNorm2d)]
        for norm in norms:
            norm.eval()
        try:
            return self.advance()
        finally:
            for norm in norms:
                norm.train()

    def rewind(self, step: int) -> None:
        """Go back to a step: exactly the weights, and the optimiser, of then.

        Raises:
            ValueError: it has not been there yet.
        """
        if not 0 <= step <= self.step:
            raise ValueError(f"It is at step {self.step}; go back to one from 0 to {self.step}.")
        self._states = {at: state for at, state in self._states.items() if at <= step}
        lessons = {at: lesson for at, lesson in self.lessons.items() if at < step}
        self.lessons = {}
        self.step = max(self._states)
        module, optimizer = self._states[self.step]
        self.module.load_state_dict(module)
        self.optimizer.load_state_dict(_copied(optimizer))
        self.lessons = {at: lesson for at, lesson in lessons.items() if at < self.step}
        while self.step < step:
            if self.step in lessons:
                self.learn(lessons[self.step])
            else:
                self.advance()

    def _remember(self) -> None:
        state = _copied(self.module.state_dict()), _copied(self.optimizer.state_dict())
        self._states[self.step] = state
        size = sum(_bytes(one) for one in state)
        while len(self._states) > 2 and (
            len(self._states) > MOST_STATES or size * len(self._states) > MOST_BYTES
        ):
            self._every *= 2
            kept = {at: one for at, one in self._states.items() if at % self._every == 0}
            if len(kept) == len(self._states):
                break
            self._states = kept

    def _batch(self) -> Batch:
        if self.step in self.lessons:
            return self._drawing(self.lessons[self.step])
        lessons = sum(at < self.step for at in self.lessons) if self.lessons else 0
        number = self.step - lessons
        epoch, place = divmod(number, self.choices.batches)
        if self._order[0] != epoch:
            generator = Generator().manual_seed(_mixed(self.choices.seed, 2, epoch))
            self._order = epoch, torch.randperm(len(self.digits), generator=generator)
        size = self.choices.batch
        return self._taken(self._order[1][place * size : (place + 1) * size])

    def _taken(self, indices: Tensor) -> Batch:
        return Batch(self.digits.inputs[indices], self.digits.labels[indices], indices)

    def _drawing(self, lesson: Lesson) -> Batch:
        """The drawing, and training digits beside it that the step's number chooses."""
        generator = Generator().manual_seed(_mixed(self.choices.seed, 3, self.step))
        others = torch.randperm(len(self.digits), generator=generator)[: lesson.rehearse]
        batch = self._taken(others)
        return Batch(
            torch.cat([lesson.image, batch.inputs]),
            torch.cat([torch.tensor([lesson.label]), batch.labels]),
            torch.cat([torch.tensor([-1]), others]),
            lesson=True,
        )


def _mixed(seed: int, stream: int, number: int) -> int:
    """One seed out of three numbers."""
    return ((seed * 8 + stream) * 1_000_003 + number) % (1 << 63)


def _copied(state: Any) -> Any:
    """The same with tensors of its own."""
    if isinstance(state, Tensor):
        return state.detach().clone()
    if isinstance(state, dict):
        return {key: _copied(value) for key, value in state.items()}
    return [_copied(value) for value in state] if isinstance(state, list) else state


def _bytes(state: Any) -> int:
    if isinstance(state, Tensor):
        return state.nbytes
    parts = state.values() if isinstance(state, dict) else state if isinstance(state, list) else ()
    return sum(map(_bytes, parts))
