"""Every choice of knobs is refused in words, or is a network that torch builds and trains."""

from typing import Any

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.cnn.network import build as anatomy_of
from app.dissect.digits import Digits
from app.lab import presets
from app.lab.architecture import assembled, build, pieces
from app.lab.digits import shipped, training
from app.lab.errors import KnobError
from app.lab.frames import traced
from app.lab.knobs import DEFAULTS, KNOBS, Choices, Knob, described
from app.lab.plan import Bounds, Plan, plan
from app.lab.presets import PRESETS
from app.lab.trainer import Lesson, Trainer
from app.networks.practices import MEAN, STD
from app.serving.lab.messages import KnobsBody, choices_of

SMALL = Bounds(parameters=150_000, connections=2_000_000)


def values(knob: Knob) -> st.SearchStrategy[Any]:
    if knob.choices is not None:
        return st.sampled_from(list(knob.choices))
    if knob.kind == "flag":
        return st.booleans()
    assert knob.least is not None
    assert knob.most is not None
    if knob.kind == "integer":
        return st.integers(int(knob.least), int(knob.most))
    return st.floats(knob.least, knob.most)


def refuses(error: KnobError) -> bool:
    """Whether it says which knobs to turn, and how."""
    said = str(error)
    return bool(error.knobs) and set(error.knobs) <= KNOBS.keys() and " Take " in said


SHEET = Digits.load(shipped()[0])
CHOICES = st.builds(Choices, **{name: values(knob) for name, knob in KNOBS.items()})


@given(CHOICES)
@example(Choices())
@example(Choices(depth=0))
@example(Choices(depth=4, batch_norm=True, dropout=0.5, hidden=0, field=3))
@settings(max_examples=40)
def test_what_is_planned_is_what_torch_builds_and_trains(choices: Choices) -> None:
    try:
        found: Plan | KnobError = plan(choices, SMALL)
    except KnobError as error:
        found = error
    if isinstance(found, KnobError):
        assert refuses(found)
        return
    module = build(choices)
    assert found.network.parameters == sum(at.numel() for at in module.parameters())
    outputs = traced(module, torch.zeros(1, 1, 28, 28))
    assert {layer.name: layer.shape for layer in found.network.layers} == {
        name: tuple(output.shape) for name, output in outputs.items()
    }
    for at in pieces(choices):
        assert at.shape == tuple(outputs[at.name].shape)
        assert at.parameters == sum(
            one.numel() for one in module.get_submodule(at.name).parameters()
        )
    names: dict[str, Any] = {}
    exec(found.source, names)
    assert repr(names["build"]()) == repr(module)
    trainer = Trainer(choices, training(SHEET, choices))
    before = [at.detach().clone() for at in trainer.module.parameters()]
    first = trainer.advance()
    trainer.learn(Lesson(torch.zeros(1, 1, 28, 28), 7))
    assert trainer.step == 2
    assert 0 <= float(first.right) <= 1
    changed = [not torch.equal(*pair) for pair in zip(before, trainer.module.parameters())]  # noqa: B905
    assert any(changed) or choices.learning_rate < 1e-3
    assert first.loss.dim() == 0


def test_a_plan_is_the_anatomy_of_the_network() -> None:
    found = plan(Choices(), Bounds())
    assert found.network.parameters == 208 + 3_216 + 784 * 64 + 64 + 650
    assert [layer.name for layer in found.network.layers] == [
        "input", "conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "dense1",
        "relu3", "dense2", "softmax",
    ]  # fmt: skip
    assert found.receptive_field == (16, 16)  # 5, +1 by the pool, +4·2, +1·2
    assert found.title == "Lab 5×5 · 8 · 16 · 64"
    again = anatomy_of(build(Choices()), (1, 28, 28), mean=MEAN, std=STD)
    assert again.layers == found.network.layers


@pytest.mark.parametrize(
    ("knobs", "turn", "words"),
    [
        ({"depth": 4, "field": 9, "padding": 0}, {"depth", "field", "padding"}, "too small"),
        ({"depth": 4, "field": 3, "padding": 0, "stride": 2}, {"stride", "pooling"}, "pooling"),
        ({"depth": 3, "pooling": "none", "filters": 32}, {"filters", "pooling"}, "can be trained"),
        ({"batch_size": 1, "batch_norm": True, "depth": 1, "field": 9, "padding": 0, "stride": 3,
          "pooling": "none"}, set(), ""),
    ],
)  # fmt: skip
def test_the_impossible_says_what_to_turn(
    knobs: dict[str, Any], turn: set[str], words: str
) -> None:
    if not turn:
        plan(Choices(**knobs), Bounds())
        return
    with pytest.raises(KnobError, match=words) as caught:
        plan(Choices(**knobs), Bounds())
    assert turn <= set(caught.value.knobs)


def test_batch_norm_needs_something_to_average() -> None:
    one_cell = {"depth": 2, "field": 7, "padding": 0, "pooling": "none", "stride": 3}
    with pytest.raises(KnobError, match="nothing to average over"):
        plan(Choices(**one_cell, batch_size=1, batch_norm=True), Bounds())
    plan(Choices(**one_cell, batch_size=2, batch_norm=True), Bounds())
    plan(Choices(**one_cell, batch_size=1), Bounds())


def test_too_much_memory_is_refused_before_it_is_taken() -> None:
    with pytest.raises(KnobError, match="smaller batch"):
        plan(Choices(), Bounds(memory=300 << 20))


def test_the_body_of_a_plan_comes_from_the_description_of_the_knobs() -> None:
    assert choices_of(KnobsBody()) == Choices()
    assert {one["name"] for one in described()} == KNOBS.keys() == DEFAULTS.keys()
    for name, knob in KNOBS.items():
        beyond = {"flag": 1, "choice": "no such"}.get(knob.kind, (knob.most or 0) + 1)
        with pytest.raises(ValidationError):
            KnobsBody(**{name: beyond})
        for edge in (knob.least, knob.most):
            if edge is not None:
                KnobsBody(**{name: edge})


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_trained(name: str) -> None:
    choices = PRESETS[name].choices
    plan(choices, Bounds())
    assert list(PRESETS[name].knobs) == [
        knob for knob in PRESETS[name].knobs if getattr(choices, knob) != DEFAULTS[knob]
    ]


def test_zeros_and_large_weights_are_what_they_say() -> None:
    assert all(not at.any() for at in build(Choices(initialisation="zeros")).parameters())
    plain, large = build(Choices()), build(Choices(initialisation="large"))
    for one, other in zip(plain.parameters(), large.parameters(), strict=True):
        assert torch.equal(one * 100, other)


def test_building_leaves_random_numbers_alone() -> None:
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)
    build(Choices(seed=9))
    assert torch.equal(torch.rand(3), wanted)
    assert len(assembled(pieces(Choices()))) == 10


def test_every_preset_is_measured_and_shows_what_it_says() -> None:
    found = {one["name"]: one["measured"] for one in presets.described()}
    assert all(found.values()), "run: python -m app.lab.presets"
    right = {name: one["test"]["accuracy"] for name, one in found.items()}
    for name in ("start", "stack", "classic"):
        assert right[name] > 0.95
    assert right["dense"] < right["classic"]
    for name in ("rate-too-high", "rate-too-low", "no-standardisation", "zeros", "sigmoid"):
        assert right[name] < 0.2
    assert right["linear"] < 0.92
    assert found["few-digits"]["train"]["accuracy"] == 1 > right["few-digits"] + 0.2
    assert found["wrong-labels"]["train"]["accuracy"] > 0.6  # of half wrong labels
