"""What every method owes, on random networks."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from app.cnn import Network, build
from app.explain import METHODS, Case, about_unit, case_of
from app.explain.measures import completeness
from app.explain.split import split
from tests.cnn.architectures import Architecture, architectures
from tests.cnn.test_properties import PROPERTY
from tests.cnn.toys import drawing, plus_detector, randomised
from tests.explain.toys import case

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even")


def asked(architecture: Architecture, seed: int = 3) -> Case:
    module = randomised(architecture.module)
    network = build(module, architecture.input_shape, mean=0.4, std=0.3)
    ink = torch.rand(1, *architecture.input_shape, generator=torch.Generator().manual_seed(seed))
    return case(network, ink * (ink > 0.3), steps=16, samples=4, window=2)


@PROPERTY
@given(architecture=architectures(), seed=st.integers(0, 99))
def test_every_method_gives_one_finite_number_for_each_ink_cell(architecture, seed):
    one = asked(architecture, seed)
    for method in METHODS.values():
        needs_maps = method.id in ("grad-cam", "ablation")
        if method.refusal(one) is None and not (needs_maps and not has_maps(one)):
            found = method.run(one)
            assert found.attribution.shape == one.ink.shape[1:], method.id
            assert torch.isfinite(found.attribution).all(), method.id


def has_maps(one: Case) -> bool:
    return any(torch.Size(layer.shape[1:]).numel() > 1 for layer in one.network.layers[1:-1])


@PROPERTY
@given(architecture=architectures(), seed=st.integers(0, 99))
def test_completeness_of_deeplift_and_shapley_values(architecture, seed):
    one = asked(architecture, seed)
    for name, slack in (("deeplift", 5e-3), ("shapley", 1e-4)):
        found = completeness(one, METHODS[name], METHODS[name].run(one))
        scale = max(1.0, abs(one.value), abs(one.blank))
        assert found.sum == pytest.approx(found.total, abs=slack * scale), name


@PROPERTY
@given(architecture=architectures(), seed=st.integers(0, 99))
def test_the_gradient_is_torchs(architecture, seed):
    one = asked(architecture, seed)
    ink = one.ink.clone().requires_grad_()
    logits, _ = one.network.answer(one.network.prepare(ink))
    (expected,) = torch.autograd.grad(logits[0, 0], ink)
    torch.testing.assert_close(METHODS["gradient"].run(one).attribution, expected[0])


@PROPERTY
@given(architecture=architectures(), seed=st.integers(0, 99))
def test_a_split_adds_up_wherever_it_is_given(architecture, seed):
    one = asked(architecture, seed)
    for part in split(one):
        whole = float(part.channels.sum()) + part.constant
        assert whole == pytest.approx(one.value, rel=1e-3, abs=1e-3), part.layer


def piecewise_linear(bias: bool) -> Network:
    module = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1, bias=bias),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 3, 2, bias=bias),
        nn.LeakyReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(3, 2, bias=bias),
    )
    return build(randomised(module, 7), (1, 8, 8))


@pytest.mark.parametrize("seed", range(5))
def test_with_relus_alone_relevance_by_epsilon_is_input_times_gradient(seed):
    """Kindermans et al. 2016, arXiv:1611.07270, and Ancona et al. 2018, proposition 1."""
    ink = torch.rand(1, 1, 8, 8, generator=torch.Generator().manual_seed(seed))
    one = case(piecewise_linear(bias=True), ink)
    relevance, product = (
        METHODS[name].run(one).attribution for name in ("lrp-epsilon", "input-x-gradient")
    )
    torch.testing.assert_close(relevance, product, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", ["lrp-epsilon", "lrp-plus", "lrp"])
def test_relevance_is_kept_where_there_are_no_biases(name):
    ink = torch.rand(1, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    one = case(piecewise_linear(bias=False), ink)
    found = completeness(one, METHODS[name], METHODS[name].run(one))
    assert found.sum == pytest.approx(one.value, rel=1e-2)


@pytest.mark.parametrize("name", METHODS)
def test_a_batch_norm_or_the_same_inside_the_convolution(name):
    """Implementation invariance, for this one pair of implementations, of every method."""
    convolution, norm = nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2)
    rest = (nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 2))
    apart = randomised(nn.Sequential(convolution, norm, *rest), 4)
    folded = nn.utils.fusion.fuse_conv_bn_eval(convolution, norm)
    together = nn.Sequential(folded, *rest).eval()
    one, other = (
        METHODS[name].run(case(build(module, (1, 4, 4), mean=0.3), drawing(), layer=None))
        for module in (apart, together)
    )
    torch.testing.assert_close(one.attribution, other.attribution, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "name", ["integrated-gradients", "shapley", "occlusion", "gradient", "deeplift", "lrp"]
)
def test_pixels_that_play_the_same_part_get_the_same(name):
    """Symmetry: a network that takes (a, b) and (b, a) for the same gives both the same."""
    weight = torch.tensor([[[[1.0, 1.0]]], [[[-2.0, -2.0]]]])
    module = nn.Sequential(nn.Conv2d(1, 2, (1, 2)), nn.ReLU(), nn.Flatten(), nn.Linear(2, 2))
    with torch.no_grad():
        module[0].weight.copy_(weight)
    one = case(build(module, (1, 1, 2)), torch.tensor([[[[0.7, 0.7]]]]), window=1, samples=8)
    a, b = METHODS[name].run(one).attribution.flatten().tolist()
    assert a == pytest.approx(b, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(
    "name", ["integrated-gradients", "shapley", "occlusion", "deeplift", "lrp"]
)
def test_a_pixel_that_nothing_reads_gets_nothing(name):
    module = nn.Sequential(nn.Flatten(), nn.Linear(16, 3), nn.ReLU(), nn.Linear(3, 2))
    randomised(module, 2)
    with torch.no_grad():
        module[1].weight[:, 5] = 0
    found = METHODS[name].run(case(build(module, (1, 4, 4)), torch.ones(1, 1, 4, 4), window=1))
    assert float(found.attribution.flatten()[5]) == pytest.approx(0, abs=1e-6)


def test_the_sum_of_two_answers_is_explained_by_the_sum():
    """Linearity of integrated gradients: a class less another is the difference of the two maps."""
    network = build(plus_detector(), (1, 4, 4), mean=0.5, std=0.5)
    method = METHODS["integrated-gradients"]
    both = method.run(case(network, drawing(), 0, 1)).attribution
    one, other = (method.run(case(network, drawing(), target)).attribution for target in (0, 1))
    torch.testing.assert_close(both, one - other)


def test_edits_made_in_inference_mode_can_be_explained():
    from app.cnn import Edit

    with torch.inference_mode():
        network = build(plus_detector(), (1, 4, 4))
        network = network.with_edits([Edit("conv", 0, bias=2.0), Edit("conv", 1, scale=0.5)])
        ink = drawing() * 1.0
        one = case(network, ink)
    for method in METHODS.values():
        assert torch.isfinite(method.run(one).attribution).all()


def test_many_threads_explain_at_once_and_agree():
    from concurrent.futures import ThreadPoolExecutor

    network = piecewise_linear(bias=True)
    inks = [torch.rand(1, 1, 8, 8, generator=torch.Generator().manual_seed(s)) for s in range(6)]

    def everything(ink: torch.Tensor) -> torch.Tensor:
        one = case_of(network, ink, about_unit(network, network.logits_layer, 1))
        return torch.stack([m.run(one).attribution for m in METHODS.values()])

    alone = [everything(ink) for ink in inks]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(everything, inks * 4))
    assert all(torch.equal(found, alone[at % 6]) for at, found in enumerate(together))
