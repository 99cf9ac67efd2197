import linecache
import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, fx, nn

from app.cnn import UnknownLayerError, build, forward, trace
from app.networks import ARCHITECTURES
from tests.cnn.toys import drawing, plus_detector, plus_network


def column(network, field):
    return {layer.name: getattr(layer, field) for layer in network.layers if getattr(layer, field)}


def shipped(name):
    architecture = ARCHITECTURES[name]
    return build(
        architecture.build(),
        architecture.input_shape,
        mean=architecture.mean,
        std=architecture.std,
    )


def test_crash_course_has_the_figures_of_the_book():
    network = shipped("crash-course")
    assert column(network, "parameters") == {"conv": 260, "dense1": 392_200, "dense2": 2_010}
    assert network.layer("conv").parameters // 10 == 26
    assert network.layer("conv").outputs == 7_840
    assert network.layer("conv").connections == 203_840
    assert network.layer("pool").shape == (10, 14, 14)
    assert network.parameters == 260 + 392_200 + 2_010


def test_lenet_has_the_figures_of_the_paper():
    network = shipped("lenet-5")
    figures = {"c1": 156, "s2": 12, "c3": 1_516, "s4": 32, "c5": 48_120, "f6": 10_164}
    assert column(network, "parameters") == figures
    assert network.parameters == 60_000
    connections = [122_304, 5_880, 151_600, 2_000, 48_120, 10_164, 840]
    assert list(column(network, "connections").values()) == connections
    assert network.connections == 340_908
    assert network.layer("c5").receptive_field.size == (32, 32)
    assert network.layer("c3").detail["table"][0] == [0, 1, 2]
    assert network.layer("rbf").detail["grid"] == [7, 12]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_shipped_network_answers_what_its_module_says(name):
    torch.manual_seed(0)
    module = ARCHITECTURES[name].build().eval()
    network = build(module, (1, 32, 32), mean=0.1, std=0.28)
    ink = torch.rand(3, 1, 32, 32)
    outputs = trace(network, ink)
    logits = module((ink - 0.1) / 0.28)
    assert list(outputs) == list(network.names)
    assert torch.equal(outputs[network.logits_layer], logits)
    assert torch.equal(outputs[network.probabilities_layer], logits.softmax(1))
    answer = forward(network, ink)
    assert torch.equal(answer[0], outputs[network.logits_layer])
    assert torch.equal(answer[1], outputs[network.probabilities_layer])


def test_the_plus_detector_by_hand():
    outputs = trace(plus_network(), drawing())
    assert outputs["input"][0, 0].tolist() == [
        [-1, 1, -1, -1], [1, 1, 1, -1], [-1, 1, -1, -1], [-1, -1, -1, -1],
    ]  # fmt: skip
    assert outputs["conv"][0, 0].tolist() == [
        [1.5, 0.5, 0.5, -2.5],
        [0.5, 5.5, -0.5, -1.5],
        [0.5, -0.5, -0.5, -3.5],
        [-2.5, -1.5, -3.5, -2.5],
    ]  # fmt: skip
    assert outputs["conv"][0, 1].tolist() == (-outputs["conv"][0, 0]).tolist()
    assert outputs["pool"][0].tolist() == [[[5.5, 0.5], [0.5, 0]], [[0, 2.5], [2.5, 3.5]]]
    assert outputs["dense"][0].tolist() == [6.5, 8.75]
    assert outputs["softmax"][0, 0] == pytest.approx(1 / (1 + math.exp(2.25)))


def test_a_layer_is_the_contracts_json():
    assert plus_network().layer("conv").as_dict() == {
        "name": "conv",
        "kind": "conv",
        "title": "Convolution",
        "inputs": ["input"],
        "shape": [2, 4, 4],
        "kernel": [3, 3],
        "stride": [1, 1],
        "padding": [1, 1],
        "dilation": [1, 1],
        "groups": 1,
        "parameters": 20,
        "connections": 320,
        "outputs": 32,
        "receptive_field": {"size": [3, 3], "jump": [1, 1], "offset": [-1, -1]},
        "filters": True,
        "editable": ["weights", "bias"],
        "detail": {"bias": True, "padding_mode": "zeros"},
    }
    assert plus_network().layer("softmax").as_dict()["kernel"] is None


def test_an_unknown_layer_names_those_that_there_are():
    with pytest.raises(UnknownLayerError, match=r"'conf'; there is input, conv, relu"):
        plus_network().layer("conf")


def test_the_users_module_stays_as_it_is():
    module = plus_detector().double().train()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    network = build(module, (1, 4, 4))
    assert module.training
    assert all(parameter.requires_grad for parameter in module.parameters())
    for name, tensor in module.state_dict().items():
        assert tensor.dtype == torch.float64
        assert torch.equal(tensor, before[name])
    assert not any(t.requires_grad for ts in network.tensors.values() for t in ts.values())


