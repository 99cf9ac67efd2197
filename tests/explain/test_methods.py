"""Every method on networks small enough to be worked out by hand."""

import pytest
import torch
from torch import nn

from app.cnn import UnknownLayerError, build
from app.explain import METHODS, UnsupportedMethodError, about_class, about_unit, case_of
from app.explain.relevance import Composite, gamma, plus
from app.explain.split import split
from tests.cnn.toys import drawing, plus_network
from tests.explain.toys import (
    case,
    characters,
    kernel_of_two,
    linear,
    pair,
    put,
    two_maps,
    two_pixels,
)

BY_HAND = {
    "gradient": [6, -6],
    "input-x-gradient": [6, -3],
    "integrated-gradients": [6, -3],  # relu(2a - 2b) is open on the whole way
    "deeplift": [6, -3],
    "lrp-epsilon": [6, -3],
    "lrp-plus": [6, -3],  # no convolution here
    "guided-backprop": [6, -6],
    "occlusion": [2.5, -3],  # F(0, ½) = 1.5, F(1, 0) = 7
    "shapley": [4.25, -1.25],  # the mean of (6, -3) and (2.5, 0.5)
}


@pytest.mark.parametrize("name", BY_HAND)
def test_two_pixels_by_hand(name):
    found = METHODS[name].run(case(two_pixels(), pair(), window=1, samples=2))
    assert found.attribution.shape == (1, 1, 2)
    assert found.attribution.flatten().tolist() == pytest.approx(BY_HAND[name], abs=1e-4)


def test_guided_backprop_stops_what_speaks_against():
    found = METHODS["guided-backprop"].run(case(two_pixels(), pair(), 1, 0))
    assert found.attribution.flatten().tolist() == [0, 0]  # the gradient is (-4, 4)


def test_the_difference_of_two_classes():
    found = METHODS["gradient"].run(case(two_pixels(), pair(), 1, 0))
    assert found.attribution.flatten().tolist() == [-4, 4]


def test_smoothgrad_is_the_mean_gradient_of_noisy_copies():
    network = two_pixels()
    found = METHODS["smoothgrad"].run(case(network, pair(), samples=8, seed=5))
    noise = torch.randn(8, 1, 1, 2, generator=torch.Generator().manual_seed(5))
    noisy = pair() + 0.15 * noise
    a, b = noisy[..., 0].flatten(), noisy[..., 1].flatten()
    slope = 6.0 * (a > b) - 1.0 * (b > a)
    assert found.attribution.flatten().tolist() == pytest.approx(
        [float(slope.mean()), -float(slope.mean())], abs=1e-5
    )
    assert found.spread is not None
    assert 0 <= found.spread < 1


@pytest.mark.parametrize(
    ("composite", "expected"),
    [
        (Composite(conv=plus), [4.5, 0]),
        (Composite(conv=gamma), [5.625, -1.125]),  # 2.5 and -0.5 of 2
        (Composite(), [6, -1.5]),  # 2 and -0.5 of 1.5
    ],
)
def test_the_rules_of_relevance_by_hand(composite, expected):
    found = composite.attribute(case(kernel_of_two(), pair()))
    assert found.attribution.flatten().tolist() == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_the_usual_composite_gives_paper_its_share():
    found = METHODS["lrp"].run(case(kernel_of_two(), pair()))
    assert found.attribution.flatten().tolist() == pytest.approx([3.6, 0.9], rel=1e-4)


def test_relevance_of_a_distance_is_agreement_with_the_character():
    found = METHODS["lrp-epsilon"].run(case(characters(), pair()))
    assert found.attribution.flatten().tolist() == pytest.approx([2, 1], rel=1e-4)


def test_maps_weighted_by_their_mean_gradient():
    ink = torch.tensor([[[[1.0, 0.0], [0.0, 0.5]]]])
    found = METHODS["grad-cam"].run(case(two_maps(), ink))
    assert found.layer == "conv"
    assert found.channels.tolist() == [2, 1]
    assert found.map.tolist() == [[2, 1], [1, 1.5]]
    assert found.attribution.tolist() == [[[2, 1], [1, 1.5]]]


def test_a_layer_switched_off_place_by_place():
    ink = torch.tensor([[[[1.0, 0.0], [0.0, 0.5]]]])
    found = METHODS["ablation"].run(case(two_maps(), ink))
    assert found.map.tolist() == [[2, 0], [0, 1]]
    assert found.channels.tolist() == [3, 0]


def test_a_coarse_map_stands_where_its_cells_look():
    found = METHODS["grad-cam"].run(case(plus_network(), drawing(), layer="pool"))
    # cells of a 3×3 convolution and 2×2 pool see 4×4 pixels from -1 and 1 on: centres ½ and 2½
    cam = found.map
    columns = found.attribution[0, 0]
    assert columns[0] == cam[0, 0]
    assert columns[3] == cam[0, 1]
    assert float(columns[1]) == pytest.approx(float(0.75 * cam[0, 0] + 0.25 * cam[0, 1]))


