"""The same seed gives the same network, however its steps are taken."""

from collections.abc import Mapping
from time import process_time

import pytest
import torch
from torch import Tensor

from app.dissect.digits import Digits
from app.lab import trainer as trainers
from app.lab.digits import Set, held_out, shipped, training
from app.lab.knobs import Choices
from app.lab.measure import Reading
from app.lab.session import Session
from app.lab.slow import slow
from app.lab.trainer import Lesson, Trainer

SMALL = Choices(digits=200, filters=3, hidden=8, batch_size=8)
KINDS = {
    "plain": SMALL,
    "dropout": Choices(digits=200, filters=3, hidden=8, batch_size=8, dropout=0.5),
    "norm": Choices(digits=200, filters=3, batch_norm=True, optimiser="adam", batch_size=8),
    "rmsprop": Choices(digits=200, depth=1, filters=3, optimiser="rmsprop", learning_rate=0.001),
}


EVERY = 16


@pytest.fixture(autouse=True)
def states_close_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trainers, "EVERY", EVERY)


@pytest.fixture(scope="module")
def sheets() -> tuple[Digits, Digits]:
    train, test = (Digits.load(path) for path in shipped())
    return train, test


def trainer(choices: Choices, sheets: tuple[Digits, Digits]) -> Trainer:
    return Trainer(choices, training(sheets[0], choices))


def state(one: Trainer) -> Mapping[str, Tensor]:
    return {name: tensor.clone() for name, tensor in one.module.state_dict().items()}


