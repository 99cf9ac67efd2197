"""Checkpoints: the very weights of a step, bounded, and only of the network that is served."""

import json
from pathlib import Path
from threading import Thread

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from app.cnn.trace import forward
from app.networks import ARCHITECTURES, Architecture, store
from app.networks.checkpoints import Checkpoints
from app.networks.store import Model, ModelError
from app.resources import resource

STEPS = (0, 1, 4, 9)


def toy() -> nn.Module:
    """One weight for each of two classes, and the statistics that it is normalised with."""
    parts = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(1, 2, bias=False))
    nn.init.zeros_(parts[2].weight)  # type: ignore[arg-type]
    return parts


def weights(step: int) -> dict[str, torch.Tensor]:
    """At step s the mean is s / 10 and the weights are s and -s."""
    state = toy().state_dict()
    state["0.running_mean"] = torch.tensor([step / 10])
    state["2.weight"] = torch.tensor([[float(step)], [-float(step)]])
    return state


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one trained toy."""
    architecture = Architecture("toy", "Toy", "", toy, 0.0, 1.0, (1, 1, 1), ("a", "b"))
    monkeypatch.setitem(ARCHITECTURES, "toy", architecture)
    (tmp_path / "toy").mkdir()
    write(tmp_path, STEPS[-1])
    return tmp_path


def write(folder: Path, last: int) -> None:
    save_file(weights(STEPS[-1]), folder / "toy" / store.WEIGHTS)
    every = {
        f"{step:06d}/{name}": tensor.half() if tensor.is_floating_point() else tensor
        for step, of in zip(STEPS, (*STEPS[:-1], last), strict=True)
        for name, tensor in weights(of).items()
    }
    save_file(every, folder / "toy" / store.CHECKPOINTS)
    digest = store.hashlib.sha256((folder / "toy" / store.WEIGHTS).read_bytes()).hexdigest()
    card = {"sha256": digest, "checkpoints": list(STEPS), "metrics": {"mnist_accuracy": 1.0}}
    (folder / "toy" / store.CARD).write_text(json.dumps(card))


def answer(model: Model, ink: float) -> list[float]:
    with torch.no_grad():
        return forward(model.network, torch.full((1, 1, 1, 1), ink))[0][0].tolist()


def test_each_step_has_its_own_weights_and_statistics(folder: Path) -> None:
    model, known = store.load("toy", folder), Checkpoints(folder)
    assert known.steps(model) == STEPS
    for step in STEPS:
        then = known.at(model, step)
        expected = (0.5 - step / 10) * step / (1 + 1e-5) ** 0.5
        assert answer(then, 0.5) == pytest.approx([expected, -expected], rel=1e-3, abs=1e-6)
        assert then.checkpoint == step
        assert then.network.names == model.network.names


def test_the_last_step_is_the_network_itself_and_others_say_that_they_are_not(folder: Path) -> None:
    model, known = store.load("toy", folder), Checkpoints(folder)
    last, early = known.at(model, STEPS[-1]), known.at(model, 1)
    assert last.network is model.network
    assert (last.digest, last.metrics) == (model.digest, model.metrics)
    assert early.digest == known.digest(model, 1) != model.digest
    assert (early.metrics, early.novelty, early.trust) == ({}, None, {})


def test_what_was_asked_for_longest_ago_is_given_up(folder: Path) -> None:
    model, known = store.load("toy", folder), Checkpoints(folder, most=1)
    first = known.at(model, 0)
    assert known.at(model, 0) is first
    known.at(model, 1)
    assert known.known(model, 0) is None
    assert known.size < 2 * 64


def test_checkpoints_of_other_weights_are_refused(folder: Path) -> None:
    write(folder, last=8)
    model, known = store.load("toy", folder), Checkpoints(folder)
    with pytest.raises(ModelError, match="are of other weights"):
        known.at(model, 0)


def test_a_broken_file_is_said_to_be_broken(folder: Path) -> None:
    (folder / "toy" / store.CHECKPOINTS).write_bytes(b"\0" * 40)
    model, known = store.load("toy", folder), Checkpoints(folder)
    with pytest.raises(ModelError, match="cannot be read"):
        known.at(model, 0)
    (folder / "toy" / store.CHECKPOINTS).unlink()
    assert known.steps(model) == ()


def test_many_threads_get_the_same_one(folder: Path) -> None:
    model, known = store.load("toy", folder), Checkpoints(folder)
    found: list[Model] = []
    threads = [Thread(target=lambda: found.append(known.at(model, 4))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in found}) == 1


@pytest.mark.parametrize("name", ["crash-course", "lenet-5", "vgg-mini", "mlp"])
def test_what_ships_begins_with_chance_and_ends_with_the_network(name: str) -> None:
    model, known = store.load(name), Checkpoints(resource("models"))
    steps = known.steps(model)
    assert (len(steps), steps[0]) == (20, 0)
    start, end = (known.at(model, step).learning["checkpoints"] for step in (steps[0], steps[-1]))
    assert [row["step"] for row in start] == list(steps) == [row["step"] for row in end]
    assert start[0]["test"]["accuracy"] < 0.3
    assert end[-1]["test"]["accuracy"] == model.metrics["mnist_accuracy"]
    losses = [row["test"]["loss"] for row in end]
    assert min(losses) == min(losses[-3:])
    assert known.at(model, steps[1]).digest == known.digest(model, steps[1])
