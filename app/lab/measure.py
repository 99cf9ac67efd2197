"""What a network in the lab gets right: loss, accuracy, and what it takes for what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.lab.architecture import CLASSES
from app.lab.digits import Set

Json = dict[str, Any]
PART = 250
"""Digits of one pass."""
MOST_DIGITS = 24
"""Digits whose answer became another one, shown of each sort."""


@contextmanager
def answering(module: nn.Module) -> Iterator[None]:
    """Let a module answer as it does in use, not as while it learns; afterwards it goes on."""
    module.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        module.train()


def logits_of(module: nn.Module, inputs: Tensor) -> Tensor:
    """What it answers to standardised digits (N, 1, 28, 28): (N, 10)."""
    with answering(module):
        return torch.cat([module(part) for part in inputs.split(PART)])


@dataclass(frozen=True)
class Reading:
    """What a network answers to a set of digits: logits (N, 10), labels (N,)."""

    logits: Tensor
    labels: Tensor

    @classmethod
    def of(cls, module: nn.Module, digits: Set, most: int | None = None) -> Reading:
        """Ask it for the first digits of a set, or for all."""
        return cls(logits_of(module, digits.inputs[:most]), digits.labels[:most])

    @property
    def answers(self) -> Tensor:
        """The likeliest class of each, (N,)."""
        return self.logits.argmax(1)

    def brief(self) -> Json:
        """Mean loss and share of right answers."""
        right = (self.answers == self.labels).double().mean()
        loss = F.cross_entropy(self.logits, self.labels)
        return {"loss": number(loss), "accuracy": float(right), "count": len(self.labels)}

    def per_class(self) -> list[float]:
        """The share of each class that is read rightly."""
        counts = self.confusion().double()
        return (counts.diagonal() / counts.sum(1).clamp(min=1)).tolist()

    def confusion(self) -> Tensor:
        """Counts (10, 10), true class by answer."""
        counts = torch.zeros(CLASSES, CLASSES, dtype=torch.int64)
        ones = torch.ones_like(self.labels)
        return counts.index_put_((self.labels, self.answers), ones, accumulate=True)

    def full(self) -> Json:
        """All of it."""
        confusion = self.confusion().tolist()
        return self.brief() | {"per_class": self.per_class(), "confusion": confusion}


def number(value: Tensor) -> float | None:
    """A number as JSON has it; None where it is not finite."""
    return float(value) if torch.isfinite(value) else None


def numbers(values: Tensor) -> list[float | None]:
    """Numbers as JSON has them."""
    return [value if isfinite(value) else None for value in values.tolist()]


def changed(before: Reading, after: Reading, digits: Set) -> tuple[Json, Json]:
    """Which digits are read rightly now and were not, and the other way round."""
    was, now = before.answers == before.labels, after.answers == after.labels
    return (
        _listed(now & ~was, before, after, digits),
        _listed(was & ~now, before, after, digits),
    )


def _listed(which: Tensor, before: Reading, after: Reading, digits: Set) -> Json:
    from base64 import b64encode

    rows = which.nonzero()[:, 0].tolist()
    shown = [
        {
            "index": row,
            "label": str(int(digits.labels[row])),
            "was": str(int(before.answers[row])),
            "now": str(int(after.answers[row])),
            "bytes": b64encode(digits.bytes[row].numpy().tobytes()).decode(),
        }
        for row in rows[:MOST_DIGITS]
    ]
    return {"count": len(rows), "digits": shown}


def verdict(logits: Tensor, label: int | None = None) -> Json:
    """What logits (10,) say of one drawing, and the loss where its label is known."""
    probabilities = logits.softmax(0)
    index = int(logits.argmax())
    found: Json = {
        "label": str(index),
        "index": index,
        "probability": number(probabilities[index]),
        "probabilities": numbers(probabilities),
        "logits": numbers(logits),
    }
    if label is not None:
        found["loss"] = number(F.cross_entropy(logits[None], torch.tensor([label])))
    return found
