import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn import UnsupportedModuleError, build, cell, trace


class Lambda(nn.Module):
    """A module that is one function of the features, and a dense layer after it if need be."""

    def __init__(self, function, shape=(1, 4, 4), dense=True) -> None:
        super().__init__()
        self.function = function
        features = function(torch.zeros(2, *shape))[0].numel() if dense else 0
        self.dense = nn.Linear(features, 2) if dense else None

    def forward(self, x: Tensor) -> Tensor:
        x = self.function(x)
        return x if self.dense is None else self.dense(torch.flatten(x, 1))


def refusal(module: nn.Module, shape=(1, 4, 4)) -> str:
    with pytest.raises(UnsupportedModuleError) as caught:
        build(module, shape)
    return str(caught.value)


def test_data_dependent_flow_names_the_node(capfd):
    message = refusal(Lambda(lambda x: x if x.sum() > 0 else -x))
    assert "node 'gt' (gt) decides an if, while or assert" in message
    assert "Make the flow independent of the data." in message
    assert capfd.readouterr().err == ""


def test_flow_that_depends_on_shapes_only_is_followed():
    class Careful(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(1, 2, 3)
            self.head = nn.Linear(2, 2)

        def forward(self, x: Tensor) -> Tensor:
            assert x.shape[1] == 1, "one channel"
            x = torch.relu(self.conv(x))
            while x.size(2) > 2:
                x = F.max_pool2d(x, 2)
            return self.head(x.reshape(len(x), -1))

    module = Careful()
    network = build(module, (1, 8, 8))
    assert [layer.name for layer in network.layers[1:5]] == [
        "conv",
        "relu",
        "max_pool",
        "max_pool-2",
    ]
    ink = torch.rand(5, 1, 8, 8)
    assert torch.allclose(trace(network, ink)["head"], module(ink))


def test_a_loop_over_a_tensor_names_the_node():
    message = refusal(Lambda(lambda x: sum(row for row in x.relu()), dense=False))
    assert "The batch is lost at node 'unbind' (unbind)" in message


def test_a_number_taken_out_of_a_tensor_names_the_node():
    message = refusal(Lambda(lambda x: x * x.max().item(), dense=False))
    assert "node 'item' (item) takes a number out" in message


def test_an_unknown_operation_names_the_node_and_the_kinds():
    message = refusal(Lambda(lambda x: torch.flip(x, (2,))))
    assert "No rule for node 'flip' (flip): [1, 4, 4] -> [1, 4, 4]" in message
    assert "conv" in message
    assert "app/cnn/kinds" in message


def test_an_unknown_module_names_the_node():
    message = refusal(nn.Sequential(nn.Upsample(scale_factor=2), nn.Flatten(), nn.Linear(64, 2)))
    assert "(interpolate)" in message


def test_cumulative_sums_are_not_elementwise():
    assert "cumsum" in refusal(Lambda(lambda x: x.cumsum(2)))


@pytest.mark.parametrize("name", ["glu", "softmin", "pixel_shuffle", "interpolate"])
def test_functions_that_look_elsewhere_are_no_opaque_layers(name):
    more = {"glu": (1,), "softmin": (1,), "pixel_shuffle": (2,), "interpolate": (None, 2)}[name]
    assert name in refusal(Lambda(lambda x: getattr(F, name)(x, *more), (4, 4, 4)), (4, 4, 4))


def test_a_dense_layer_over_maps_says_to_flatten():
    message = refusal(nn.Sequential(nn.Linear(4, 3), nn.Flatten(), nn.Linear(12, 2)))
    assert "'_0' (Linear)" in message
    assert "flatten before a dense layer" in message


def test_a_lost_batch_names_the_node():
    assert "batch is lost at node 'view'" in refusal(Lambda(lambda x: x.view(-1), dense=False))


def test_an_input_that_does_not_fit_names_the_node():
    message = refusal(nn.Sequential(nn.Flatten(), nn.Linear(9, 2)))
    assert "node '_1'" in message
    assert "shapes cannot be multiplied" in message


def test_the_output_must_be_one_row_of_logits():
    assert "one row of logits" in refusal(nn.Sequential(nn.Conv2d(1, 2, 3)))
    assert "one tensor" in refusal(Lambda(lambda x: (x, x), dense=False))


def test_two_inputs_are_refused():
    class Two(nn.Module):
        def forward(self, x: Tensor, y: Tensor) -> Tensor:
            return x + y

    assert "takes 2 inputs" in refusal(Two())


def test_batch_norm_without_statistics_is_refused():
    norm = nn.BatchNorm2d(1, track_running_stats=False)
    assert "BatchNorm2d" in refusal(nn.Sequential(norm, nn.Flatten(), nn.Linear(16, 2)))


def test_unknown_elementwise_operations_are_opaque_layers_with_their_output():
    class Gated(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.gamma = nn.Parameter(torch.tensor([2.0, 3.0]).view(2, 1, 1))
            self.conv = nn.Conv2d(1, 2, 3)
            self.gate = nn.Conv2d(2, 2, 2)
            self.dense = nn.Linear(8, 2)

        def forward(self, x: Tensor) -> Tensor:
            x = torch.erf(self.conv(x)).clamp(-0.5, 0.5) ** 2
            x = x * self.gamma
            x = x * F.sigmoid(self.gate(x))
            return self.dense(x.flatten(1))

    torch.manual_seed(0)
    module = Gated()
    network = build(module, (1, 4, 4))
    opaque = [layer for layer in network.layers if layer.kind == "opaque"]
    assert [layer.name for layer in opaque] == ["erf", "clamp", "pow", "mul", "mul-2"]
    assert [layer.title for layer in opaque][:2] == ["erf", "clamp"]
    assert opaque[3].parameters == 2
    assert network.parameters == sum(p.numel() for p in module.parameters())
    ink = torch.rand(1, 1, 4, 4)
    outputs = trace(network, ink)
    assert torch.equal(outputs["dense"], module(ink))
    found = cell(network, outputs, "mul-2", (1, 0, 1)).as_dict()
    assert found["operation"] == "opaque"
    assert found["operands"] == [float(outputs["mul"][0, 1, 0, 1]), float(outputs["sigmoid"][0, 1])]
    assert found["sources"][1] == {"layer": "sigmoid", "cell": [1, 0, 0]}


class InPlace(nn.Module):
    """Every way to overwrite a tensor; each would corrupt an output that is returned."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.dense = nn.Linear(32, 2)

    def forward(self, x: Tensor) -> Tensor:
        a = self.conv(x)
        b = self.relu(a)
        b += self.conv(x)
        F.leaky_relu(b, 0.2, inplace=True)
        c = b - 0.25
        c.relu_()
        torch.relu_(c)
        c.mul_(2.0)
        return self.dense(c.flatten(1) + a.flatten(1))


def test_in_place_operations_do_not_corrupt_what_is_returned():
    torch.manual_seed(0)
    module = InPlace().eval()
    network = build(module, (1, 4, 4))
    ink = torch.rand(2, 1, 4, 4) - 0.5
    outputs = trace(network, ink)
    assert torch.equal(outputs["dense"], module(ink))
    assert torch.equal(outputs["conv"], module.conv(ink))
    assert outputs["conv"].min() < 0 <= outputs["relu"].min()
    assert torch.equal(outputs["input"], ink)


def test_dropout_that_never_stops_is_off_here():
    network = build(Lambda(lambda x: F.dropout(x, 0.5)), (1, 4, 4))
    ink = torch.rand(1, 1, 4, 4)
    assert torch.equal(trace(network, ink)["dropout"], ink)


def test_what_tracing_cannot_see_is_refused():
    calls = []

    def counting(x: Tensor) -> Tensor:
        calls.append(x)
        return x * len(calls)

    assert "something that tracing cannot see" in refusal(Lambda(counting))


def test_what_a_rule_gets_wrong_is_refused():
    def aliased(x: Tensor) -> Tensor:
        y = x * 1.0
        y.view(-1).relu_()
        return y

    assert "does not give what the module gives" in refusal(Lambda(aliased))
