import json
from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from safetensors.torch import load_file

from app.networks import ARCHITECTURES
from app.networks.store import load as load_model
from app.training import drawn, loop, pools
from app.training.evaluate import measure
from app.training.loop import Plan, checkpoint_steps, fit, rate, start
from app.training.mnist import DataError
from app.training.pools import NOT_A_DIGIT, Sizes
from app.training.progress import Progress
from app.training.recipe import RECIPES, Recipe
from tests.training import tiny

TINY = Sizes(pen_variants=1, generated=20, others=12, held_out=30)
SILENT = Progress(False)
RECIPE = Recipe(epochs=3, batch=32)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return tiny.digits(tmp_path_factory.mktemp("mnist"))


@pytest.fixture(scope="module")
def held_out(digits):
    return pools.validation(digits, None, TINY)


@pytest.fixture
def plan(digits):
    images = loop._shown(pools.training(digits, None, 0, TINY), RECIPE)
    return Plan(ARCHITECTURES["crash-course"], RECIPE, images, epochs=3, seed=5)


class Interrupting(Progress):
    """Presses Ctrl-C in the middle of an epoch."""

    def __init__(self, epoch):
        super().__init__(False)
        self.title = f"epoch {epoch}"

    def over(self, items, total, title):
        for i, item in enumerate(items):
            if title == self.title and i == 1:
                raise KeyboardInterrupt
            yield item


def test_a_training_is_repeatable_by_its_seed(plan, held_out, tmp_path):
    first = fit(plan, held_out, tmp_path / "a", SILENT)
    again = fit(plan, held_out, tmp_path / "b", SILENT)
    assert tiny.same(first.average, again.average)
    assert first.history == again.history
    assert first.history[-1]["loss"] < first.history[0]["loss"]


@pytest.mark.parametrize("network", ["crash-course", "vgg-mini"])
def test_after_ctrl_c_the_result_is_that_of_an_uninterrupted_run(network, plan, held_out, tmp_path):
    plan = Plan(ARCHITECTURES[network], RECIPE, plan.images, 3, 0)
    whole = fit(plan, held_out, tmp_path / "whole", SILENT)
    state = tmp_path / "state" / "state.pt"
    with pytest.raises(KeyboardInterrupt):
        fit(plan, held_out, state, Interrupting(1))
    assert not state.exists()
    with pytest.raises(KeyboardInterrupt):
        fit(plan, held_out, state, Interrupting(3))
    resumed = fit(plan, held_out, state, SILENT)
    assert tiny.same(whole.average, resumed.average)
    assert whole.history == resumed.history
    assert whole.checkpoints.keys() == resumed.checkpoints.keys()
    assert all(tiny.same(whole.checkpoints[s], resumed.checkpoints[s]) for s in whole.checkpoints)


def test_a_state_of_another_training_or_a_damaged_one_is_not_taken(plan, held_out, tmp_path):
    state = tmp_path / "state.pt"
    fit(Plan(plan.architecture, plan.recipe, plan.images, 3, seed=99), held_out, state, SILENT)
    fresh = fit(plan, held_out, tmp_path / "fresh.pt", SILENT)
    assert tiny.same(fit(plan, held_out, state, SILENT).average, fresh.average)
    state.write_bytes(state.read_bytes()[:1000])
    assert tiny.same(fit(plan, held_out, state, SILENT).average, fresh.average)


def test_a_polish_of_other_weights_is_not_gone_on_with(plan, held_out, tmp_path):
    one, other = (start(replace(plan, seed=seed)).average for seed in (1, 2))
    fit(plan, held_out, tmp_path / "polish", SILENT, begin=one)
    found = fit(plan, held_out, tmp_path / "polish", SILENT, begin=other)
    fresh = fit(plan, held_out, tmp_path / "fresh", SILENT, begin=other)
    assert tiny.same(found.average, fresh.average)


def test_checkpoints_are_denser_at_the_start_and_hold_the_first_and_the_last_step():
    steps = sorted(checkpoint_steps(13_000))
    gaps = [b - a for a, b in pairwise(steps)]
    assert len(steps) == 20
    assert (steps[0], steps[-1]) == (0, 13_000)
    assert gaps == sorted(gaps)
    assert sorted(checkpoint_steps(3)) == [0, 1, 2, 3]


def test_the_rate_rises_to_its_peak_and_falls_to_nothing():
    rates = [rate(step, 100, 1.0) for step in range(101)]
    assert rates[0] == pytest.approx(0.04)
    assert max(rates) == rates[20] == pytest.approx(1)
    assert rates[100] == pytest.approx(0)
    assert rates[:21] == sorted(rates[:21])


def test_distortions_sink_over_the_last_third():
    recipe = Recipe(epochs=1, last_distortion=0.4)
    strengths = [recipe.distortion(share) for share in (0, 0.5, 2 / 3, 5 / 6, 1)]
    assert strengths == pytest.approx([1, 1, 1, 0.7, 0.4])


