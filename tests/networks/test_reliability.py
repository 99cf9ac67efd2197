"""How often a network is right when it is sure: by hand, and what ships."""

import json

import numpy as np
import pytest

from app.networks import ARCHITECTURES
from app.networks.reliability import EDGES, FILE, KEY, bin_of, diagram
from app.networks.store import load
from app.resources import resource


def test_a_diagram_counts_by_confidence() -> None:
    shares = np.array([0.3, 0.5, 0.51, 0.9, 0.9, 0.9999, 1.0])
    right = np.array([False, True, True, True, False, True, True])
    bins = diagram(shares, right, (0, 0.5, 0.9, 1))
    assert [(b.count, b.confidence, b.right) for b in bins] == [
        (2, 0.4, 0.5),
        (3, 0.77, 0.66667),
        (2, 0.99995, 1.0),
    ]
    assert bin_of(bins, 0.5) is bins[0]
    assert bin_of(bins, 0.50001) is bins[1]
    assert bin_of(bins, 1.0) is bins[2]


def test_the_interval_is_wilsons() -> None:
    (whole,) = diagram(np.full(10, 0.9), np.arange(10) < 8, (0, 1))
    assert whole.interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    (empty,) = diagram(np.zeros(0), np.zeros(0, dtype=bool), (0, 1))
    assert empty.interval == (0, 1)
    (sure,) = diagram(np.ones(50), np.ones(50, dtype=bool), (0, 1))
    assert sure.interval == pytest.approx((0.9287, 1.0), abs=1e-4)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_what_ships_is_of_the_weights_that_ship_and_fits_the_card(name: str) -> None:
    model = load(name)
    assert model.trust["sha256"] == model.digest, "run: python -m app.training.trust"
    mnist, pens = model.trust[KEY]
    for known, metric in ((mnist, "mnist_accuracy"), (pens, "pens_accuracy")):
        counts = np.array([each["count"] for each in known["bins"]])
        right = np.array([each["right"] for each in known["bins"]])
        assert counts.sum() == known["count"]
        assert [each["high"] for each in known["bins"]] == list(EDGES[1:])
        found = (counts * right).sum() / counts.sum()
        assert found == pytest.approx(model.metrics[metric], abs=0.002)
    energies = model.trust["energies"]["digits"]["quantiles"]
    accepted = np.mean(np.array(energies) > model.novelty.threshold)
    assert accepted == pytest.approx(model.metrics["digits_accepted"], abs=0.01)


def test_measurements_of_other_weights_are_passed_over(tmp_path) -> None:
    for name in ("card.json", "model.safetensors", FILE):
        source = resource("models") / "crash-course" / name
        (tmp_path / "crash-course").mkdir(exist_ok=True)
        (tmp_path / "crash-course" / name).write_bytes(source.read_bytes())
    path = tmp_path / "crash-course" / FILE
    assert load("crash-course", tmp_path).trust
    path.write_text(json.dumps({**json.loads(path.read_text()), "sha256": "0" * 64}))
    assert not load("crash-course", tmp_path).trust
