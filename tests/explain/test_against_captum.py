"""Our methods against Captum's and Zennit's, on the shipped networks, where both have them.

Captum works with hooks on a module, which is not safe with threads, so it only stands here.
"""

import sys
from collections import OrderedDict
from types import ModuleType

import pytest
import torch
from torch import Tensor, nn

from app.cnn import build
from app.cnn.modules import ScaledTanh
from app.explain import METHODS
from app.networks import ARCHITECTURES
from app.networks.store import WEIGHTS, fill, load
from app.resources import resource
from tests.cnn.toys import randomised
from tests.explain.test_measures import seven
from tests.explain.toys import case
from tests.machine import library

captum = library("captum.attr")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # of hooks, by Captum
TARGET = 7


class Standardise(nn.Module):
    """What comes before the module: (ink - mean) / std."""

    def __init__(self, mean: float, std: float) -> None:
        super().__init__()
        self.mean, self.std = mean, std

    def forward(self, ink: Tensor) -> Tensor:
        return (ink - self.mean) / self.std


def module_of(name: str) -> nn.Sequential:
    """The network as Captum wants it: one module from ink to logits."""
    architecture = ARCHITECTURES[name]
    module = architecture.build()
    fill(module, (resource("models") / name / WEIGHTS).read_bytes(), name)
    first = Standardise(architecture.mean, architecture.std)
    return nn.Sequential(OrderedDict(first=first, rest=module)).eval()


def agree(ours: Tensor, theirs: Tensor, slack: float = 1e-3) -> None:
    torch.testing.assert_close(
        ours, theirs.detach(), rtol=slack, atol=slack * float(theirs.abs().max())
    )


def ink_of(name: str) -> Tensor:
    return seven(load(name).network)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_gradient_and_input_times_gradient(name):
    module, ink = module_of(name), ink_of(name)
    asked = case(load(name).network, ink, TARGET)
    gradient = captum.Saliency(module).attribute(ink, target=TARGET, abs=False)
    agree(METHODS["gradient"].run(asked).attribution, gradient[0])
    product = captum.InputXGradient(module).attribute(ink, target=TARGET)
    agree(METHODS["input-x-gradient"].run(asked).attribution, product[0])


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_integrated_gradients(name):
    module, ink = module_of(name), ink_of(name)
    asked = case(load(name).network, ink, TARGET, steps=512)
    theirs = captum.IntegratedGradients(module).attribute(
        ink, target=TARGET, n_steps=1024, method="riemann_middle", internal_batch_size=256
    )
    agree(METHODS["integrated-gradients"].run(asked).attribution, theirs[0], 0.02)


@pytest.mark.parametrize("seed", range(3))
def test_deeplift(seed):
    layers = (nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
    module = randomised(nn.Sequential(*layers, nn.Linear(8, 2)), seed)
    ink = torch.rand(1, 1, 4, 4, generator=torch.Generator().manual_seed(seed))
    theirs = captum.DeepLift(module).attribute(ink, torch.zeros_like(ink), target=0)
    agree(METHODS["deeplift"].run(case(build(module, (1, 4, 4)), ink)).attribution, theirs[0])


@pytest.mark.parametrize(("name", "least"), [("crash-course", 0.99), ("vgg-mini", 0.95)])
def test_deeplift_on_real_networks(name, least):
    """Equal but for windows of blank paper: all their cells are largest, and rounding picks one.

    Where ours adds up to the answer, Captum's misses it on the deep network (its own "delta").
    """
    module, ink = module_of(name), ink_of(name)
    theirs = captum.DeepLift(module.rest).attribute(
        module.first(ink), module.first(torch.zeros_like(ink)), target=TARGET
    )
    asked = case(load(name).network, ink, TARGET)
    ours = METHODS["deeplift"].run(asked).attribution
    assert float(ours.sum()) == pytest.approx(asked.value - asked.blank, rel=1e-4)
    both = torch.stack((ours.flatten(), theirs.detach().flatten()))
    assert float(torch.corrcoef(both)[0, 1]) > least


@pytest.mark.parametrize("name", ["crash-course", "vgg-mini"])
def test_guided_backprop(name):
    module, ink = module_of(name), ink_of(name)
    theirs = captum.GuidedBackprop(module).attribute(ink, target=TARGET)
    agree(METHODS["guided-backprop"].run(case(load(name).network, ink, TARGET)).attribution,
          theirs[0])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "layer"), [("crash-course", "pool"), ("lenet-5", "s4_tanh"), ("vgg-mini", "relu2_2")]
)
def test_grad_cam(name, layer):
    module, ink = module_of(name), ink_of(name)
    theirs = captum.LayerGradCam(module, getattr(module.rest, layer)).attribute(ink, target=TARGET)
    found = METHODS["grad-cam"].run(case(load(name).network, ink, TARGET, layer=layer))
    agree(found.map, theirs[0, 0])


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_occlusion(name):
    module, ink = module_of(name), ink_of(name)
    theirs = captum.Occlusion(module).attribute(
        ink, (1, 4, 4), strides=(1, 2, 2), target=TARGET, perturbations_per_eval=64
    )
    agree(METHODS["occlusion"].run(case(load(name).network, ink, TARGET)).attribution, theirs[0])


def test_ablation_of_places_is_layer_feature_ablation():
    module, ink = module_of("crash-course"), ink_of("crash-course")
    mask = torch.arange(196).view(1, 1, 14, 14)
    theirs = captum.LayerFeatureAblation(module, module.rest.pool).attribute(
        ink, target=TARGET, layer_mask=mask
    )
    asked = case(load("crash-course").network, ink, TARGET, layer="pool")
    agree(METHODS["ablation"].run(asked).map, theirs[0, 0])


