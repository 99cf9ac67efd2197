import json

import pytest
import torch

from app.cnn.trace import trace
from app.networks.store import load
from app.resources import resource
from app.training import pooled, why
from app.training.pools import Images
from app.training.progress import Progress
from app.whatif.stress import DIALS
from tests.training import tiny


def images(count=3):
    pixels = torch.randint(0, 256, (count, 32, 32), generator=torch.Generator().manual_seed(1))
    return Images(pixels.byte(), torch.arange(count))


@pytest.mark.parametrize("by", [-8, -1, 0, 3, 8])
def test_a_shift_is_that_of_the_page_s_dial(by):
    given = images()
    expected = torch.cat(
        [DIALS["right"].turned(given.ink(slice(i, i + 1)), torch.tensor([float(by)]), 0)
         for i in range(len(given))]
    )  # fmt: skip
    torch.testing.assert_close(why.moved(given, by).ink(slice(None)), expected)


def test_shuffling_loses_nothing_and_is_the_same_for_all():
    given = images()
    mixed = why.shuffled(given).pixels.flatten(1)
    order = why.order_of(1024)
    assert sorted(order.tolist()) == list(range(1024))
    assert mixed.equal(given.pixels.flatten(1)[:, order])
    assert not mixed.equal(given.pixels.flatten(1))


def test_a_fresh_network_learns_from_either_order(tmp_path):
    found = why.orders(["mlp"], tiny.digits(tmp_path), 20, Progress(False))
    assert set(found["right"]["mlp"]) == {"plain", "shuffled"}
    assert min(found["right"]["mlp"].values()) > 0.8
    assert found["order"].split() == [str(at) for at in why.order_of(1024).tolist()]


def test_a_change_is_a_share_of_what_the_ink_makes():
    blank = torch.ones(1, 1, 1, 2)
    still = torch.tensor([[[[4.0, 1.0]]], [[[1.0, 1.0]]]])[:1]
    assert pooled.change(still, torch.tensor([[[[1.0, 4.0]]]]), blank).item() == pytest.approx(
        2**0.5
    )
    assert pooled.change(still, still, blank).item() == 0
    assert pooled.change(still, blank, blank).item() == pytest.approx(1)


def test_what_ships_is_of_the_weights_that_ship():
    """Where this fails after a training: run the command that the file names."""
    for file in (why.FILE, pooled.FILE):
        found = json.loads((resource("models") / file).read_text())
        assert found["command"].startswith("python -m app.training.")
        assert found["sha256"] == {name: load(name).digest for name in found["sha256"]}
        assert len(found["sha256"]) >= 3
    shift = json.loads((resource("models") / why.FILE).read_text())["shift"]
    middle = shift["pixels"].index(0)
    for name, right in shift["right"].items():
        assert right[middle] == pytest.approx(load(name).metrics["mnist_accuracy"], abs=2e-4)
    dense = shift["right"]["mlp"]
    assert all(
        dense[at] < min(right[at] for name, right in shift["right"].items() if name != "mlp")
        for at in (middle - 4, middle + 4)
    )


def test_pooling_is_measured_where_it_stands():
    network = load("crash-course").network
    found = pooled.changes(network, images(), furthest=2)
    assert found["layers"] == {"before": "relu1", "after": "pool"}
    outputs = [
        trace(network, one.ink(slice(None)))["pool"] for one in (images(), why.moved(images(), 1))
    ]
    blank = trace(network, torch.zeros(1, 1, 32, 32))["pool"]
    assert found["after"][0] == pytest.approx(
        float(pooled.change(*outputs, blank).mean()), abs=1e-4
    )
    with pytest.raises(ValueError, match="no layer that pools"):
        pooled.changes(load("mlp").network, images())
