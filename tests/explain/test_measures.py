"""What is said about a map beside it, on maps and networks that can be worked out by hand."""

import pytest
import torch
from torch import Tensor, nn

from app.cnn import Edit, build
from app.explain import METHODS, about_unit, case_of
from app.explain.measures import (
    Redrawn,
    Sanity,
    completeness,
    correlation,
    curves,
    redrawn,
)
from app.explain.method import Answer
from app.explain.split import split
from app.networks import ARCHITECTURES
from app.networks.store import load
from tests.cnn.architectures import Residual
from tests.cnn.toys import drawing, plus_network, randomised
from tests.explain.toys import case, characters, linear, pair, two_pixels


def seven(network) -> Tensor:
    ink = torch.zeros(1, *network.input_shape)
    ink[..., 6:9, 8:24] = 1
    ink[..., 9:27, 17:20] = 1
    return ink


@pytest.mark.parametrize(
    ("method", "total"),
    [("integrated-gradients", 3), ("lrp-epsilon", 4)],  # F is 4, on blank paper 1
)
def test_what_a_map_should_add_up_to(method, total):
    asked = case(two_pixels(), pair())
    found = completeness(asked, METHODS[method], METHODS[method].run(asked))
    assert found.sum == pytest.approx(3, rel=1e-4)
    assert found.total == total
    assert found.error == pytest.approx((total - 3) / total, abs=1e-5)


def test_a_method_without_a_promise_breaks_none():
    asked = case(two_pixels(), pair())
    assert completeness(asked, METHODS["gradient"], METHODS["gradient"].run(asked)) is None


def test_curves_by_hand():
    weights = torch.arange(16.0).view(4, 4)
    asked = case(linear(weights), torch.ones(1, 1, 4, 4))
    right, wrong, _ = curves(asked, [weights[None], -weights[None]])
    assert right.deletion.values[:3] == [120, 105, 91]  # less 15, less 14
    assert right.insertion.values[:3] == [0, 15, 29]
    assert right.deletion.values[-1] == wrong.deletion.values[-1] == 0
    assert wrong.deletion.values[:3] == [120, 120, 119]
    assert right.deletion.area == pytest.approx(1 - right.insertion.area)
    assert right.deletion.area < 0.4 < 0.6 < wrong.deletion.area
    assert right.deletion.probabilities[-1] == 0.5


def test_random_orders_are_the_measure_of_nothing():
    asked = case(linear(torch.ones(4, 4)), torch.ones(1, 1, 4, 4))
    *_, chance = curves(asked, [])
    assert chance.deletion.area == pytest.approx(0.5)
    assert chance.insertion.values == pytest.approx(list(range(17)))


def test_only_ink_is_taken_away():
    ink = torch.zeros(1, 1, 4, 4)
    ink[0, 0, 0] = 1  # four cells
    weights = torch.ones(4, 4)
    (found, _) = curves(case(linear(weights), ink), [weights[None]])
    assert found.deletion.values == [round(4 - share * 4 / 16) for share in range(17)]


def test_a_drawing_that_changes_nothing_has_no_area():
    found, _ = curves(
        case(linear(torch.zeros(4, 4)), torch.ones(1, 1, 4, 4)), [torch.ones(1, 4, 4)]
    )
    assert found.deletion.area is None


def test_rank_correlation_is_of_sizes():
    one = torch.tensor([1.0, -2.0, 3.0, -4.0])
    assert correlation(one, -10 * one) == pytest.approx(1)
    assert correlation(one, 1 / one) == pytest.approx(-1)
    assert correlation(torch.tensor([1.0, 1, 2]), torch.tensor([1.0, 2, 3])) == pytest.approx(
        0.8660254
    )
    assert correlation(one, torch.ones(4)) is None


