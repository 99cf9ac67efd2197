"""What is found about units, by hand on the plus detector and by law on others."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from app.cnn import Network, build, trace
from app.dissect import partners, responses
from app.dissect.digits import Digits, choose
from app.dissect.responses import Responses
from app.dissect.section import dissected, holder, section, until
from app.dissect.synthesis import Recipe, asked, synthesise
from tests.cnn.toys import PLUS, plus_network, randomised


@pytest.fixture(scope="module")
def network() -> Network:
    return plus_network()


def test_the_strongest_and_weakest_cells_by_hand() -> None:
    maps = torch.tensor([[[1.0, 4], [3, 2]], [[-1, -1], [0, -5]]])  # 2 units, 2 × 2 cells
    found = Responses.of(torch.stack([maps, maps - 1]))
    assert found.high.tolist() == [[4, 0], [3, -1]]
    assert found.high_at.tolist() == [[1, 2], [1, 2]]
    assert found.low_at.tolist() == [[0, 3], [0, 3]]
    assert found.mean.tolist() == [[2.5, -1.75], [1.5, -2.75]]
    top, bottom = responses.top(found, 1), responses.bottom(found, 1)
    assert (top.digit.tolist(), top.value.tolist()) == ([[0], [0]], [[4], [0]])
    assert (bottom.digit.tolist(), bottom.value.tolist()) == ([[1], [1]], [[0], [-6]])


def test_of_equal_digits_the_first_is_named() -> None:
    found = Responses.of(torch.zeros(5, 2, 3, 3))
    assert responses.top(found, 3).digit.tolist() == [[0, 1, 2]] * 2


def test_the_profile_is_the_mean_of_each_class() -> None:
    values = torch.tensor([[1.0, 0], [3, 0], [10, -2]])
    found = responses.profile(values, torch.tensor([0, 0, 2]), 3)
    assert found.nan_to_num(-9).tolist() == [[2, -9, 10], [0, -9, -2]]


def test_dead_is_zero_everywhere_and_only_where_nothing_is_negative() -> None:
    alive, half = torch.tensor([[1.0, 0], [0, 2]]), torch.tensor([[0.0, 0], [3, 0]])
    off = torch.zeros(2, 2)
    found = Responses.of(torch.stack([torch.stack([alive, off]), torch.stack([half, off])]))
    assert responses.dead(found).tolist() == [0, 1]
    assert responses.dead(Responses.of(torch.stack([alive, off])[None] - 1)).isnan().all()


def test_a_section_goes_on_where_another_ended(network: Network) -> None:
    ink = torch.rand(3, *network.input_shape)
    outputs = trace(network, ink)
    for name in network.names[1:]:
        got = until(network, name)(network.prepare(ink))
        assert torch.allclose(got, outputs[name], atol=1e-5)
    assert torch.allclose(section(network, "pool", "dense")(outputs), outputs["dense"], atol=1e-5)


def test_layers_that_repeat_others_have_no_units_of_their_own(network: Network) -> None:
    assert holder(network, "flatten") == "pool"
    assert dissected(network) == ("conv", "relu", "pool", "dense", "softmax")


def test_what_each_map_adds_to_the_plus_detector_by_hand(network: Network, few: Digits) -> None:
    """Unit 0 of `dense` sums the cells of map 0, unit 1 those of map 1."""
    pools = torch.cat(list(responses.batches(network, few, "pool")))
    added = partners.contributions(network, few, "dense")
    sums = pools.sum(dim=(2, 3)).mean(dim=0)
    assert added == pytest.approx(torch.diag(sums).numpy(), abs=1e-4)


def test_what_all_channels_add_and_the_bias_is_the_number(few: Digits) -> None:
    module = nn.Sequential(
        nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Tanh(), nn.Conv2d(3, 4, 3, stride=2)
    )
    whole = nn.Sequential(module, nn.Flatten(), nn.Linear(4 * 5 * 5, 5))
    network = build(randomised(whole), (1, 14, 14))
    mixing = [name for name in dissected(network) if partners.mixes(network, name)][:3]
    assert [network.layer(name).kind for name in mixing] == ["conv", "conv", "linear"]
    for name in mixing:
        found = Responses.together(
            [Responses.of(output) for output in responses.batches(network, few, name)]
        )
        added = partners.contributions(network, few, name)
        bias = network.weights(name)[1]
        assert bias is not None
        assert added.sum(dim=1) + bias == pytest.approx(found.high.mean(dim=0).numpy(), abs=1e-4)


def test_partners_are_looked_for_through_layers_that_do_not_mix(network: Network) -> None:
    assert partners.before(network, "pool") == "conv"
    assert partners.feeder(network, "conv") == "input"
    assert partners.after(network, "conv") == "dense"
    assert partners.after(network, "softmax") is None


def test_the_picture_made_for_the_plus_is_a_plus(network: Network) -> None:
    usual, best = torch.zeros(2), torch.full((2,), 5.0)
    made = synthesise(network, "conv", usual, best, Recipe(variation=0, blank=0.2))
    around = made.pixels[0][1:4, 1:4].float() / 255  # what the middle cell, (2, 2), sees
    cross = torch.tensor(PLUS).bool()
    assert around[cross].min() > 0.8
    assert around[~cross].max() < 0.4
    ink = made.pixels[0].float()[None, None] / 255
    said = trace(network, ink)["conv"][0, 0].flatten()[made.cell]
    assert float(made.value[0]) == pytest.approx(float(said), abs=1e-5)


def test_a_picture_is_the_same_again_for_the_same_seed(network: Network) -> None:
    def made(seed: int) -> list[int]:
        recipe = Recipe(steps=10, seed=seed)
        found = synthesise(network, "dense", torch.zeros(2), torch.ones(2), recipe)
        return found.pixels.flatten().tolist()

    assert made(1) == made(1) != made(2)


def test_a_rising_function_is_asked_through_its_source(network: Network) -> None:
    assert asked(network, "relu") == "conv"
    assert asked(network, "conv") == "conv"
    assert asked(network, "softmax") == "dense"


def test_digits_come_back_from_their_picture(few: Digits, tmp_path: Path) -> None:
    few.save(tmp_path / "sheet.png")
    again = Digits.load(tmp_path / "sheet.png")
    assert np.array_equal(again.images, few.images)
    assert np.array_equal(again.indices, few.indices)
    assert (again.digest, again.source) == (few.digest, few.source)
    (tmp_path / "none.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match="no picture of digits"):
        Digits.load(tmp_path / "none.png")


def test_as_many_of_each_class_are_chosen_in_their_order() -> None:
    labels = torch.arange(30) % 3
    found = choose(torch.zeros(30, 28, 28, dtype=torch.uint8), labels, "x", each=4)
    assert np.bincount(found.labels).tolist() == [4, 4, 4]
    assert found.indices.tolist() == sorted(found.indices.tolist())