def equal(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("kind", KINDS)
def test_running_stepping_and_going_back_give_the_same_bits(
    kind: str, sheets: tuple[Digits, Digits]
) -> None:
    first, second = trainer(KINDS[kind], sheets), trainer(KINDS[kind], sheets)
    seen = {0: state(first)}
    for step in range(1, EVERY + 20):
        first.advance()
        seen[step] = state(first)
    for step in range(1, 10):
        slow(second)
        assert equal(state(second), seen[step])
    while second.step < EVERY + 19:
        torch.rand(3)  # whoever else uses random numbers
        second.advance()
    assert equal(state(second), seen[EVERY + 19])
    assert not equal(seen[8], seen[9])
    for step in (EVERY + 7, EVERY - 3, 5, 0):
        second.rewind(step)
        assert second.step == step
        assert equal(state(second), seen[step])
    while second.step < 30:
        second.advance()
    assert equal(state(second), seen[30])


def test_another_seed_gives_another_network(sheets: tuple[Digits, Digits]) -> None:
    one, other = (trainer(Choices(digits=200, seed=seed), sheets) for seed in (0, 1))
    assert not equal(state(one), state(other))


def test_lessons_are_part_of_the_history(sheets: tuple[Digits, Digits]) -> None:
    digits = held_out(sheets[1], SMALL)
    one, other = trainer(SMALL, sheets), trainer(SMALL, sheets)
    lesson = Lesson(digits.inputs[:1], 3, rehearse=4)
    for _ in range(5):
        one.advance()
        other.advance()
    before = state(one)
    one.learn(lesson)
    after = state(one)
    one.advance()
    later = state(one)
    assert not equal(before, after)
    one.rewind(6)
    assert equal(state(one), after)
    one.advance()
    assert equal(state(one), later)
    one.rewind(5)
    assert one.lessons == {}
    one.advance()
    other.advance()
    assert equal(state(one), state(other))  # as if it had never learned the drawing


def test_a_step_cannot_be_gone_back_to_before_it_was_taken(sheets: tuple[Digits, Digits]) -> None:
    one = trainer(SMALL, sheets)
    one.advance()
    with pytest.raises(ValueError, match="from 0 to 1"):
        one.rewind(2)


def test_it_learns(sheets: tuple[Digits, Digits]) -> None:
    choices = Choices(digits=1000, filters=4, batch_size=20)
    one, test = trainer(choices, sheets), held_out(sheets[1], choices)
    for _ in range(100):
        one.advance()
    assert Reading.of(one.module, test).brief()["accuracy"] > 0.8


def test_slow_motion_shows_torchs_own_numbers(sheets: tuple[Digits, Digits]) -> None:
    one = trainer(SMALL, sheets)
    one.advance()
    before = state(one)
    found = slow(one)
    logits = found.logits.double()
    shares = (logits.exp() / logits.exp().sum(1, keepdim=True)).log()
    by_hand = -shares[torch.arange(8), found.batch.labels]
    assert torch.allclose(found.losses.double(), by_hand, atol=1e-5)
    for name, weight in found.weights.items():
        assert torch.equal(weight, before[name])
        assert torch.equal(found.weights[name] + found.updates[name], state(one)[name]) or (
            torch.allclose(found.weights[name] + found.updates[name], state(one)[name])
        )
    # the gradient is the slope of the loss: nudge one weight and look
    index, nudge = (0, 0, 2, 2), 1e-2
    changed = trainer(SMALL, sheets)
    losses = []
    for sign in (1, -1):
        changed.module.load_state_dict(before)
        with torch.no_grad():
            changed.module.get_submodule("conv1").weight[index] += sign * nudge
            answer = changed.module(found.batch.inputs)
        losses.append(torch.nn.functional.cross_entropy(answer.double(), found.batch.labels))
    slope = float(losses[0] - losses[1]) / (2 * nudge)
    assert slope == pytest.approx(float(found.gradients["conv1.weight"][index]), abs=1e-3)


def test_plain_descent_goes_against_the_gradient(sheets: tuple[Digits, Digits]) -> None:
    choices = Choices(digits=200, optimiser="sgd", learning_rate=0.125, filters=2)
    found = slow(trainer(choices, sheets))
    for name, update in found.updates.items():
        assert torch.allclose(update, -0.125 * found.gradients[name], atol=1e-6)


def test_wrong_labels_are_wrong_and_the_test_labels_right(sheets: tuple[Digits, Digits]) -> None:
    choices = Choices(digits=1000, wrong_labels=0.5)
    right, wrong = training(sheets[0], Choices(digits=1000)), training(sheets[0], choices)
    share = float((right.labels != wrong.labels).double().mean())
    assert share == pytest.approx(0.5, abs=0.06)
    assert torch.equal(held_out(sheets[1], choices).labels, torch.from_numpy(sheets[1].labels))


def test_the_digits_to_learn_from_and_to_measure_with_are_apart(
    sheets: tuple[Digits, Digits],
) -> None:
    train, test = sheets
    assert (len(train), len(test)) == (10_000, 2_000)
    assert [int((train.labels == label).sum()) for label in range(10)] == [1000] * 10
    assert (train.source, test.source) == ("MNIST training set", "MNIST test set")
    learned = {image.tobytes() for image in train.images}
    assert not learned & {image.tobytes() for image in test.images}


def test_a_set_is_standardised(sheets: tuple[Digits, Digits]) -> None:
    digits: Set = training(sheets[0], Choices())
    assert float(digits.inputs.mean()) == pytest.approx(0, abs=0.05)
    assert float(digits.inputs.std()) == pytest.approx(1, abs=0.05)
    assert float(training(sheets[0], Choices(standardise=False)).inputs.max()) == pytest.approx(255)


def test_a_run_too_short_to_be_looked_at_says_that_it_diverged(
    sheets: tuple[Digits, Digits],
) -> None:
    said: list[dict[str, object]] = []
    wild = Choices(
        digits=30, filters=2, hidden=4, batch_size=10, epochs=3, learning_rate=10,
        standardise=False, initialisation="large", activation="none",
    )  # fmt: skip
    seconds = process_time() + 60  # of all that the process has used, as a trainer has its own
    session = Session(wild, *sheets, seconds, lambda message, _: said.append(message))
    session.run()
    while session.running:
        session.go()
    told = [one for one in said if one.get("event") == "progress"]
    assert any(None in one["loss"] for one in told)  # type: ignore[operator]
    assert said[-1] | {"state": "paused", "why": "diverged"} == said[-1]
