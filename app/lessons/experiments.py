"""The experiments of the chapter *Best practices*: what turning a knob was found to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, stdev
from typing import Any

from app.networks.practices import KNOBS, PREFIX, key

GUESSED = 0.1
"""Of the test digits, what guessing reads."""


@dataclass(frozen=True)
class Result:
    """What was measured of one variant; shares are 0..1, means over the seeds.

    Args:
        id: of the network.
        value: of the knob, its name.
        words: the same for people.
        test: of the test digits that are read.
        tests: the same, seed by seed.
        spread: the standard deviation of `test` over the seeds.
        train: of the digits that it learned from.
        loss: after each epoch.
        seconds: of processor time, for learning.
        parameters: trained numbers.
        connections: multiplications for one drawing, biases included.
        sees: rows and columns of the drawing that a number sees which the dense layer gets.
        features: how many numbers that layer gets, (C, H, W).
    """

    id: str
    value: str
    words: str
    test: float
    tests: Sequence[float]
    spread: float
    train: float
    loss: Sequence[float]
    seconds: float
    parameters: int
    connections: int
    sees: int
    features: Sequence[int]


class Experiments:
    """All that was measured, by knob.

    Args:
        found: what `app.training.practices` wrote.
    """

    def __init__(self, found: Mapping[str, Any]) -> None:
        self._found = found

    @property
    def command(self) -> str:
        """By which it was measured."""
        return str(self._found["command"])

    @property
    def settings(self) -> Mapping[str, Any]:
        """What was the same for all variants."""
        settings: Mapping[str, Any] = self._found["settings"]
        return settings

    def title(self, knob: str) -> str:
        """What the knob is called."""
        return KNOBS[knob].title

    def results(self, knob: str) -> list[Result]:
        """The values of a knob, in order."""
        return [self.result(knob, value) for value in KNOBS[knob].values]

    def result(self, knob: str, value: str) -> Result:
        """One value of a knob."""
        name = key(knob, value)
        found = self._found["variants"][name]
        return Result(
            id=PREFIX + name,
            value=value,
            words=KNOBS[knob].values[value][0],
            test=fmean(found["test"]),
            tests=found["test"],
            spread=stdev(found["test"]),
            train=fmean(found["train"]),
            loss=found["loss"],
            seconds=fmean(found["seconds"]),
            parameters=found["parameters"],
            connections=found["connections"],
            sees=found["receptive_field"],
            features=found["features"],
        )

    def best(self, knob: str, among: Sequence[str] = ()) -> Result:
        """The value, of some or of all, with which most test digits are read."""
        results = [self.result(knob, value) for value in among or KNOBS[knob].values]
        return max(results, key=lambda result: result.test)

    def worst(self, knob: str) -> Result:
        """The value with which fewest test digits are read."""
        return min(self.results(knob), key=lambda result: result.test)

    def curve(self, knob: str, of: str = "test") -> list[tuple[float, float]]:
        """Per cent of the `test` or `train` digits that are read, by the knob's number."""
        return [(float(one.value), 100 * getattr(one, of)) for one in self.results(knob)]

    def losses(self, knob: str, values: Sequence[str]) -> dict[str, list[tuple[float, float]]]:
        """The loss after each epoch, by the knob's values in words."""
        found = [self.result(knob, value) for value in values]
        return {one.words: [*enumerate(one.loss, start=1)] for one in found}

    def count(self, knob: str, value: str) -> int:
        """In how many trainings it learned to read: more than twice what guessing gives."""
        return sum(test > 2 * GUESSED for test in self.result(knob, value).tests)

    def learned(self, knob: str, value: str) -> list[tuple[str, bool, str]]:
        """Answers to "how many of the trainings learned?"."""
        count, all_of_them = self.count(knob, value), len(self.settings["seeds"])
        why = {
            0: "Most did: a deep stack is no hopeless case.",
            all_of_them: "Not all: the signals of some died out on their way through the layers.",
            count: "The others were still guessing at the end.",
        }
        return [(f"{number}", number == count, why[number]) for number in sorted(why)]

    def choices(self, knob: str, why: Mapping[str, str]) -> list[tuple[str, bool, str]]:
        """Answers to "which of these reads most?": words, whether it does, and why."""
        best = self.best(knob, list(why))
        found = [(self.result(knob, value), because) for value, because in why.items()]
        return [
            (one.words, one == best, f"It reads {percent(one.test)}. {because}")
            for one, because in found
        ]

    def bands(
        self, share: float, ends: Sequence[float], why: Sequence[str]
    ) -> list[tuple[str, bool, str]]:
        """Answers to "how much?": below the first end, between two, above the last one.

        Args:
            share: what was measured, 0..1.
            ends: of the bands, rising, 0..1.
            why: what to say to each of them.
        """
        edges = [-1.0, *ends, 2.0]
        names = [f"below {ends[0]:.0%}", *(f"{a:.0%} to {b:.0%}" for a, b in pairwise(ends))]
        names.append(f"above {ends[-1]:.0%}")
        return [
            (name.replace("%", " %"), low <= share < high, because)
            for name, (low, high), because in zip(names, pairwise(edges), why, strict=True)
        ]


def percent(share: float) -> str:
    """With one digit after the point."""
    return f"{100 * share:.1f} %"
