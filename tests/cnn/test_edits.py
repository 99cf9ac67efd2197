import time

import pytest
import torch
from torch import nn

from app.cnn import Edit, EditError, build, forward, trace
from app.networks import ARCHITECTURES
from tests.cnn.toys import PLUS, drawing, plus_network


def dense(*edits):
    return trace(plus_network().with_edits(edits), drawing())["dense"][0].tolist()


def test_a_channel_switched_off():
    outputs = trace(plus_network().with_edits([Edit("conv", 0, scale=0.0)]), drawing())
    assert outputs["conv"][0, 0].abs().max() == 0
    assert outputs["conv"][0, 1, 1, 1] == -5.5
    assert outputs["dense"][0].tolist() == [0.0, 8.75]


def test_scales_multiply_one_channel_or_unit():
    assert dense(Edit("conv", 0, scale=2.0)) == [13.0, 8.75]
    assert dense(Edit("dense", 1, scale=2.0)) == [6.5, 17.5]
    assert dense(Edit("input", 0, scale=0.0)) == [4 * 0.5, 0.25]


def test_solo_switches_the_others_of_the_layer_off():
    assert dense(Edit("conv", 0, solo=True)) == dense(Edit("conv", 1, scale=0.0))
    assert dense(Edit("conv", 0, solo=True), Edit("conv", 1, solo=True)) == dense()
    assert dense(Edit("conv", 0, solo=True, scale=2.0)) == [13.0, 0.25]
    wide = build(ARCHITECTURES["crash-course"].build(), (1, 32, 32))
    outputs = trace(wide.with_edits([Edit("dense1", 7, solo=True)]), torch.rand(1, 1, 32, 32))
    before = trace(wide, torch.zeros(1, 1, 32, 32))
    assert outputs["dense1"][0].nonzero().flatten().tolist() == [7]
    assert before["dense1"].count_nonzero() > 1


def test_a_kernel_and_a_bias_replaced():
    assert dense(Edit("conv", 1, weights=[PLUS], bias=0.5)) == [6.5, 6.75]
    assert dense(Edit("dense", 0, weights=[0.0] * 8), Edit("dense", 0, bias=3.0)) == [3.0, 8.75]


def test_edits_add_up_and_leave_the_network_alone():
    network = plus_network()
    before = trace(network, drawing())
    twice = network.with_edits([Edit("conv", 0, scale=0.5)]).with_edits([Edit("conv", 1, scale=0)])
    assert trace(twice, drawing())["conv"][0, :, 1, 1].tolist() == [2.75, 0]
    after = trace(network, drawing())
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert (
        network.with_edits([Edit("conv", 0, bias=1.0)]).tensors["dense"] is network.tensors["dense"]
    )


def test_the_answer_is_edited_too():
    network = plus_network().with_edits([Edit("conv", 1, scale=0.0)])
    logits, probabilities = forward(network, drawing())
    assert logits[0].tolist() == [6.5, 0.25]
    assert torch.equal(probabilities, logits.softmax(1))


def test_unconnected_kernels_stay_unconnected():
    network = build(ARCHITECTURES["lenet-5"].build(), (1, 32, 32))
    edited = network.with_edits([Edit("c3", 0, weights=torch.ones(6, 5, 5))])
    weight, _ = edited.weights("c3")
    assert weight[0, :, 0, 0].tolist() == [1, 1, 1, 0, 0, 0]


def test_norms_take_gamma_and_beta():
    module = nn.Sequential(nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 2))
    network = build(module, (2, 2, 2)).with_edits([Edit("norm-0", 1, weights=0.0, bias=7.0)])
    outputs = trace(network, torch.rand(1, 2, 2, 2))
    assert outputs["norm-0"][0, 1].tolist() == [[7.0, 7.0], [7.0, 7.0]]


def test_an_edit_is_ready_in_a_millisecond():
    network = build(ARCHITECTURES["vgg-mini"].build(), (1, 32, 32))
    name = network.layers[1].name
    network.with_edits([Edit(name, 0, scale=0.0)])
    times = []
    for _ in range(20):
        start = time.perf_counter()
        network.with_edits([Edit(name, 0, scale=0.0)])
        times.append(time.perf_counter() - start)
    assert min(times) < 0.001


@pytest.mark.parametrize(
    ("edit", "loc", "sentence"),
    [
        (Edit("conf", 0, scale=0.0), "layer", "No layer named 'conf'; there is input, conv"),
        (Edit("conv", 2, scale=0.0), "channel", "Layer 'conv' has the channels 0 to 1, got 2."),
        (Edit("conv", -1, scale=0.0), "channel", "got -1"),
        (Edit("conv", 0), None, "this one has none"),
        (Edit("conv", 0, scale=float("nan")), "scale", "between ±1,000,000, got nan"),
        (Edit("conv", 0, scale=-1e7), "scale", "A scale is between ±1,000,000, got"),
        (Edit("conv", 0, bias=float("inf")), "bias", "A bias is between ±1,000,000, got inf"),
        (Edit("conv", 0, weights=PLUS), "weights", "numbers of shape [1, 3, 3], got shape [3, 3]"),
        (Edit("conv", 0, weights=[[[1.0], [2.0, 3.0]]]), "weights", "numbers of shape [1, 3, 3]"),
        (Edit("conv", 0, weights="plus"), "weights", "numbers of shape [1, 3, 3]"),
        (Edit("conv", 0, weights=[[[1e39] * 3] * 3]), "weights", "between ±1,000,000"),
        (Edit("relu", 0, weights=[1.0]), "weights", "Layer 'relu' has no weights to replace."),
        (Edit("pool", 0, bias=1.0), "bias", "Layer 'pool' has no bias to replace."),
        (Edit("softmax", 0, solo=True), "layer", "holds the probabilities; solo 'dense' instead"),
        (Edit("softmax", 0, scale=0.5), "layer", "holds the probabilities; scale 'dense' instead"),
    ],
)
def test_a_wrong_edit_says_which_field_and_what_is_expected(edit, loc, sentence):
    with pytest.raises(EditError) as caught:
        plus_network().with_edits([Edit("conv", 0, scale=1.0), edit])
    assert sentence in str(caught.value)
    assert caught.value.loc == ((1,) if loc is None else (1, loc))