def test_weights_drawn_anew_have_the_size_of_the_old_and_the_same_connections():
    network = load("lenet-5").network
    other = redrawn(network, ["c3"], 3)
    for name in network.names:
        if name != "c3":
            assert other.tensors[name] is network.tensors[name]
    old, new = (each.tensors["c3"]["weight"] for each in (network, other))
    assert not torch.equal(old, new)
    assert float(new.square().mean()) == pytest.approx(float(old.square().mean()), rel=0.1)
    assert torch.equal(new.eq(0), old.eq(0))
    assert torch.equal(redrawn(network, ["c3"], 3).tensors["c3"]["weight"], new)


def test_a_map_of_the_ink_alone_fails_the_sanity_check():
    asked = case(load("crash-course").network, seven(load("crash-course").network), 7)
    dull = METHODS["gradient"].__class__("dull", "Dull", "Ink.", "", lambda a: Answer(wavy(a)))
    assert Redrawn(asked).sanity(dull, dull.run(asked)) == Sanity(
        pytest.approx(1), pytest.approx(1)
    )
    gradient = METHODS["gradient"]
    fine = Redrawn(asked).sanity(gradient, gradient.run(asked))
    assert abs(fine.all) < 0.5


def wavy(asked) -> Tensor:
    ink = asked.ink[0]
    return ink * torch.arange(ink.numel()).view(ink.shape).sin()


def test_a_unit_is_tried_with_what_lies_before_it_drawn_anew():
    network = plus_network()
    found = Redrawn(case_of(network, drawing(), about_unit(network, "conv", 0)))
    changed = found.last.network.tensors
    assert changed["dense"]["weight"] is network.tensors["dense"]["weight"]
    assert not torch.equal(changed["conv"]["weight"], network.tensors["conv"]["weight"])


def test_the_difference_over_units_by_hand():
    (found, *_) = split(case(two_pixels(), pair(), 0, 1))
    assert found.layer == "relu-2"
    assert found.channels.tolist() == [2, 0]  # (3 - 1) · 1 and (1 - 2) · 0
    assert found.constant == 1
    assert found.error == pytest.approx(0, abs=1e-6)


def test_the_difference_over_squared_distances_by_hand():
    found = split(case(characters(), pair(), 0, 1))
    assert [part.layer for part in found] == ["rbf-1", "flatten-0"]
    assert found[-1].channels.tolist() == [4, 0]  # 4 - 0 and 0.25 - 0.25


EXACT = {"crash-course": "input", "lenet-5": "f6_tanh", "vgg-mini": "input", "mlp": "input"}


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_split_of_a_shipped_network_adds_up_to_the_answer(name):
    network = load(name).network.with_edits([Edit(load(name).network.names[1], 0, scale=0.5)])
    asked = case(network, seven(network), 7, 1)
    found = split(asked)
    assert found[-1].layer == EXACT[name]
    for part in found:
        total = float(part.channels.sum()) + part.constant
        assert total == pytest.approx(asked.value, rel=1e-4)
        assert part.error == pytest.approx(0, abs=1e-4)
        assert len(part.channels) == network.layer(part.layer).shape[0]


def test_what_goes_round_a_layer_is_not_its_own():
    body = nn.Sequential(nn.Conv2d(1, 1, 3, padding=1), nn.ReLU())
    module = nn.Sequential(Residual(body), nn.Flatten(), nn.Linear(16, 2))
    network = build(randomised(module), (1, 4, 4))
    layers = [part.layer for part in split(case(network, drawing()))]
    kinds = [network.layer(name).kind for name in layers]
    assert kinds == ["add", "input"]  # neither the convolution nor its ReLU holds everything


def test_the_split_stops_where_it_is_not_exact():
    module = nn.Sequential(nn.Flatten(), nn.Linear(16, 4), nn.Tanh(), nn.Linear(4, 2))
    network = build(randomised(module), (1, 4, 4))
    (found,) = split(case(network, drawing()))
    assert network.layer(found.layer).kind == "activation"
