"""The answer without groups of channels, by hand and against edits."""

import pytest
import torch
from torch import nn

from app.cnn import Edit, EditError, Network, UnknownLayerError, ablate, build, forward, trace
from app.networks.store import load
from app.whatif.silence import Group, interactions, pairs, silence
from tests.cnn.architectures import Join
from tests.cnn.toys import drawing, plus_network, randomised


def by_edits(network: Network, ink: torch.Tensor, groups: list[Group]) -> torch.Tensor:
    edits = [[Edit(layer, channel, scale=0.0) for layer, channel in group] for group in groups]
    return torch.cat([forward(network.with_edits(each), ink)[0] for each in edits])


def test_maps_of_the_plus_detector_by_hand() -> None:
    network = plus_network()
    outputs = trace(network, drawing())
    groups = [
        frozenset({("conv", 0)}),
        frozenset({("conv", 1)}),
        frozenset({("conv", 0), ("conv", 1)}),
    ]
    logits, probabilities = silence(network, outputs, groups)
    assert logits.tolist() == [[0.0, 8.75], [6.5, 0.25], [0.0, 0.25]]
    assert torch.equal(probabilities, logits.softmax(1))


def test_two_that_stand_in_for_each_other_and_two_that_overlap() -> None:
    alone = torch.tensor([0.1, 0.2, 0.3])
    both = torch.tensor([0.9, 0.3, 0.5])  # of 0 and 1, 0 and 2, 1 and 2
    assert torch.allclose(
        interactions(alone, both), torch.tensor([[0, 0.6, -0.1], [0.6, 0, 0], [-0.1, 0, 0]])
    )
    channels = [("a", 0), ("a", 1), ("b", 0)]
    assert pairs(channels) == [
        frozenset({("a", 0), ("a", 1)}),
        frozenset({("a", 0), ("b", 0)}),
        frozenset({("a", 1), ("b", 0)}),
    ]


@pytest.mark.parametrize("name", ["crash-course", "lenet-5", "vgg-mini"])
def test_it_is_what_edits_say(name: str) -> None:
    network = load(name).network
    first, *_, late = [n for n in network.names if n != network.probabilities_layer][1:]
    middle = network.names[len(network.names) // 2]
    groups = [
        frozenset({(first, 0), (first, 3)}),
        frozenset({(first, 1), (middle, 2), (late, 4)}),
        frozenset({(middle, 0)}),
        frozenset(),
    ]
    ink = torch.rand(1, *network.input_shape, generator=torch.Generator().manual_seed(2))
    edited = network.with_edits([Edit(first, 2, scale=0.5), Edit(middle, 1, scale=2.0)])
    for each in (network, edited):
        with torch.inference_mode():
            found, _ = silence(each, trace(each, ink), groups)
            expected = by_edits(each, ink, groups)
        torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-3)


def test_one_channel_is_an_ablation() -> None:
    network = load("lenet-5").network
    ink = torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(4))
    outputs = trace(network, ink)
    single, _ = silence(network, outputs, [frozenset({("c3", at)}) for at in range(16)])
    torch.testing.assert_close(single, ablate(network, outputs, "c3").logits, rtol=1e-4, atol=1e-3)


def test_layers_of_two_branches_go_together() -> None:
    module = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1),
        Join(nn.Conv2d(3, 2, 1), nn.Sequential(nn.Conv2d(3, 2, 1), nn.ReLU())),
        nn.Flatten(),
        nn.Linear(4 * 36, 4),
    )
    network = build(randomised(module), (1, 6, 6))
    ink = torch.rand(1, 1, 6, 6)
    branches = [layer.name for layer in network.layers if layer.kind == "conv"][1:]
    groups = [frozenset((name, 1) for name in branches), frozenset({(branches[1], 0)})]
    found, _ = silence(network, trace(network, ink), groups)
    torch.testing.assert_close(found, by_edits(network, ink, groups), rtol=1e-4, atol=1e-4)


def test_what_cannot_be_silenced() -> None:
    network = plus_network()
    outputs = trace(network, drawing())
    with pytest.raises(UnknownLayerError):
        silence(network, outputs, [frozenset({("conf", 0)})])
    with pytest.raises(EditError, match="channels 0 to 1, got 2"):
        silence(network, outputs, [frozenset({("conv", 2)})])
    with pytest.raises(EditError, match="holds the probabilities"):
        silence(network, outputs, [frozenset({("softmax", 0)})])
