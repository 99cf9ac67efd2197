"""The sweep over the variants: repeatable, and it goes on where it was stopped."""

import json
from pathlib import Path

import pytest
import torch

from app.networks.practices import BASE, Choices
from app.training import practices
from app.training.mnist import Mnist

SETTINGS = practices.Settings(digits=40, epochs=2, batch=10, seeds=(0, 1))


@pytest.fixture
def data() -> Mnist:
    """Bars: class 0 stands, class 1 lies."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 2, (80,), generator=generator)
    images = torch.zeros(80, 28, 28, dtype=torch.uint8)
    for image, label in zip(images, labels, strict=True):
        image[(slice(4, 24), slice(12, 16))[:: 1 - 2 * int(label)]] = 255
    return Mnist(images, labels, images, labels)


def test_what_is_simple_is_learned(data: Mnist) -> None:
    digits = practices.Digits.of(data, SETTINGS)
    found, weights = practices.measure(BASE, digits, SETTINGS)
    assert found["test"] == (1, 1)
    assert found["loss"][1] < found["loss"][0]
    assert {tensor.dtype for tensor in weights.values()} == {torch.float16}
    again, _ = practices.measure(BASE, digits, SETTINGS)
    assert again["loss"] == found["loss"]


def test_it_goes_on_where_it_was_stopped(
    data: Mnist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: dict[str, Choices] = {"base": BASE}
    monkeypatch.setattr(practices, "variants", lambda: known)
    practices.sweep(data, tmp_path, SETTINGS)
    before = json.loads((tmp_path / "results.json").read_text())
    known["dense"] = Choices(blocks=())
    practices.sweep(data, tmp_path, SETTINGS)
    after = json.loads((tmp_path / "results.json").read_text())
    assert list(after["variants"]) == ["base", "dense"]
    assert after["variants"]["base"] == before["variants"]["base"]
    del known["base"]
    practices.sweep(data, tmp_path, SETTINGS)
    assert list(json.loads((tmp_path / "results.json").read_text())["variants"]) == ["dense"]
