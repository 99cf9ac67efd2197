"""Learning from several networks at once."""

import json

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from app.networks import ARCHITECTURES
from app.networks.store import load
from app.resources import resource
from app.training.loop import train
from app.training.recipe import Recipe
from app.training.teachers import Teachers, losses, with_none

RECIPE = Recipe(epochs=1, soft_temperature=2.0, soft_share=1.0, label_smoothing=0.0)


class Says(nn.Module):
    """Gives the same logits to every image."""

    def __init__(self, *logits: float) -> None:
        super().__init__()
        self.logits = torch.tensor([logits])

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return self.logits.expand(len(inputs), -1)


def test_the_answer_of_several_is_the_mean_of_their_softened_ones() -> None:
    teachers = Teachers([Says(2.0, 0.0), Says(0.0, 4.0)], ("a", "b"))
    soft = teachers.soft(torch.zeros(3, 1, 4, 4), RECIPE)
    one, other = torch.tensor([1.0, 0, 0]).softmax(0), torch.tensor([0, 2.0, 0]).softmax(0)
    torch.testing.assert_close(soft, ((one + other) / 2).expand(3, -1))


def test_without_teachers_the_loss_is_that_of_the_labels() -> None:
    logits, labels = torch.randn(5, 10), torch.tensor([0, 3, 9, 10, 4])
    expected = F.cross_entropy(with_none(logits, RECIPE), labels, reduction="none")
    torch.testing.assert_close(losses(logits, labels, RECIPE, None), expected)


def test_nobody_moves_who_says_what_the_teachers_say() -> None:
    logits, labels = torch.randn(4, 10, requires_grad=True), torch.zeros(4).long()
    soft = (with_none(logits.detach(), RECIPE) / 2).softmax(1)
    (still,) = torch.autograd.grad(
        losses(logits, torch.zeros(4).long(), RECIPE, soft).sum(), logits
    )
    assert still.abs().max() < 1e-6
    wrong = soft.flip(0)
    (moved,) = torch.autograd.grad(losses(logits, labels, RECIPE, wrong).sum(), logits)
    assert moved.abs().max() > 1e-3


def test_a_teacher_answers_without_its_card_s_temperature() -> None:
    folder, architecture = resource("models") / "vgg-mini", ARCHITECTURES["vgg-mini"]
    (module,) = Teachers.load([folder], architecture).modules
    heat = json.loads((folder / "card.json").read_text())["temperature"]
    ink = torch.rand(2, 1, 32, 32)
    inputs = (ink - architecture.mean) / architecture.std
    with torch.no_grad():
        plain = load("vgg-mini").network.answer(inputs)[0]
        torch.testing.assert_close(module(inputs), plain * heat, rtol=1e-4, atol=1e-3)


def test_a_folder_without_a_network_is_no_teacher(tmp_path) -> None:
    with pytest.raises(ValueError, match="holds no trained vgg-mini"):
        Teachers.load([tmp_path], ARCHITECTURES["vgg-mini"])
    other = resource("models") / "lenet-5"
    with pytest.raises(ValueError, match="a folder that inkling train wrote"):
        Teachers.load([other], ARCHITECTURES["vgg-mini"])


def test_a_network_without_such_a_recipe_says_so(tmp_path) -> None:
    with pytest.raises(ValueError, match="lenet-5 has no recipe"):
        train("lenet-5", teachers=[tmp_path], out=tmp_path)
