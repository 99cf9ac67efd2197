"""How far to trust a network, measured as its card was."""

import json

import numpy as np
import pytest
import torch

from app.networks.reliability import FILE, KEY
from app.networks.store import load
from app.resources import resource
from app.serving.samples import Samples
from app.training.pools import HeldOut, Images
from app.training.trust import QUANTILES, mistakes, write


def test_it_is_written_for_the_very_weights(tmp_path) -> None:
    model = load("crash-course")
    pixels = torch.randint(0, 256, (40, 32, 32), dtype=torch.uint8)
    digits = Images(pixels, torch.arange(40) % 10)
    held_out = HeldOut(digits, None, Images(pixels[:20], torch.full((20,), 10)))
    (tmp_path / model.id).mkdir()
    path = write(model, tmp_path, held_out)
    assert path == tmp_path / model.id / FILE
    found = json.loads(path.read_text())
    assert found["sha256"] == model.digest
    (only,) = found[KEY]
    assert only["count"] == sum(each["count"] for each in only["bins"]) == 40
    for name, count in (("digits", 40), ("others", 20)):
        part = found["energies"][name]
        assert part["count"] == count
        assert len(part["quantiles"]) == QUANTILES
        assert np.all(np.diff(part["quantiles"]) >= 0)


def test_mistakes_are_counted_and_the_surest_come_first() -> None:
    labels = torch.tensor([3, 3, 5, 5, 8])
    shares = torch.full((5, 10), 0.0)
    for row, (answer, share) in enumerate([(3, 0.9), (5, 0.6), (5, 1.0), (3, 0.8), (8, 0.7)]):
        shares[row, answer] = share
    found = mistakes(shares, labels)
    counts = torch.tensor(found["confusion"])
    assert counts.sum() == 5
    assert {(i, j): int(counts[i, j]) for i, j in counts.nonzero().tolist()} == {
        (3, 3): 1, (3, 5): 1, (5, 5): 1, (5, 3): 1, (8, 8): 1,
    }  # fmt: skip
    assert found["mistakes"] == [
        {"index": 3, "label": 5, "predicted": 3, "probability": 0.8},
        {"index": 1, "label": 3, "predicted": 5, "probability": 0.6},
    ]


@pytest.mark.parametrize("name", ["crash-course", "lenet-5", "vgg-mini", "mlp"])
def test_the_shipped_mistakes_are_those_of_the_card_and_their_digits_ship(name: str) -> None:
    model, samples = load(name), Samples.load(resource("models"))
    counts = np.array(model.trust["confusion"])
    wrong = model.trust["mistakes"]
    assert counts.sum() == 10_000
    assert counts.trace() / 10_000 == pytest.approx(model.metrics["mnist_accuracy"])
    assert len(wrong) == 10_000 - counts.trace()
    shipped = dict(zip(samples.indices.tolist(), samples.labels.tolist(), strict=True))
    assert all(shipped[one["index"]] == one["label"] != one["predicted"] for one in wrong)
