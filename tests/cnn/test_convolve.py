from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from app.cnn import build, convolve
from app.cnn.errors import UnsupportedModuleError
from app.networks.store import load

PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))


@given(
    batch=st.integers(1, 3),
    channels=st.integers(1, 3),
    kernel=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    stride=PAIRS,
    padding=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    biased=st.booleans(),
    seed=st.integers(0, 99),
)
def test_few_numbers_have_the_sums_of_many(
    batch: int,
    channels: int,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    biased: bool,
    seed: int,
) -> None:
    draw = torch.Generator().manual_seed(seed)
    x = torch.randn(batch, channels, 9, 7, generator=draw)
    weight = torch.randn(4, channels, *kernel, generator=draw)
    bias = torch.randn(4, generator=draw) if biased else None
    with torch.inference_mode():
        found = convolve.convolve(x, weight, bias, stride, padding, (1, 1), 1)
        wanted = torch.conv2d(x.double(), weight.double(), None, stride, padding)
    if bias is not None:
        wanted = wanted + bias.double()[:, None, None]
    torch.testing.assert_close(found.double(), wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("length", "dilation", "groups"), [(200, 1, 1), (12, 2, 1), (12, 1, 2)])
def test_what_is_large_dilated_or_grouped_is_torchs(
    length: int, dilation: int, groups: int
) -> None:
    x, weight = torch.randn(1, 2, length, length), torch.randn(6, 2 // groups, 3, 3)
    rest = weight, None, (1, 1), (1, 1), (dilation, dilation), groups
    with torch.inference_mode():
        assert torch.equal(convolve.convolve(x, *rest), torch.conv2d(x, *rest))


def test_only_few_numbers_begin_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, ...]] = []

    def at_once(x: Tensor, *rest: Any) -> Tensor:
        asked.append(tuple(x.shape))
        return x

    monkeypatch.setattr(convolve, "_at_once", at_once)
    weight, one = torch.randn(6, 2, 3, 3), (1, 1)
    few, many = torch.randn(3, 2, 12, 12), torch.randn(1, 2, 200, 200)
    convolve.convolve(few, weight, None, one, one, one, 1)  # with gradients
    with torch.inference_mode():
        convolve.convolve(many, weight, None, one, one, one, 1)
        convolve.convolve(few, weight, None, one, one, (2, 2), 1)
        convolve.convolve(few, torch.randn(6, 1, 3, 3), None, one, one, one, 2)
        assert asked == []
        convolve.convolve(few, weight, None, one, one, one, 1)
    assert asked == [(3, 2, 12, 12)]


class Restless(nn.Module):
    """Says more each time, which its graph cannot know."""

    calls = 0

    def __init__(self) -> None:
        super().__init__()
        maps = nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.Dropout()
        self.steps = nn.Sequential(*maps, nn.Flatten(), nn.Linear(512, 4))

    def forward(self, x: Tensor) -> Tensor:
        Restless.calls += 1
        found: Tensor = self.steps(x) * Restless.calls
        return found


def test_a_network_is_compared_to_its_end_without_gradients_too() -> None:
    with torch.no_grad(), pytest.raises(UnsupportedModuleError, match="not give what the module"):
        build(Restless().eval(), (1, 12, 12))


@pytest.mark.parametrize("name", ["crash-course", "lenet-5", "vgg-mini"])
def test_one_drawing_is_answered_as_in_a_crowd(name: str) -> None:
    network = load(name).network
    images = torch.rand(64, *network.input_shape, generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        crowd = network.outputs(network.prepare(images))
        for number in (0, 40):
            alone = network.outputs(network.prepare(images[number : number + 1]))
            for layer, output in alone.items():
                torch.testing.assert_close(
                    output[0], crowd[layer][number], rtol=1e-4, atol=1e-4, msg=layer
                )


def test_a_program_has_it_as_one_step() -> None:
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(2 * 6 * 6, 3)).eval()
    network = build(module, (1, 8, 8))
    with torch.inference_mode():
        x = torch.randn(1, 1, 8, 8)
        torch.testing.assert_close(network.answer(x)[0], module(x))
    assert "convolve" in network.programs[0].__self__.code  # type: ignore[attr-defined]