def test_shapley_values():
    """Two ways of sampling, so only as near as the sampling error allows."""
    name = "crash-course"
    module, ink = module_of(name), ink_of(name)
    mask = (torch.arange(32)[:, None] // 8 * 4 + torch.arange(32) // 8).view(1, 1, 32, 32)
    torch.manual_seed(0)
    theirs = captum.ShapleyValueSampling(module).attribute(
        ink, target=TARGET, feature_mask=mask, n_samples=60, perturbations_per_eval=16
    )
    found = METHODS["shapley"].run(case(load(name).network, ink, TARGET, window=8, samples=120))
    ours = torch.zeros(16).index_add(0, mask.flatten(), found.attribution.flatten())
    per_block = [float(theirs.flatten()[mask.flatten() == block][0]) for block in range(16)]
    assert torch.corrcoef(torch.stack((ours, torch.tensor(per_block))))[0, 1] > 0.99


def folded() -> nn.Sequential:
    """The crash course with the standardisation inside its convolution, which pads nothing."""
    module = module_of("crash-course")
    first, rest = module.first, module.rest
    with torch.no_grad():
        rest.conv.bias -= (rest.conv.weight.sum((1, 2, 3)) * first.mean) / first.std
        rest.conv.weight /= first.std
    return rest


class Unflattened(nn.Module):
    """The same without a module that flattens: Captum has no rule for it."""

    def __init__(self, module: nn.Sequential) -> None:
        super().__init__()
        self.conv, self.relu1, self.pool = module.conv, module.relu1, module.pool
        self.dense1, self.relu2, self.dense2 = module.dense1, module.relu2, module.dense2

    def forward(self, ink: Tensor) -> Tensor:
        maps = self.pool(self.relu1(self.conv(ink)))
        return self.dense2(self.relu2(self.dense1(torch.flatten(maps, 1))))


def test_relevance_by_epsilon():
    ink = ink_of("crash-course")
    theirs = captum.LRP(Unflattened(folded())).attribute(ink, target=TARGET)
    asked = case(load("crash-course").network, ink, TARGET)
    agree(METHODS["lrp-epsilon"].run(asked).attribution, theirs[0])


@pytest.fixture
def without_torchvision(monkeypatch):
    """Zennit asks for two classes of torchvision that nothing here needs."""
    resnet = ModuleType("torchvision.models.resnet")
    resnet.Bottleneck = resnet.BasicBlock = nn.Identity
    for name in ("torchvision", "torchvision.models"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, resnet.__name__, resnet)


def zennits(module: nn.Sequential, ink: Tensor, rules: dict[str, object]) -> Tensor:
    """Relevance by Zennit's own rules, hooked to the layers by name."""
    zennit = library("zennit.rules")  # pip install --no-deps zennit
    made = {key: getattr(zennit, rule)(**options) for key, (rule, options) in rules.items()}
    handles = [made[key].register(getattr(module, key)) for key in made]
    handles += [zennit.Pass().register(m) for m in module if isinstance(m, (nn.ReLU, ScaledTanh))]
    ink = ink.clone().requires_grad_()
    logits = module(ink)
    start = torch.zeros_like(logits)
    start[0, TARGET] = logits[0, TARGET].detach()
    (relevance,) = torch.autograd.grad(logits, ink, start)
    for handle in handles:
        handle.remove()
    return relevance


DENSE = {"dense1": ("Epsilon", {}), "dense2": ("Epsilon", {})}


@pytest.mark.parametrize(
    ("method", "rule"),
    [
        ("lrp-epsilon", ("Epsilon", {})),
        ("lrp-plus", ("ZPlus", {})),
        ("lrp", ("ZBox", {"low": 0.0, "high": 1.0})),
    ],
)
@pytest.mark.usefixtures("without_torchvision")
def test_relevance_by_zennit(method, rule):
    ink = ink_of("crash-course")
    theirs = zennits(folded(), ink, {"conv": rule, **DENSE})
    asked = case(load("crash-course").network, ink, TARGET)
    agree(METHODS[method].run(asked).attribution, theirs[0], 5e-3)


@pytest.mark.usefixtures("without_torchvision")
def test_relevance_of_the_deep_network_by_zennit():
    """Batch norms merged, γ in every convolution but the first, whose input is standardised."""
    name = "vgg-mini"
    module, ink = module_of(name), ink_of(name)
    rest = module.rest
    rules: dict[str, object] = dict(DENSE)
    for stage in ("1_1", "1_2", "2_1", "2_2", "3_1", "3_2"):
        convolution, norm = getattr(rest, f"conv{stage}"), getattr(rest, f"norm{stage}")
        setattr(rest, f"conv{stage}", nn.utils.fusion.fuse_conv_bn_eval(convolution, norm))
        setattr(rest, f"norm{stage}", nn.Identity())
        rules[f"conv{stage}"] = ("Gamma", {"gamma": 0.25})
    low, high = (float(module.first(torch.tensor(value))) for value in (0.0, 1.0))
    rules["conv1_1"] = ("ZBox", {"low": low, "high": high})
    theirs = zennits(rest, module.first(ink), rules)
    asked = case(load(name).network, ink, TARGET)
    ours = METHODS["lrp"].run(asked).attribution
    agree(ours[:, 2:-2, 2:-2], theirs[0, :, 2:-2, 2:-2], 5e-3)
