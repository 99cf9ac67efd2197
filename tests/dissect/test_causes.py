"""The file of what each channel is worth in general."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import torch

from app.dissect import archive
from app.dissect.causes import DIGITS, FILE, measure, unpack
from app.dissect.digits import Digits
from app.networks import ARCHITECTURES
from app.networks.store import load
from app.resources import resource
from app.whatif.causes import Causes, Tally


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_what_ships_is_of_the_weights_that_ship(name: str) -> None:
    model = load(name)
    found = archive.read(resource("models") / name / FILE)
    assert found
    assert archive.fits(found, model.digest, model.network), f"run: inkling dissect {name}"
    assert found.about["count"] == DIGITS
    causes = unpack(found)
    assert list(causes) == sorted(model.network.names[:-1])
    for layer, each in causes.items():
        channels = model.network.layer(layer).shape[0]
        shapes = {part.name: tuple(getattr(each, part.name).shape) for part in fields(Causes)}
        assert shapes.pop("by_class") == (10, channels)
        assert set(shapes.values()) == {(channels,)}
        assert float(each.flips.min()) >= 0
        assert float(each.flips.max()) <= 1


def test_it_is_measured_once(tmp_path: Path) -> None:
    model = load("lenet-5")
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (3, 28, 28), dtype=np.uint8)
    digits = Digits(images, np.arange(3), np.arange(3), "noise")
    path = measure(model, digits, tmp_path / "lenet-5", show=False)
    found = archive.read(path)
    assert found
    assert found.about["source"] == "noise"
    tally = Tally(model.network, ["c3"])
    for image in digits.input(slice(None), (1, 32, 32)).split(1):
        tally.add(image)
    assert found.about["margin"] == pytest.approx(tally.margin, abs=1e-4)
    expected = tally.causes()["c3"].fall.half()
    assert torch.allclose(unpack(found)["c3"].fall, expected, rtol=1e-2)
    written = path.stat().st_mtime_ns
    measure(model, digits, tmp_path / "lenet-5", show=False)
    assert path.stat().st_mtime_ns == written
    other = Digits(images[::-1].copy(), np.arange(3), np.arange(3), "noise")
    measure(model, other, tmp_path / "lenet-5", show=False)
    assert path.stat().st_mtime_ns != written
