"""Numbers of one run in place of another's."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.cnn import Edit, Network, PatchError, build, trace
from app.cnn.align import counterparts
from app.cnn.part import downstream
from app.cnn.patch import Patch, check, patched, sweep
from app.networks import ARCHITECTURES
from app.networks.store import load
from tests.cnn.architectures import Architecture, architectures
from tests.cnn.test_properties import PROPERTY
from tests.cnn.toys import drawing, plus_network, randomised

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even")
BLANK = torch.zeros(1, 1, 4, 4)


def whole(layer: str) -> Patch:
    return Patch(layer, None, layer, None)


def single(layer: str, channel: int, other: int | None = None) -> Patch:
    return Patch(layer, channel, layer, channel if other is None else other)


def of(architecture: Architecture, seed: int = 0) -> Network:
    module = randomised(architecture.module, seed)
    return build(module, architecture.input_shape, mean=0.4, std=0.3)


def two_images(architecture: Architecture) -> tuple[torch.Tensor, torch.Tensor]:
    both = torch.rand(2, *architecture.input_shape, generator=torch.Generator().manual_seed(4))
    return both[:1], both[1:]


def test_one_map_by_hand():
    network = plus_network()
    donor, receiver = trace(network, drawing()), trace(network, BLANK)
    logits = network.logits_layer
    assert donor[logits].tolist() == [[6.5, 8.75]]
    assert receiver[logits].tolist() == [[0.0, 18.25]], "5 paper cells less ½, four times"
    assert patched(network, receiver, donor, [single("conv", 0)])[logits].tolist() == [[6.5, 18.25]]
    assert patched(network, receiver, donor, [single("conv", 1)])[logits].tolist() == [[0.0, 8.75]]
    crossed = patched(network, receiver, donor, [single("relu", 1, 0)])
    assert crossed[logits].tolist() == [[0.0, 6.75]], "map 1 is the donor's map 0"
    unit = patched(network, receiver, donor, [Patch(logits, 1, "flatten", 0)])
    assert unit[logits][0, 1] == donor["flatten"][0, 0]
    assert list(unit) == list(network.names)
    assert unit["softmax"].tolist() == unit[logits].softmax(1).tolist()


def test_a_patch_stays_whatever_comes_before_it():
    network = plus_network()
    donor, receiver = trace(network, drawing()), trace(network, BLANK)
    both = patched(network, receiver, donor, [single("pool", 1), whole("conv")])
    assert torch.equal(both["pool"], donor["pool"])
    held = patched(network, donor, receiver, [single("pool", 1), whole("input")])
    assert torch.equal(held["input"], receiver["input"])
    assert torch.equal(held["pool"][0, 1], receiver["pool"][0, 1])


def test_of_two_patches_for_one_channel_the_later_counts():
    network = plus_network()
    donor, receiver = trace(network, drawing()), trace(network, BLANK)
    two = [single("conv", 0, 1), single("conv", 0)]
    one = patched(network, receiver, donor, two[1:])
    found = patched(network, receiver, donor, two)
    assert all(torch.equal(found[name], one[name]) for name in network.names)


@PROPERTY
@given(architecture=architectures(), data=st.data())
def test_the_same_ink_or_no_patch_changes_nothing(architecture, data):
    network, (ink, _) = of(architecture), two_images(architecture)
    outputs = trace(network, ink)
    layer = network.layer(data.draw(st.sampled_from(network.names[:-1])))
    for patches in ([], [whole(layer.name)], [single(layer.name, layer.shape[0] - 1)]):
        found = patched(network, outputs, trace(network, ink), patches)
        assert all(torch.equal(found[name], outputs[name]) for name in network.names)


@PROPERTY
@given(architecture=architectures())
def test_a_layer_that_cuts_the_network_brings_the_donors_answer(architecture):
    network, (ink, other) = of(architecture), two_images(architecture)
    receiver, donor = trace(network, ink), trace(network, other)
    cuts = 0
    for name in network.names[:-1]:
        after = downstream(network, [name])[1:]
        around = {each for layer in after for each in network.layer(layer).inputs} - {name, *after}
        found = patched(network, receiver, donor, [whole(name)])
        assert torch.equal(found[name], donor[name])
        if not around and network.logits_layer in (name, *after):
            cuts += 1
            assert all(torch.equal(found[layer], donor[layer]) for layer in after)
    assert cuts >= 2, "at least the input and the logits"


@PROPERTY
@given(architecture=architectures(), data=st.data())
def test_what_no_patch_reaches_stays(architecture, data):
    network, (ink, other) = of(architecture), two_images(architecture)
    receiver, donor = trace(network, ink), trace(network, other)
    name = data.draw(st.sampled_from(network.names[:-1]))
    found = patched(network, receiver, donor, [single(name, 0)])
    reached = downstream(network, [name])
    for layer in network.names:
        if layer not in reached:
            assert torch.equal(found[layer], receiver[layer])


@PROPERTY
@given(architecture=architectures(), data=st.data())
def test_the_sweep_is_one_by_one(architecture, data):
    network, (ink, other) = of(architecture), two_images(architecture)
    receiver, donor = trace(network, ink), trace(network, other)
    name = data.draw(st.sampled_from(network.names[:-1]))
    logits, shares = sweep(network, receiver, donor[name], name)
    alone = [
        patched(network, receiver, donor, [single(name, channel)])
        for channel in range(network.layer(name).shape[0])
    ]
    for found, layer in ((logits, network.logits_layer), (shares, network.probabilities_layer)):
        wanted = torch.cat([each[layer] for each in alone])
        scale = max(1.0, float(wanted.abs().max()))
        torch.testing.assert_close(found, wanted, rtol=1e-5, atol=1e-5 * scale)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_laws_hold_for_the_shipped_networks(name):
    network = load(name).network
    generator = torch.Generator().manual_seed(1)
    ink, other = torch.rand(2, 1, *network.input_shape, generator=generator)
    with torch.inference_mode():
        receiver, donor = trace(network, ink), trace(network, other)
        for layer in network.names[:-1]:
            same = patched(network, receiver, receiver, [whole(layer)])
            moved = patched(network, receiver, donor, [whole(layer)])
            assert all(torch.equal(same[each], receiver[each]) for each in network.names)
            assert torch.equal(moved[network.logits_layer], donor[network.logits_layer])


def test_edits_of_the_receiver_hold_for_what_is_computed_anew():
    network = plus_network()
    edited = network.with_edits([Edit("conv", 0, scale=3.0), Edit("dense", 0, bias=7.0)])
    donor, receiver = trace(network, drawing()), trace(edited, BLANK)
    found = patched(edited, receiver, donor, [single("conv", 0)])
    assert torch.equal(found["conv"][0, 0], donor["conv"][0, 0]), "not three times as much"
    assert found[network.logits_layer].tolist() == [[13.5, 18.25]]


@pytest.mark.parametrize(
    ("patch", "loc", "said"),
    [
        (whole("nowhere"), (0, "layer"), "No layer named 'nowhere'"),
        (Patch("conv", 0, "nowhere", 0), (0, "donor_layer"), "No layer named 'nowhere'"),
        (whole("softmax"), (0, "layer"), "patch 'dense' instead"),
        (single("conv", 2), (0, "channel"), "has the channels 0 to 1, got 2"),
        (single("conv", 0, 5), (0, "donor_channel"), "has the channels 0 to 1, got 5"),
        (Patch("conv", None, "conv", 0), (0, "donor_channel"), "or of neither"),
        (
            Patch("pool", 0, "conv", 0),
            (0, "donor_layer"),
            "The donor's 'conv' is a map of 4×4, the receiver's 'pool' a map of 2×2;"
            " it would fit input, conv, relu.",
        ),
        (Patch("dense", None, "conv", None), (0, "donor_layer"), "it would fit conv, relu."),
    ],
)
def test_what_does_not_fit_says_what_would(patch, loc, said):
    network = plus_network()
    with pytest.raises(PatchError) as caught:
        check(network, network, [patch])
    assert caught.value.loc == loc
    assert said in str(caught.value)


def test_counterparts_of_the_same_network_are_its_layers():
    network = plus_network()
    assert counterparts(network, network) == {name: name for name in network.names}


def test_counterparts_go_by_name_then_by_place_and_shape():
    ours, theirs = (load(name).network for name in ("crash-course", "lenet-5"))
    found = counterparts(ours, theirs)
    assert found["input"] == "input"
    assert found[ours.logits_layer] == theirs.logits_layer
    assert found[ours.probabilities_layer] == theirs.probabilities_layer
    assert (found["conv"], found["pool"], found["dense1"]) == ("c1", "s2", "f6")
    assert "c3" not in found.values(), "there is no second convolution"
    order = [theirs.names.index(found[name]) for name in ours.names if name in found]
    assert order == sorted(set(order)), "no two cross, none is matched twice"
    back = counterparts(theirs, ours)
    assert back == {other: name for name, other in found.items()}
