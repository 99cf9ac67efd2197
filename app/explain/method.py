"""The contract: what a method is given, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from torch import Tensor

from app.explain.case import Case

Promise = Literal["difference", "value"]
"""What the numbers of a map should add up to: F(drawing) - F(blank paper), or F(drawing)."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a method says.

    Args:
        attribution: (C, *spatial) of the input: how much each ink cell speaks for (+) or
            against (-) the number in question.
        layer: the layer that was looked at, where the method looks at one.
        map: the same in that layer's space, (*spatial).
        channels: one number for each of its channels, (C,).
        spread: standard error of the attribution's cells, relative to the largest one; only of
            methods that sample.
    """

    attribution: Tensor
    layer: str | None = None
    map: Tensor | None = None
    channels: Tensor | None = None
    spread: float | None = None


@dataclass(frozen=True)
class Method:
    """One way to explain.

    Args:
        id: its name in the API.
        title: its name for people.
        words: in a sentence, what it shows.
        source: its paper.
        run: answers a question.
        promise: what its numbers add up to, if anything.
        refusal: why else it cannot answer this; None where it can.
        cost: how many images the network computes for it, at most.
        gradient: whether it needs one.
    """

    id: str
    title: str
    words: str
    source: str
    run: Callable[[Case], Answer]
    promise: Promise | None = None
    refusal: Callable[[Case], str | None] = lambda case: None
    cost: Callable[[Case], int] = lambda case: 2
    gradient: bool = True

    def unable(self, case: Case) -> str | None:
        """Why the method cannot answer; None where it can."""
        if self.gradient and not case.differentiable:
            return (
                f"{self.title} needs gradients, and a step of the network has none. Occlusion,"
                " ablation and Shapley values do without."
            )
        return self.refusal(case)
