"""What a client makes of a layer's rounded numbers is what the network's own numbers round to."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from app.cnn.kinds.base import Json
from app.cnn.network import Network, build
from app.cnn.trace import trace
from app.networks.store import available, load


def made(recipe: dict[str, Json], source: Tensor) -> Tensor:
    """Follow a recipe, as its words say, with torch's own functions: no batch."""
    if recipe["by"] == "relu":
        return F.relu(source)
    if recipe["by"] == "copy":
        return source.reshape(recipe["shape"])
    assert recipe["by"] == "max_pool"
    sizes = [recipe[name] for name in ("kernel", "stride", "padding", "dilation")]
    _, rows, columns = recipe["shape"]
    for ceil in (False, True):
        pooled = F.max_pool2d(source[None], *sizes, ceil_mode=ceil)[0]
        if pooled.shape[1:] == (rows, columns):
            break
    return pooled


def check(network: Network, ink: Tensor) -> None:
    with torch.inference_mode():
        outputs = {name: output[0] for name, output in trace(network, ink[None]).items()}
    for dtype in (torch.float16, torch.float32):
        for recipe in network.derived:
            source = outputs[recipe["from"]].to(dtype).float()
            wanted = outputs[recipe["layer"]].to(dtype).float()
            np.testing.assert_array_equal(made(recipe, source).numpy(), wanted.numpy())


@pytest.mark.parametrize("name", available())
def test_shipped_networks(name: str) -> None:
    network = load(name).network
    torch.manual_seed(1)
    check(network, torch.rand(network.input_shape))


def test_what_is_derived_and_what_is_not() -> None:
    derived = {recipe["layer"]: recipe for recipe in load("crash-course").network.derived}
    assert [*derived] == ["relu1", "pool", "flatten", "relu2"]
    assert derived["pool"] == {
        "layer": "pool", "from": "relu1", "shape": [10, 14, 14], "by": "max_pool",
        "kernel": [2, 2], "stride": [2, 2], "padding": [0, 0], "dilation": [1, 1],
    }  # fmt: skip
    assert [recipe["layer"] for recipe in load("lenet-5").network.derived] == ["flatten"]
    smooth = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
                           nn.Dropout(), nn.Linear(18, 3))  # fmt: skip
    kinds = [recipe["by"] for recipe in build(smooth, (1, 8, 8)).derived]
    assert kinds == ["copy", "copy"]


def test_a_layer_with_a_scale_is_computed_with() -> None:
    network = load("crash-course").network
    halved = network.with_scales({"relu1": torch.full((10,), 0.5)})
    assert "relu1" not in {recipe["layer"] for recipe in halved.derived}


@st.composite
def pools(draw: st.DrawFn) -> nn.MaxPool2d:
    kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    padding = tuple(draw(st.integers(0, size // 2)) for size in kernel)
    stride, dilation = (draw(st.tuples(st.integers(1, 3), st.integers(1, 2))) for _ in range(2))
    return nn.MaxPool2d(kernel, stride, padding, dilation, ceil_mode=draw(st.booleans()))


@given(pools(), st.integers(0, 99), st.floats(0.1, 1e5))
def test_any_pool_of_any_numbers(pool: nn.MaxPool2d, seed: int, size: float) -> None:
    torch.manual_seed(seed)
    conv = nn.Conv2d(1, 2, 3)
    with torch.no_grad():
        conv.weight.mul_(size)
    outputs = pool(torch.zeros(1, 2, 9, 8)).numel()
    module = nn.Sequential(conv, pool, nn.ReLU(), nn.Flatten(), nn.Linear(outputs, 2))
    check(build(module, (1, 11, 10)), torch.rand(1, 11, 10))
