import json
import math
from collections import OrderedDict

import pytest
import torch
from torch import Tensor, nn

from app.cnn import CellError, Edit, UnknownLayerError, build, cell, trace
from app.cnn.modules import Rbf, Scale, ScaledTanh, Subsampling
from app.networks import ARCHITECTURES
from tests.cnn.recompute import adds_up, recompute
from tests.cnn.toys import drawing, plus_network, randomised


def explained(network, layer, index, ink):
    outputs = trace(network, ink)
    return cell(network, outputs, layer, index, ink=ink).as_dict()


def plus_cell(layer, *index):
    return explained(plus_network(), layer, index, drawing())


def test_a_convolution_in_the_corner():
    found = plus_cell("conv", 0, 0, 0)
    assert found == {
        "layer": "conv",
        "kind": "conv",
        "title": "Convolution",
        "index": [0, 0, 0],
        "operation": "weighted_sum",
        "formula": "Σ patch × kernel + bias",
        "operands": [[[0, 0, 0], [0, -1, 1], [0, 1, 1]]],
        "weights": [[[0, 1, 0], [1, 1, 1], [0, 1, 0]]],
        "products": [[[0, 0, 0], [0, -1, 1], [0, 1, 0]]],
        "valid": [[[False, False, False], [False, True, True], [False, True, True]]],
        "sum": 1.0,
        "bias": 0.5,
        "result": 1.5,
        "sources": [
            {"layer": "input", "channels": [0], "start": [-1, -1], "size": [3, 3], "step": [1, 1]}
        ],
        "winner": None,
        "detail": {},
        "receptive_field": {"start": [0, 0], "end": [1, 1]},
    }


def test_a_convolution_inside_has_no_padding():
    found = plus_cell("conv", 1, 1, 1)
    assert found["valid"] is None
    assert (found["sum"], found["bias"], found["result"]) == (-5.0, -0.5, -5.5)
    assert found["receptive_field"] == {"start": [0, 0], "end": [2, 2]}


def test_a_pool_names_its_winner():
    found = plus_cell("pool", 0, 0, 0)
    assert found["operation"] == "maximum"
    assert found["operands"] == [[1.5, 0.5], [0.5, 5.5]]
    assert (found["winner"], found["result"]) == ([1, 1], 5.5)
    assert found["sources"] == [
        {"layer": "relu", "channels": [0], "start": [0, 0], "size": [2, 2], "step": [1, 1]}
    ]


def test_an_activation_a_copy_and_the_input():
    relu = plus_cell("relu", 0, 3, 3)
    assert (relu["operation"], relu["operands"], relu["result"]) == ("function", [-2.5], 0.0)
    assert relu["sources"] == [{"layer": "conv", "cell": [0, 3, 3]}]
    flat = plus_cell("flatten", 6)
    assert (flat["operation"], flat["result"]) == ("copy", 2.5)
    assert flat["sources"] == [{"layer": "pool", "cell": [1, 1, 0]}]
    pixel = plus_cell("input", 0, 0, 1)
    assert (pixel["operation"], pixel["operands"], pixel["result"]) == ("standardise", [1.0], 1.0)
    assert pixel["detail"] == {"mean": 0.5, "std": 0.5}


def test_a_dense_unit_and_its_probability():
    unit = plus_cell("dense", 1)
    assert unit["products"] == [0, 0, 0, 0, 0, 2.5, 2.5, 3.5]
    assert (unit["sum"], unit["bias"], unit["result"]) == (8.5, 0.25, 8.75)
    assert unit["sources"] == [{"layer": "flatten", "units": [0, 8]}]
    assert unit["receptive_field"] == {"start": [0, 0], "end": [3, 3]}
    share = plus_cell("softmax", 0)
    assert share["operands"] == [6.5, 8.75]
    assert share["detail"]["exponentials"] == [pytest.approx(math.exp(-2.25)), 1.0]
    assert share["detail"]["denominator"] == pytest.approx(1 + math.exp(-2.25))


def test_ink_is_worked_out_when_it_is_not_given():
    network = plus_network()
    found = cell(network, trace(network, drawing()), "input", (0, 1, 3)).as_dict()
    assert found["operands"] == [0.0]