class Functional(nn.Module):
    """Everything as functional calls and methods, with a branch, a sum and a shared module."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 1, 3, 3))
        self.shared = nn.Conv2d(4, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.out = nn.Linear(8 * 3 * 3, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(F.conv2d(x, self.weight, padding=1))
        y = self.shared(self.shared(x).tanh())
        x = torch.cat((x + y, self.norm(y)), dim=1)
        x = F.max_pool2d(x, 2)
        x = F.dropout(x, training=self.training)
        return F.log_softmax(self.out(x.view(x.size(0), -1)), dim=1)


def test_functional_calls_branches_and_shared_modules():
    torch.manual_seed(0)
    module = Functional().eval()
    network = build(module, (1, 6, 6))
    assert [(layer.name, layer.kind, layer.inputs) for layer in network.layers] == [
        ("input", "input", ()),
        ("conv", "conv", ("input",)),
        ("relu", "activation", ("conv",)),
        ("shared", "conv", ("relu",)),
        ("tanh", "activation", ("shared",)),
        ("shared-2", "conv", ("tanh",)),
        ("add", "add", ("relu", "shared-2")),
        ("norm", "norm", ("shared-2",)),
        ("concat", "concat", ("add", "norm")),
        ("max_pool", "max_pool", ("concat",)),
        ("dropout", "dropout", ("max_pool",)),
        ("flatten", "flatten", ("dropout",)),
        ("out", "linear", ("flatten",)),
        ("log_softmax", "log_softmax", ("out",)),
        ("softmax", "softmax", ("log_softmax",)),
    ]
    ink = torch.rand(2, 1, 6, 6)
    outputs = trace(network, ink)
    assert torch.equal(outputs["log_softmax"], module(ink))
    assert torch.allclose(outputs["softmax"], module(ink).exp())
    assert network.logits_layer == "out"


def test_a_shared_module_counts_once_in_the_total():
    network = build(Functional(), (1, 6, 6))
    assert network.layer("shared").parameters == network.layer("shared-2").parameters == 148
    assert network.parameters == 36 + 148 + 8 + (72 * 5 + 5)


def test_a_module_that_ends_in_softmax_has_its_logits_before_it():
    module = nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.Softmax(dim=1))
    network = build(module, (1, 2, 2), temperature=2.0)
    assert network.names == ("input", "flatten-0", "linear-1", "softmax-2")
    assert (network.logits_layer, network.probabilities_layer) == ("linear-1", "softmax-2")
    logits, probabilities = forward(network, torch.rand(2, 1, 2, 2))
    assert torch.allclose(probabilities, (logits / 2).softmax(1))


def test_names_are_unique_and_fit_for_a_url():
    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.Ä_Input = nn.Conv2d(1, 1, 1)
            self.input = nn.Conv2d(1, 1, 1)
            self.body = nn.Sequential(nn.ReLU(), nn.Sequential(nn.Flatten(), nn.Linear(4, 2)))

        def forward(self, x: Tensor) -> Tensor:
            return self.body(self.input(self.Ä_Input(x)))

    names = build(Odd(), (1, 2, 2)).names
    assert names == ("input", "input-2", "input-3", "body-0", "body-1-0", "body-1-1", "softmax")


def test_a_computed_weight_knows_its_parameters_and_its_table():
    class Masked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.kernel = nn.Parameter(torch.ones(2, 2, 1, 1))
            self.register_buffer("mask", torch.tensor([[1.0, 0], [1, 1]]).view(2, 2, 1, 1))
            self.head = nn.Linear(8, 2)

        def forward(self, x: Tensor) -> Tensor:
            return self.head(torch.flatten(F.conv2d(x, self.kernel * self.mask), 1))

    conv = build(Masked(), (2, 2, 2)).layer("conv")
    assert conv.detail["table"] == [[0], [0, 1]]
    assert (conv.parameters, conv.connections) == (4, 3 * 4)


@pytest.mark.parametrize(
    ("shape", "body", "expected"),
    [
        ((2, 9), nn.Conv1d(2, 4, 3, stride=2, groups=2), ((4, 4), (3,), (2,), 2, 16, 64)),
        ((1, 4, 5, 6), nn.Conv3d(1, 2, 2), ((2, 3, 4, 5), (2, 2, 2), (1, 1, 1), 1, 18, 1080)),
        (
            (1, 6, 6),
            nn.Conv2d(1, 1, 3, dilation=2, padding="same"),
            ((1, 6, 6), (3, 3), (1, 1), 1, 10, 360),
        ),
    ],
)
def test_convolutions_in_any_dimension(shape, body, expected):
    features = body(torch.zeros(1, *shape)).numel()
    layer = build(nn.Sequential(body, nn.Flatten(), nn.Linear(features, 2)), shape).layers[1]
    found = (layer.shape, layer.kernel, layer.stride, layer.groups, layer.parameters)
    assert (*found, layer.connections) == expected


def test_global_average_pooling_written_as_a_mean():
    class Mean(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x.mean(dim=(2, 3))

    module = nn.Sequential(nn.Conv2d(1, 3, 3), Mean())
    layer = build(module, (1, 6, 6)).layers[2]
    assert (layer.name, layer.kind, layer.shape) == ("1-avg_pool", "avg_pool", (3,))
    assert layer.receptive_field.size == (6, 6)


def test_receptive_fields_of_one_cell_leave_out_the_padding():
    network = plus_network()
    assert network.receptive_field("conv", (0, 0, 3)) == ({0}, {0, 1}, {2, 3})
    assert network.receptive_field("flatten", (3,)) == ({0}, {1, 2, 3}, {1, 2, 3})
    assert network.receptive_field("dense", (0,)) == ({0}, {0, 1, 2, 3}, {0, 1, 2, 3})


def test_scales_per_image_switch_every_channel_off_in_one_batch():
    network = plus_network()
    ablated = network.with_scales({"conv": torch.tensor([[1.0, 1], [0, 1], [1, 0]])})
    outputs = trace(ablated, drawing().expand(3, -1, -1, -1))
    assert outputs["dense"].tolist() == [[6.5, 8.75], [0.0, 8.75], [6.5, 0.25]]


def test_the_text_of_generated_code_is_not_kept():
    build(plus_detector(), (1, 4, 4))
    texts = fx.graph_module._loader.eval_cache
    assert not [name for name in (*texts, *linecache.cache) if name.startswith("<eval_with_key>")]
