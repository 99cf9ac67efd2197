from importlib import import_module

import pytest
import torch
from hypothesis import given
from torch import nn

from app.cnn import Edit, EditError, Network, UnknownLayerError, ablate, build, forward, trace
from app.cnn.ablate import MOST_NUMBERS
from app.cnn.part import between, downstream, run, upstream
from app.networks import ARCHITECTURES
from app.networks.store import load
from tests.cnn.architectures import Architecture, Join, Residual, architectures
from tests.cnn.test_properties import PROPERTY
from tests.cnn.toys import drawing, plus_network, randomised

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even")


def one_by_one(network: Network, ink: torch.Tensor, layer: str) -> list[torch.Tensor]:
    """What edits say: logits and probabilities without each channel."""
    count = network.layer(layer).shape[0]
    edited = [network.with_edits([Edit(layer, c, scale=0.0)]) for c in range(count)]
    return [torch.cat(rows) for rows in zip(*(forward(each, ink) for each in edited), strict=True)]


def assert_same(network: Network, ink: torch.Tensor) -> None:
    outputs = trace(network, ink)
    for layer in network.names[:-1]:
        found = ablate(network, outputs, layer)
        logits, probabilities = one_by_one(network, ink, layer)
        scale = float(logits.abs().max())
        torch.testing.assert_close(found.logits, logits, rtol=1e-5, atol=1e-5 * max(scale, 1))
        torch.testing.assert_close(found.probabilities, probabilities, rtol=1e-4, atol=1e-5)


def test_the_answer_without_each_map_by_hand():
    network = plus_network()
    found = ablate(network, trace(network, drawing()), "conv")
    assert found.logits.tolist() == [[0.0, 8.75], [6.5, 0.25]]
    assert torch.equal(found.probabilities, found.logits.softmax(1))


def test_only_the_channels_that_are_asked_for():
    network = plus_network()
    found = ablate(network, trace(network, drawing()), "conv", [1])
    assert found.channels == (1,)
    assert found.logits.tolist() == [[6.5, 0.25]]


@PROPERTY
@given(architecture=architectures())
def test_it_is_what_edits_say_for_every_channel_of_random_networks(architecture: Architecture):
    module = randomised(architecture.module)
    network = build(module, architecture.input_shape, mean=0.4, std=0.3)
    ink = torch.rand(1, *architecture.input_shape, generator=torch.Generator().manual_seed(3))
    assert_same(network, ink)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_it_is_what_edits_say_for_the_shipped_networks(name):
    network = load(name).network
    ink = torch.zeros(1, *network.input_shape)
    ink[..., 6:9, 8:24] = 1
    ink[..., 9:27, 17:20] = 1
    with torch.inference_mode():
        outputs = trace(network, ink)
        for layer in network.names[:-1]:
            found = ablate(network, outputs, layer)
            count = network.layer(layer).shape[0]
            for channel in {0, count // 3, count - 1}:
                edited = network.with_edits([Edit(layer, channel, scale=0.0)])
                logits, probabilities = forward(edited, ink)
                torch.testing.assert_close(found.logits[channel], logits[0], rtol=1e-5, atol=1e-4)
                torch.testing.assert_close(
                    found.probabilities[channel], probabilities[0], rtol=1e-4, atol=1e-6
                )


def test_branches_keep_what_the_trace_says():
    module = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1),
        Residual(nn.Sequential(nn.Conv2d(3, 3, 3, padding=1), nn.ReLU())),
        Join(nn.Conv2d(3, 2, 1), nn.Identity()),
        nn.Flatten(),
        nn.Linear(5 * 36, 4),
    )
    assert_same(build(randomised(module), (1, 6, 6)), torch.rand(1, 1, 6, 6))


def test_edits_stay_in_force():
    network = load("lenet-5").network
    edited = network.with_edits([Edit("c1", 2, scale=0.5), Edit("c3", 1, bias=3.0)])
    ink = torch.rand(1, 1, 32, 32)
    outputs = trace(edited, ink)
    for layer in ("c1", "s2", "f6"):
        found = ablate(edited, outputs, layer)
        logits, _ = one_by_one(edited, ink, layer)
        torch.testing.assert_close(found.logits, logits, rtol=1e-5, atol=1e-3)
    assert network.suffixes is edited.suffixes


def test_what_does_not_lead_to_the_logits_leaves_them_alone():
    module = nn.Sequential(nn.Flatten(), nn.Linear(4, 3), nn.LogSoftmax(1))
    network = build(module, (1, 2, 2))
    outputs = trace(network, torch.rand(1, 1, 2, 2))
    last = network.names[-2]
    found = ablate(network, outputs, last)
    assert torch.equal(found.logits, outputs[network.logits_layer].expand(3, 3))


def test_large_layers_go_in_several_batches(monkeypatch):
    network = plus_network()
    outputs = trace(network, drawing())
    whole = ablate(network, outputs, "conv")
    monkeypatch.setattr(import_module("app.cnn.ablate"), "MOST_NUMBERS", 1)
    batches = []
    parts = ablate(network, outputs, "conv", go_on=lambda: batches.append(1))
    assert len(batches) == 2 < MOST_NUMBERS
    assert torch.equal(parts.logits, whole.logits)


def test_whoever_waits_may_give_up():
    def enough() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        ablate(plus_network(), trace(plus_network(), drawing()), "conv", go_on=enough)


def test_what_lies_downstream_and_upstream():
    network = plus_network()
    assert downstream(network, ["pool"]) == ("pool", "flatten", "dense", "softmax")
    assert upstream(network, ["flatten"]) == set(
        network.names[: network.names.index("flatten") + 1]
    )
    assert upstream(network, [network.names[0]]) == {network.names[0]}


def test_layers_that_cannot_be_ablated():
    network = plus_network()
    outputs = trace(network, drawing())
    with pytest.raises(UnknownLayerError):
        ablate(network, outputs, "conf")
    with pytest.raises(EditError, match="holds the probabilities"):
        ablate(network, outputs, "softmax")


def test_a_part_computes_what_the_whole_does_and_no_more():
    network = plus_network()
    outputs = trace(network, drawing())
    part = between(network, "conv", ["flatten"])
    assert set(part.steps) <= upstream(network, ["flatten"])
    (found,) = run(network, part, outputs["conv"], outputs)
    assert torch.equal(found, outputs["flatten"])
    assert between(network, "conv", ["flatten"]) is part