def test_lenets_own_kinds_by_hand():
    module = nn.Sequential(
        OrderedDict(
            s2=Subsampling(1),
            tanh=ScaledTanh(),
            flatten=nn.Flatten(),
            rbf=Rbf(torch.tensor([[1.0, -1, 1, -1], [0, 0, 0, 0]])),
            logits=Scale(-0.5),
        )
    )
    with torch.no_grad():
        module.s2.weight[0], module.s2.bias[0] = 0.5, 0.25
    ink = torch.tensor([[1.0, 0, 0, 1], [1, 0, 1, 0], [0, 0, 1, 1], [0, 0, 1, 1]]).view(1, 1, 4, 4)
    network = build(module, (1, 4, 4))
    sampled = explained(network, "s2", (0, 1, 1), ink)
    assert (sampled["operation"], sampled["operands"]) == ("subsampling", [[1, 1], [1, 1]])
    assert sampled["detail"] == {"coefficient": 0.5, "window_sum": 4.0}
    assert (sampled["sum"], sampled["bias"], sampled["result"]) == (2.0, 0.25, 2.25)
    penalty = explained(network, "rbf", (0,), ink)
    assert penalty["weights"] == [1, -1, 1, -1]
    assert penalty["result"] == pytest.approx(recompute(penalty), rel=1e-6)
    logit = explained(network, "logits", (0,), ink)
    assert logit["result"] == pytest.approx(-0.5 * penalty["result"])
    assert network.layer("s2").connections == 4 * 5


def test_a_permutation_names_where_each_number_stood():
    class Last(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.permute(0, 2, 3, 1).transpose(1, 2).flatten(1)

    ink = torch.arange(12.0).view(1, 2, 2, 3) / 12
    network = build(Last(), (2, 2, 3))
    assert [layer.shape for layer in network.layers[1:4]] == [(2, 3, 2), (3, 2, 2), (12,)]
    found = explained(network, "permute", (1, 2, 0), ink)
    assert found["sources"] == [{"layer": "input", "cell": [0, 1, 2]}]
    assert found["result"] == ink[0, 0, 1, 2]
    assert network.receptive_field("flatten", (3,)) == ({1}, {1}, {0})


def test_batch_norm_by_hand():
    norm = nn.BatchNorm2d(1, eps=0.0)
    norm.running_mean[0], norm.running_var[0] = 0.5, 4.0
    with torch.no_grad():
        norm.weight[0], norm.bias[0] = 3.0, 1.0
    module = nn.Sequential(OrderedDict(norm=norm, flatten=nn.Flatten(), out=nn.Linear(16, 2)))
    found = explained(build(module, (1, 4, 4)), "norm", (0, 0, 1), drawing())
    assert found["operation"] == "affine"
    assert found["detail"] == {
        "mean": 0.5, "variance": 4.0, "eps": 0.0, "gamma": 3.0, "beta": 1.0, "normalised": 0.25,
    }  # fmt: skip
    assert (found["weights"], found["sum"], found["bias"], found["result"]) == (
        [3.0],
        0.75,
        1,
        1.75,
    )


def test_a_convolution_with_a_table_shows_connected_channels_only():
    network = build(ARCHITECTURES["lenet-5"].build(), (1, 32, 32))
    found = explained(network, "c3", (4, 9, 9), torch.rand(1, 1, 32, 32))
    assert found["sources"][0]["channels"] == [0, 4, 5]
    assert [len(found["operands"]), len(found["weights"])] == [3, 3]
    assert recompute(found) == pytest.approx(found["result"], rel=1e-5)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_layer_of_every_shipped_network_adds_up(name):
    network = build(randomised(ARCHITECTURES[name].build()), (1, 32, 32), mean=0.1, std=0.28)
    ink = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(1))
    outputs = trace(network, ink)
    for layer in network.layers:
        for index in ((0,) * len(layer.shape), tuple(n - 1 for n in layer.shape)):
            found = cell(network, outputs, layer.name, index, ink=ink).as_dict()
            json.dumps(found, allow_nan=False)
            assert adds_up(found), found


def test_an_edited_cell_shows_its_scale():
    network = plus_network().with_edits([Edit("conv", 0, scale=-2.0, bias=1.0)])
    found = explained(network, "conv", (0, 1, 1), drawing())
    assert (found["sum"], found["bias"], found["result"]) == (5.0, 1.0, -12.0)
    assert found["detail"]["scale"] == -2.0
    assert found["formula"] == "(Σ patch × kernel + bias) × scale"
    assert recompute(found) == found["result"]


@pytest.mark.parametrize(
    ("layer", "index", "sentence", "loc"),
    [
        ("conv", (2, 0, 0), "The channel of a cell of layer 'conv' is 0 to 1, got 2.", "channel"),
        ("conv", (0, 4, 0), "The row of a cell of layer 'conv' is 0 to 3, got 4.", "row"),
        ("conv", (0, 0, -1), "The column of a cell of layer 'conv' is 0 to 3, got -1.", "column"),
        ("conv", (0,), "has 3 indices (channel, row, column), got 1", "column"),
        ("dense", (0, 0, 0), "has 1 indices (channel), got 3", "channel"),
    ],
)
def test_a_wrong_address_says_what_there_is(layer, index, sentence, loc):
    with pytest.raises(CellError) as caught:
        plus_cell(layer, *index)
    assert sentence in str(caught.value)
    assert caught.value.loc == (loc,)


def test_an_unknown_layer_has_no_cells():
    with pytest.raises(UnknownLayerError):
        plus_cell("conf", 0, 0, 0)
