"""The smallest ink, where it can be worked out, and on the networks that ship."""

from math import pi

import pytest
import torch

from app.cnn import forward
from app.ink import Ink
from app.ink.normalize import ALL, NONE, fit_ink
from app.networks.store import load
from app.whatif.nudge import nudge
from app.whatif.trials import NoGradientError
from tests.whatif.linear import halves, linear

BAR = Ink.of([[[0.25, 0.1], [0.25, 0.9]]])
PEN = BAR.width * 28
LEFT, RIGHT = halves()


def answer(network, ink, switches=NONE) -> int:
    return int(forward(network, fit_ink(ink, network.input_shape, switches)[None])[0].argmax())


def test_added_ink_is_as_little_as_it_takes() -> None:
    network = linear([LEFT * 0, RIGHT], [10.0, 0.0])  # ten pixels of ink at the right make it a 1
    found = nudge(network, BAR, 1, "add", switches=NONE)
    assert found.reached
    assert answer(network, found.change.of(BAR)) == 1
    assert all(x > 0.5 for line in found.change.added for x, _ in line)
    least = (10 - pi * (PEN / 2) ** 2) / PEN / 28  # of a capsule that covers ten pixels
    assert len(found.change.added) == 1
    assert 0.97 * least < found.change.length < 1.25 * least  # a bend covers a little more


def test_erased_ink_is_as_little_as_it_takes() -> None:
    network = linear([LEFT, LEFT * 0], [0.0, 35.0])  # with less than 35 pixels of ink it is a 1
    ink = fit_ink(BAR, network.input_shape, NONE).sum()
    found = nudge(network, BAR, 1, "erase", switches=NONE)
    assert found.reached
    assert answer(network, found.change.of(BAR)) == 1
    least = (float(ink) - 35) / PEN / 28  # at an end; in the middle two caps more would go
    assert least * 0.98 < found.change.length < least + 0.02


def test_either_is_what_is_less() -> None:
    network = linear([LEFT, RIGHT * 8], [0.0, 0.0])
    costs = {}
    for kind in ("add", "erase", "either"):
        found = nudge(network, BAR, 1, kind, switches=NONE)
        assert found.reached is (kind != "erase")
        costs[kind] = found.change.cost(BAR.width)
    assert costs["either"] <= costs["add"] * 1.05


def test_it_adds_and_erases_where_neither_is_enough() -> None:
    network = linear([LEFT, RIGHT * 0.2], [0.0, 1.0])
    found = nudge(network, BAR, 1, "either", switches=NONE)
    assert found.reached
    assert found.change.gaps
    assert found.change.added


def test_what_cannot_be_reached_is_said() -> None:
    network = linear([LEFT, LEFT * 0], [0.0, -1000.0])
    found = nudge(network, BAR, 1, switches=NONE, most=300)
    assert not found.reached
    assert found.trials <= 300
    assert found.margin >= found.before


def test_a_drawing_is_left_and_is_not_too_much() -> None:
    network = linear([LEFT, LEFT * 0], [0.0, 1.0])  # only without any ink it would be a 1
    found = nudge(network, BAR, 1, "erase", switches=NONE)
    assert not found.reached
    assert not found.change.of(BAR).empty
    full = nudge(linear([LEFT * 0, RIGHT], [10.0, 0.0]), BAR, 1, "add", switches=NONE, strokes=1)
    assert (full.reached, full.trials) == (False, 0)


def test_nothing_is_to_be_done_for_what_it_is_already() -> None:
    network = linear([LEFT, RIGHT], [0.0, 0.0])
    found = nudge(network, BAR, 0, switches=NONE)
    assert found.reached
    assert (found.change.length, found.trials) == (0, 0)


def test_a_network_without_a_gradient_says_so() -> None:
    network = linear([LEFT * 0, LEFT * 0], [0.0, -1.0])
    with pytest.raises(NoGradientError):
        nudge(network, BAR, 1, "add", switches=NONE)


def test_trials_time_and_patience_are_bounds() -> None:
    network = linear([LEFT * 0, RIGHT], [10.0, 0.0])
    assert nudge(network, BAR, 1, switches=NONE, most=70).trials <= 70
    assert nudge(network, BAR, 1, switches=NONE, late=lambda: True).trials == 0

    def enough() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        nudge(network, BAR, 1, switches=NONE, go_on=enough)


@pytest.mark.parametrize("name", ["crash-course", "lenet-5", "vgg-mini"])
def test_a_little_ink_turns_a_shipped_network(name: str, pens: list[Ink]) -> None:
    network = load(name).network
    with torch.no_grad():
        for ink in pens:
            found = nudge(network, ink, 9)
            assert found.reached
            assert answer(network, found.change.of(ink), switches=ALL) == 9
            assert found.change.length < 0.5
            again = nudge(network, ink, 9)
            assert again == found, "the same question has the same answer"
