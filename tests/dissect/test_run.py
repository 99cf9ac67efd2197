"""The command: it goes on where it stopped, and what ships is of the weights that ship."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.dissect import archive
from app.dissect import run as running
from app.dissect.digits import Digits
from app.dissect.layer import Work
from app.dissect.synthesis import Recipe
from app.networks.store import Model, load
from app.resources import resource
from tests.cnn.toys import plus_network

QUICK = Recipe(steps=3)


@pytest.fixture
def model() -> Model:
    shipped = load("crash-course")
    return replace(shipped, id="plus", classes=("plus", "minus"), network=plus_network())


def dissect(model: Model, few: Digits, folder: Path, **options: Any) -> list[Path]:
    return running.dissect(model, few, folder, recipe=QUICK, show=False, **options)


def test_it_goes_on_after_an_interruption(
    model: Model, few: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    share = Work.share

    def interrupted(self: Work, name: str, start: Any) -> Any:
        if name == "pool" and "pool" not in looked:
            looked.append(name)
            raise KeyboardInterrupt
        looked.append(name)
        return share(self, name, start)

    monkeypatch.setattr(Work, "share", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dissect(model, few, tmp_path / "one")
    files = dissect(model, few, tmp_path / "one")
    assert looked == ["input", "conv", "relu", "pool", "pool", "dense", "softmax"]
    assert not (tmp_path / "one" / running.PARTS).exists()
    whole = dissect(model, few, tmp_path / "other")
    assert [path.read_bytes() for path in files] == [path.read_bytes() for path in whole]


def test_what_is_done_is_not_done_again_but_other_weights_are(
    model: Model, few: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = dissect(model, few, tmp_path)
    units = archive.read(files[0])
    assert units is not None
    assert archive.fits(units, model.digest, model.network)
    assert not archive.fits(units, "other", model.network)

    def no(*_: Any) -> Any:
        raise AssertionError("again")

    monkeypatch.setattr(Work, "share", no)
    assert dissect(model, few, tmp_path) == files
    for other in (replace(model, digest="other"), model):
        with pytest.raises(AssertionError, match="again"):
            dissect(other, few, tmp_path, resume=other is not model)


def test_own_digits_are_kept_beside_the_rest(model: Model, few: Digits, tmp_path: Path) -> None:
    *_, sheet = dissect(model, few, tmp_path, shared=False)
    assert np.array_equal(Digits.load(sheet).images, few.images)


@pytest.mark.parametrize("name", ["crash-course", "lenet-5", "vgg-mini", "mlp"])
def test_what_ships_is_of_the_weights_and_digits_that_ship(name: str, digits: Digits) -> None:
    """Where this fails after a training: `inkling dissect NAME` makes the files anew."""
    model, folder = load(name), resource("models") / name
    for file in (archive.UNITS, archive.MAPS):
        found = archive.read(folder / file)
        assert found is not None
        assert archive.fits(found, model.digest, model.network)
        assert found.about["digits"] == digits.digest
        assert (folder / file).stat().st_size <= 1_500_000
    agreement = [found.about["layers"][layer]["agreement"] for layer in ("input", "softmax")]
    assert agreement[0] < 0.85
    assert agreement[1] > (0.98 if name == "mlp" else 0.99)


def test_the_digits_are_two_hundred_of_each_class(digits: Digits) -> None:
    assert np.bincount(digits.labels).tolist() == [200] * 10
