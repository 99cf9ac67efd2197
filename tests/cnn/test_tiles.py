import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn import build, tiles
from app.cnn.geometry import Window

KERNELS = [(2, 2), (3, 3), (1, 2), (2, 3), (4, 4)]


def maps(height: int, width: int) -> Tensor:
    return torch.randn(8, 5, height, width, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("size", [(24, 24), (29, 31)])
def test_tiles_hold_torchs_own_numbers(kernel: tuple[int, int], size: tuple[int, int]) -> None:
    x = maps(*size)
    x[0, 0, 3, 3], x[1, 1, 4, 5] = torch.nan, torch.inf
    assert x.numel() >= tiles.MANY
    with torch.inference_mode():
        most = tiles.largest(x, kernel)
        sums = tiles.mean(x, kernel, 1)
        means = tiles.mean(x, kernel, kernel[0] * kernel[1])
    assert torch.equal(most.nan_to_num(), F.max_pool2d(x, kernel).nan_to_num())
    assert most.isnan().sum() == 1
    assert torch.equal(sums.nan_to_num(), F.avg_pool2d(x, kernel, divisor_override=1).nan_to_num())
    assert torch.equal(means.nan_to_num(), F.avg_pool2d(x, kernel).nan_to_num())


def test_the_first_of_equals_has_all_of_the_gradient() -> None:
    x = torch.ones(8, 8, 16, 16, requires_grad=True)
    (slope,) = torch.autograd.grad(tiles.largest(x, (2, 2)).sum(), x)
    assert slope[0, 0, :2, :4].tolist() == [[1, 0, 1, 0], [0, 0, 0, 0]]


def test_only_windows_side_by_side_are_tiles() -> None:
    assert tiles.are_tiles(Window.of((2, 2), (2, 2)))
    for window in (
        Window.of((3, 3), (2, 2)), Window.of((2, 2), (2, 2), (1, 1)), Window.of((2,), (2,)),
        Window.of((2, 2), (2, 2), (0, 0), (2, 2)),
    ):  # fmt: skip
        assert not tiles.are_tiles(window)


@pytest.mark.parametrize(
    "pool", [nn.MaxPool2d(2), nn.AvgPool2d(2), nn.MaxPool2d(2, ceil_mode=True)]
)
def test_a_network_answers_as_its_module_does(pool: nn.Module) -> None:
    module = nn.Sequential(pool, nn.Flatten(), nn.Linear(5 * 15 * 15, 3)).eval()
    network = build(module, (5, 30, 30))
    x = maps(30, 30)
    with torch.inference_mode():
        logits, _ = network.answer(x)
        assert torch.equal(logits, module(x))
