"""Networks with dropped units: by hand, and by law."""

import math
from collections import OrderedDict

import pytest
import torch
from torch import nn

from app.cnn import Edit, Network, build, forward
from app.networks.store import load
from app.whatif.dropout import dropouts, spread


def toy(dropout: nn.Module) -> Network:
    """Two pixels, dropped and added up: logits (a + b, 0)."""
    layer = nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        layer.weight[:] = torch.tensor([[1.0, 1.0], [0.0, 0.0]])
    return build(
        nn.Sequential(OrderedDict(flat=nn.Flatten(), drop=dropout, dense=layer)).eval(), (1, 1, 2)
    )


INK = torch.tensor([[[[1.0, 0.5]]]])


def test_what_stays_is_scaled_up_as_in_training() -> None:
    network = toy(nn.Dropout(0.75))
    found = spread(network, INK, 4000, seed=1)
    sums = (found.probabilities[:, 0] / found.probabilities[:, 1]).log()
    values, counts = sums.round(decimals=3).unique(return_counts=True)
    assert values.tolist() == pytest.approx([0, 2, 4, 6], abs=2e-3)
    assert (counts / 4000).tolist() == pytest.approx([9 / 16, 3 / 16, 3 / 16, 1 / 16], abs=0.03)


def test_whole_maps_go_together() -> None:
    module = nn.Sequential(
        OrderedDict(drop=nn.Dropout2d(0.5), flat=nn.Flatten(), dense=nn.Linear(2, 2))
    )
    with torch.no_grad():
        module.dense.weight[:] = torch.tensor([[1.0, 1.0], [0.0, 0.0]])
        module.dense.bias.zero_()
    found = spread(build(module.eval(), (1, 1, 2)), INK, 200, seed=0)
    sums = (found.probabilities[:, 0] / found.probabilities[:, 1]).log().round(decimals=3)
    assert sorted(set(sums.tolist())) == pytest.approx([0, 3], abs=2e-3)


def test_doubt_is_zero_where_all_agree() -> None:
    network = toy(nn.Dropout(0.5)).with_edits([Edit("flat", 0, 0.0), Edit("flat", 1, 0.0)])
    found = spread(network, INK, 20, seed=0)
    assert found.entropy == pytest.approx(math.log(2), abs=1e-6)
    assert found.information == pytest.approx(0, abs=1e-6)


def test_the_same_seed_drops_the_same_units() -> None:
    network = load("vgg-mini").network
    ink = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(1))
    one, same, other = (spread(network, ink, 16, seed=seed) for seed in (3, 3, 4))
    assert torch.equal(one.probabilities, same.probabilities)
    assert not torch.equal(one.probabilities, other.probabilities)
    assert len(one.probabilities.unique(dim=0)) > 1
    assert 0 <= one.information <= one.entropy <= math.log(10) + 1e-6


def test_edits_of_the_dropout_layer_stay() -> None:
    network = toy(nn.Dropout(0.5)).with_edits([Edit("drop", 0, 0.0)])
    found = spread(network, INK, 100, seed=0)
    sums = (found.probabilities[:, 0] / found.probabilities[:, 1]).log().round(decimals=3)
    assert sorted(set(sums.tolist())) == pytest.approx([0, 1], abs=2e-3)


def test_which_layers_can_be_sampled() -> None:
    assert dropouts(load("vgg-mini").network) == ("dropout1", "dropout2")
    assert dropouts(load("lenet-5").network) == ()
    assert dropouts(toy(nn.Dropout(0.0))) == ()
    assert dropouts(toy(nn.AlphaDropout(0.5))) == (), "it puts other numbers in their place"


def test_nothing_is_dropped_from_everybody_elses_network() -> None:
    network = load("vgg-mini").network
    ink = torch.rand(1, 1, 32, 32)
    before = forward(network, ink)[0]
    spread(network, ink, 4, seed=0)
    assert torch.equal(forward(network, ink)[0], before)