def test_a_cell_inside_the_network():
    network = plus_network()
    question = about_unit(network, "conv", 0, (1, 1))
    found = METHODS["gradient"].run(case_of(network, drawing(), question))
    plus_shape = [[0, 2, 0, 0], [2, 2, 2, 0], [0, 2, 0, 0], [0, 0, 0, 0]]  # ÷ std of ½
    assert found.attribution.tolist() == [plus_shape]


def test_a_whole_channel_is_the_sum_of_its_cells():
    network = plus_network()
    whole = case_of(network, drawing(), about_unit(network, "relu", 1))
    cells = [
        case_of(network, drawing(), about_unit(network, "relu", 1, (row, column)))
        for row in range(4)
        for column in range(4)
    ]
    assert whole.value == pytest.approx(sum(cell.value for cell in cells))
    parts = torch.stack([METHODS["gradient"].run(cell).attribution for cell in cells])
    assert torch.allclose(METHODS["gradient"].run(whole).attribution, parts.sum(0))


@pytest.mark.parametrize("name", METHODS)
def test_every_method_says_what_it_is(name):
    method = METHODS[name]
    assert method.id == name
    assert method.title
    assert method.source
    assert method.words.endswith(".")


@pytest.mark.parametrize("name", ["grad-cam", "ablation"])
def test_a_layer_without_maps_is_refused(name):
    with pytest.raises(UnsupportedMethodError, match="conv, relu, pool"):
        METHODS[name].run(case(plus_network(), drawing(), layer="dense"))
    with pytest.raises(UnknownLayerError):
        METHODS[name].run(case(plus_network(), drawing(), layer="conf"))
    with pytest.raises(UnsupportedMethodError, match="none does"):
        METHODS[name].run(case(linear(torch.ones(2, 2)), torch.ones(1, 1, 2, 2)))


def test_a_layer_behind_the_question_is_refused():
    network = plus_network()
    question = about_unit(network, "conv", 0)
    other = case_of(network, drawing(), question)
    found = METHODS["grad-cam"].run(other)
    assert found.layer == "conv"
    with pytest.raises(UnsupportedMethodError, match="on the way to 'conv'"):
        METHODS["grad-cam"].run(case_of(network, drawing(), question, budget_at("pool")))


def budget_at(layer):
    from app.explain import Budget

    return Budget(layer=layer)


def test_a_network_without_relus_has_no_guided_gradient():
    refusal = METHODS["guided-backprop"].unable
    assert "there is none" in refusal(case(linear(torch.ones(2, 2)), torch.ones(1, 1, 2, 2)))
    assert refusal(case(two_pixels(), pair())) is None


@pytest.mark.parametrize("name", METHODS)
def test_blank_paper_is_no_trouble(name):
    found = METHODS[name].run(case(plus_network(), torch.zeros(1, 1, 4, 4)))
    assert torch.isfinite(found.attribution).all()


def test_the_classes_that_there_are():
    network = two_pixels()
    with pytest.raises(ValueError, match="0 to 1, got 2"):
        about_class(network, 2)
    with pytest.raises(ValueError, match="differs from itself"):
        about_class(network, 1, 1)
    with pytest.raises(ValueError, match="channels 0 to 1"):
        about_unit(plus_network(), "conv", 2)
    with pytest.raises(ValueError, match="rows 0 to 3"):
        about_unit(plus_network(), "conv", 0, (4, 0))
    with pytest.raises(ValueError, match="the drawing itself"):
        about_unit(plus_network(), "input", 0)


class Step(nn.Module):
    """Whole numbers have no gradient."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x > 0.25).float()


def test_a_network_without_gradients_can_still_be_asked():
    dense = put(nn.Linear(2, 2), weight=[[3, -1], [0, 0]], bias=[0, 0])
    network = build(nn.Sequential(Step(), nn.Flatten(), dense), (1, 1, 2))
    asked = case(network, pair(), window=1, samples=2)
    able = [name for name, method in METHODS.items() if method.unable(asked) is None]
    assert able == ["shapley", "occlusion", "ablation"]
    assert "needs gradients" in METHODS["lrp"].unable(asked)
    assert METHODS["occlusion"].run(asked).attribution.flatten().tolist() == [3, -1]
    assert len(split(asked)) == 1, "exact as far as the step"


@pytest.mark.parametrize("name", ["shapley", "occlusion", "integrated-gradients", "ablation"])
def test_whoever_waits_may_give_up(name):
    def enough() -> None:
        raise TimeoutError

    network = plus_network()
    asked = case_of(network, drawing(), about_class(network, 0), go_on=enough)
    with pytest.raises(TimeoutError):
        METHODS[name].run(asked)


def test_large_networks_go_in_small_batches(monkeypatch):
    whole = {name: METHODS[name].run(case(plus_network(), drawing())) for name in METHODS}
    monkeypatch.setattr("app.explain.case.MOST_NUMBERS", 1)
    for name, found in whole.items():
        parts = METHODS[name].run(case(plus_network(), drawing()))
        torch.testing.assert_close(parts.attribution, found.attribution)


def test_the_places_of_a_patch_are_counted_without_them():
    asked = case(two_maps(), torch.ones(1, 1, 224, 224), window=7)
    assert METHODS["occlusion"].cost(asked) == 74**2  # 0, 3, … 216, and 217
