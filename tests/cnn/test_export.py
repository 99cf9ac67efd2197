"""Programs of torch.export become the same networks as their modules."""

import io

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn import UnsupportedModuleError, build, trace
from app.networks import ARCHITECTURES
from tests.cnn.toys import randomised

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning")  # torch's own, of its pytrees


class Block(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu(self.norm(self.conv(x)), inplace=True)
        y += x
        return y


class Plain(nn.Module):
    """Modules, functions, a shared activation, in-place operations, a join and a mean."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, stride=2, padding=1)
        self.act = nn.ReLU(inplace=True)
        self.block = Block(4)
        self.group = nn.GroupNorm(2, 4)
        self.tail = nn.Sequential(nn.ELU(), nn.AdaptiveAvgPool2d(2), nn.Dropout(0.3))
        self.head = nn.Linear(36, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.block(self.act(self.stem(x)))
        y = F.gelu(self.group(F.avg_pool2d(x, 3, 1, 1)))
        z = torch.cat([F.max_pool2d(x, 2), self.act(F.max_pool2d(y, 2))], dim=1)
        return self.head(torch.cat([self.tail(z).view(z.size(0), -1), x.mean((2, 3))], dim=1))


def exported(
    module: nn.Module, shape: tuple[int, ...], batch: int = 1, **how
) -> torch.export.ExportedProgram:
    """A program written and read again."""
    file = io.BytesIO()
    torch.export.save(torch.export.export(module, (torch.rand(batch, *shape),), **how), file)
    file.seek(0)
    return torch.export.load(file)


@pytest.fixture(scope="module")
def plain() -> nn.Module:
    return randomised(Plain())


@pytest.mark.parametrize("dynamic", [False, True])
def test_a_program_has_the_layers_and_outputs_of_its_module(plain, dynamic):
    how = {"dynamic_shapes": ({0: torch.export.Dim("batch")},)} if dynamic else {}
    program = exported(plain, (1, 14, 14), batch=1 + dynamic, **how)
    one, other = build(plain, (1, 14, 14)), build(program.module(), (1, 14, 14))
    assert other.layers == one.layers
    assert other.parameters == one.parameters == sum(p.numel() for p in plain.parameters())
    ink = torch.rand(3, 1, 14, 14)
    outputs = trace(other, ink)
    for name, output in trace(one, ink).items():
        assert torch.allclose(output, outputs[name], atol=1e-6)


def test_a_decomposed_program_computes_the_same(plain):
    program = exported(plain, (1, 14, 14)).run_decompositions()
    one, other = build(plain, (1, 14, 14)), build(program.module(), (1, 14, 14))
    kinds = [layer.kind for layer in one.layers if layer.kind != "dropout"]
    assert [layer.kind for layer in other.layers] == kinds
    ink = torch.rand(2, 1, 14, 14)
    assert torch.allclose(trace(one, ink)["head"], trace(other, ink)["head"], atol=1e-6)


def test_a_shipped_network_survives_the_round_trip():
    module = randomised(ARCHITECTURES["vgg-mini"].build())
    program = exported(module, (1, 32, 32))
    one, other = build(module, (1, 32, 32)), build(program.module(), (1, 32, 32))
    assert other.layers == one.layers
    ink = torch.rand(2, 1, 32, 32)
    assert torch.allclose(trace(one, ink)["softmax"], trace(other, ink)["softmax"], atol=1e-6)


def test_the_program_stays_as_it_is(plain):
    module = exported(plain, (1, 14, 14)).module()
    before = [node.name for node in module.graph.nodes]
    build(module, (1, 14, 14))
    assert [node.name for node in module.graph.nodes] == before
    assert all(parameter.requires_grad for parameter in module.parameters())


def test_another_input_is_refused(plain):
    with pytest.raises(UnsupportedModuleError, match=r"inputs of shape \[1, 14, 14\]"):
        build(exported(plain, (1, 14, 14)).module(), (1, 28, 28))


def test_an_operation_without_a_rule_is_named():
    class Cropped(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x[:, :, 1:].flatten(1)

    with pytest.raises(UnsupportedModuleError, match=r"node 'slice_1' \(slice\)"):
        build(exported(Cropped(), (1, 4, 4)).module(), (1, 4, 4))


def test_a_program_exported_in_training_is_refused():
    module = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(16, 2)).train()
    with pytest.raises(UnsupportedModuleError, match="batch_norm"):
        build(exported(module, (1, 4, 4), batch=2).module(), (1, 4, 4))
