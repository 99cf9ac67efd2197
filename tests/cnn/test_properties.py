"""What holds for every network, tried on random ones."""

import json

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from app.cnn import Network, build, cell, trace
from tests.cnn.architectures import Architecture, architectures
from tests.cnn.recompute import adds_up
from tests.cnn.toys import randomised

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even")
PROPERTY = settings(
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def images(architecture: Architecture, count: int = 1) -> Tensor:
    return torch.rand(count, *architecture.input_shape, generator=torch.Generator().manual_seed(2))


def some_cell(data: st.DataObject, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(data.draw(st.integers(0, length - 1)) for length in shape)


@PROPERTY
@given(architecture=architectures())
def test_shapes_and_outputs_are_torchs(architecture):
    module = randomised(architecture.module)
    network = build(module, architecture.input_shape)
    ink = images(architecture, 3)
    outputs = trace(network, ink)
    assert list(outputs) == [layer.name for layer in network.layers]
    for layer in network.layers:
        assert tuple(outputs[layer.name].shape) == (3, *layer.shape)
        assert layer.outputs == outputs[layer.name][0].numel()
    assert torch.equal(outputs[network.logits_layer], module(ink))
    assert network.parameters == sum(p.numel() for p in module.parameters())


@PROPERTY
@given(architecture=architectures(), data=st.data())
def test_the_arithmetic_of_any_cell_gives_its_number(architecture, data):
    network = build(randomised(architecture.module), architecture.input_shape, mean=0.4, std=0.3)
    ink = images(architecture)
    outputs = trace(network, ink)
    for layer in network.layers:
        found = cell(network, outputs, layer.name, some_cell(data, layer.shape), ink=ink).as_dict()
        json.dumps(found, allow_nan=False)
        assert found["result"] == float(outputs[layer.name][0][tuple(found["index"])])
        assert adds_up(found), found


def gradient_places(
    network: Network, x: Tensor, name: str, index: tuple[int, ...]
) -> list[set[int]]:
    """The indices along each spatial axis at which the input's gradient is not zero."""
    output = network.outputs(x)[name][0][index]
    (gradient,) = torch.autograd.grad(output, x, allow_unused=True)
    places = torch.zeros_like(x) if gradient is None else gradient
    return [set(axis.tolist()) for axis in places[0].nonzero()[:, 1:].T]


@PROPERTY
@given(architecture=architectures(linear=True), data=st.data())
def test_the_receptive_field_is_where_the_gradient_is(architecture, data):
    module = randomised(architecture.module)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(1.0)  # so that nothing cancels out
    network = build(module, architecture.input_shape)
    x = images(architecture).requires_grad_()
    for layer in network.layers[:-1]:
        index = some_cell(data, layer.shape)
        seen = network.receptive_field(layer.name, index)
        expected = gradient_places(network, x, layer.name, index)
        assert list(seen[1:]) == expected or (not all(seen) and not any(expected))


@PROPERTY
@given(architecture=architectures(), data=st.data())
def test_size_jump_and_offset_hold_what_each_cell_sees(architecture, data):
    network = build(architecture.module, architecture.input_shape)
    if any(getattr(m, "padding_mode", "zeros") != "zeros" for m in architecture.module.modules()):
        return  # a cell then also sees the far side, or a mirror image
    joined = any(layer.kind == "concat" for layer in network.layers)  # its channels differ
    for layer in network.layers:
        index = some_cell(data, layer.shape)
        seen, field = network.receptive_field(layer.name, index), layer.receptive_field
        if field is None or not all(seen):
            continue
        place = index[1:] if len(index) > 1 else (0,) * len(field.size)
        for axis, length in enumerate(architecture.input_shape[1:]):
            start = field.offset[axis] + field.jump[axis] * place[axis]
            end = start + field.size[axis] - 1
            assert start <= min(seen[axis + 1])
            assert max(seen[axis + 1]) <= end
            if not joined and field.jump[axis] and start >= 0 and end < length:
                assert (min(seen[axis + 1]), max(seen[axis + 1])) == (start, end)


@PROPERTY
@given(
    kernel=st.integers(1, 3),
    stride=st.integers(1, 3),
    dilation=st.integers(1, 2),
    ceil=st.booleans(),
    data=st.data(),
)
def test_a_max_pool_sees_every_cell_that_can_win(kernel, stride, dilation, ceil, data):
    padding = data.draw(st.integers(0, kernel // 2))
    pool = nn.MaxPool2d(kernel, stride, padding, dilation, ceil_mode=ceil)
    features = pool(torch.zeros(1, 1, 7, 7)).numel()
    network = build(nn.Sequential(pool, nn.Flatten(), nn.Linear(features, 2)), (1, 7, 7))
    layer = network.layers[1]
    index = some_cell(data, layer.shape)
    x = torch.eye(49).view(49, 1, 7, 7)  # every cell is the largest once
    won = network.outputs(x)[layer.name][:, *index] > 0
    winners = {divmod(place, 7) for place in won.nonzero().flatten().tolist()}
    _, rows, columns = network.receptive_field(layer.name, index)
    assert winners == {(row, column) for row in rows for column in columns}
