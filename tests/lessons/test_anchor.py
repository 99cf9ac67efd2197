"""Places named by a rule."""

import pytest
import torch
from torch import nn

from app.cnn.network import Network, build
from app.lessons.anchor import Anchor


@pytest.fixture(scope="module")
def network() -> Network:
    convolutions = nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 3, 3)
    return build(nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(48, 4)), (1, 8, 8))


def test_a_layer_is_counted_among_its_kind(network: Network) -> None:
    convolutions = [layer.name for layer in network.layers if layer.kind == "conv"]
    assert Anchor.of("conv:2/1@centre").layer(network).name == convolutions[1]
    assert Anchor.of("conv").layer(network).name == convolutions[0]


@pytest.mark.parametrize(
    ("place", "index"),
    [
        ("conv:1@strongest", (1, 0, 2)),
        ("conv:1", (1, 0, 2)),
        ("conv:1/0@strongest", (0, 1, 1)),
        ("conv:1@weakest", (1, 1, 0)),
        ("conv:1/0@weakest", (0, 0, 0)),
        ("conv:1/1@centre", (1, 1, 1)),
    ],
)
def test_a_cell_is_found_by_its_number(place: str, index: tuple[int, ...]) -> None:
    output = torch.tensor([[[-1.0, 2, 3], [0, 4, 2]], [[1, 0, 9], [-8, 0, 0]]])
    assert Anchor.of(place).index(output, answer=7) == index


def test_the_answer_is_the_predicted_unit() -> None:
    assert Anchor.of("softmax:1@answer").index(torch.zeros(10), answer=7) == (7,)


@pytest.mark.parametrize("place", ["", "conv:", "conv:1@largest", "Conv", "conv:1/x", "conv/1/2"])
def test_what_is_no_place_says_how_one_looks(place: str) -> None:
    with pytest.raises(ValueError, match="conv:1/3@strongest"):
        Anchor.of(place)


@pytest.mark.parametrize("place", ["conv:3", "conv:0", "rbf"])
def test_what_is_not_there_is_counted(place: str, network: Network) -> None:
    with pytest.raises(ValueError, match="layers of kind"):
        Anchor.of(place).layer(network)