def test_training_from_files_to_a_network_that_loads(digits, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(loop.mnist, "load", lambda folder: digits)
    monkeypatch.setattr(loop.pools, "Sizes", lambda: TINY)
    monkeypatch.setattr(drawn, "cache_folder", lambda: tmp_path / "cache")
    folder = loop.train("lenet-5", data=tmp_path, out=tmp_path / "models", epochs=2, seed=3)
    assert "without real pen strokes" in capsys.readouterr().err
    assert sorted(path.name for path in folder.iterdir()) == [
        "card.json",
        "checkpoints.safetensors",
        "model.safetensors",
    ]
    card = json.loads((folder / "card.json").read_text())
    assert (card["seed"], card["epochs"], card["data"]["MNIST"]) == (3, 2, 48)
    assert card["recipe"]["peak_rate"] == RECIPES["lenet-5"].peak_rate
    model = load_model("lenet-5", tmp_path / "models")
    assert model.digest == card["sha256"]
    assert model.network.parameters == 60_000
    saved = load_file(folder / "checkpoints.safetensors")
    assert saved[f"{card['checkpoints'][-1]:06d}/f6.weight"].dtype == torch.float16
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_bad_data_is_reported_before_anything_is_written(tmp_path):
    tiny.write(tmp_path / "data", tiny.files())
    with pytest.raises(DataError, match="expected 440fcabf"):
        loop.train("lenet-5", data=tmp_path / "data", out=tmp_path / "models")
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"architecture_id": "lenet"}, "there is crash-course, lenet-5, vgg-mini, mlp"),
        ({"architecture_id": "lenet-5", "epochs": 0}, "epochs must be at least 1"),
        ({"architecture_id": "lenet-5", "threads": -1}, "threads must be at least 1"),
    ],
)
def test_wrong_arguments_are_one_sentence(arguments, reason, tmp_path):
    with pytest.raises(ValueError, match=reason):
        loop.train(**arguments, data=tmp_path, out=tmp_path)


def test_every_architecture_has_a_recipe():
    assert RECIPES.keys() == ARCHITECTURES.keys()


def test_validation_digits_are_not_trained_on(digits):
    learned = pools.training(digits, None, 0, TINY)["MNIST"].pixels
    held = pools.validation(digits, None, TINY).digits.pixels
    assert len(learned) + len(held) == 60
    assert not any((image == learned).all(dim=(1, 2)).any() for image in held)


def test_pools_are_the_same_for_the_same_seed_only(digits, tmp_path):
    def draw(seed):
        return drawn.remembered(digits, None, seed, TINY, tmp_path)["generated strokes"].pixels

    assert torch.equal(draw(0), draw(0))
    assert torch.equal(draw(0), pools.training(digits, None, 0, TINY)["generated strokes"].pixels)
    assert not torch.equal(draw(0), draw(1))


def test_measuring_a_network_that_is_always_right(digits):
    held_out = pools.test(digits, None, TINY)
    assert set(held_out.others.labels.tolist()) == {NOT_A_DIGIT}

    def oracle(ink):
        bars = ink[:, 0, 10:20, 6:26].mean(dim=1)  # (B, 20)
        return bars.view(-1, 10, 2).sum(2) * 100

    metrics = measure(oracle, None, held_out)
    assert metrics["mnist_accuracy"] == 1
    assert metrics["mnist_per_class"] == {str(label): 1 for label in range(10)}
    assert metrics["mnist_calibration_error"] < 0.01
    assert "pens_accuracy" not in metrics


def test_a_polish_goes_on_where_the_training_ended(digits, tmp_path, monkeypatch):
    monkeypatch.setattr(loop.mnist, "load", lambda folder: digits)
    monkeypatch.setattr(loop.pools, "Sizes", lambda: TINY)
    monkeypatch.setattr(drawn, "cache_folder", lambda: tmp_path / "cache")
    polish = Recipe(epochs=1, batch=32, peak_rate=1e-4, mnist_repeats=1, generated_share=0.5)
    long = Recipe(epochs=2, batch=32)
    monkeypatch.setattr(loop, "RECIPES", {"crash-course": long})
    plain = loop.train("crash-course", data=tmp_path, out=tmp_path / "plain", progress=False)
    monkeypatch.setattr(loop, "RECIPES", {"crash-course": replace(long, polish=polish)})
    folder = loop.train("crash-course", data=tmp_path, out=tmp_path / "polished", progress=False)
    before, after = (json.loads((at / "card.json").read_text()) for at in (plain, folder))
    assert [row["epoch"] for row in after["history"]] == [1, 2, 3]
    assert after["history"][:2] == before["history"]
    assert after["history"][2]["loss"] < after["history"][0]["loss"]
    assert after["sha256"] != before["sha256"]
