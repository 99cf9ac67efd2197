"""However large a network is, a batch of it has room."""

import torch
from torch import nn

from app.cnn import build, forward
from app.cnn.ablate import MOST_NUMBERS
from app.whatif.trials import MOST, answers, at_once


def test_large_layers_go_in_small_batches() -> None:
    small = build(nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), (1, 2, 2))
    assert at_once(small) == MOST
    wide = nn.Sequential(nn.Conv2d(1, 64, 3, padding=1), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    large = build(wide, (1, 256, 256))
    assert at_once(large) == MOST_NUMBERS // (64 * 256 * 256) == 4


def test_batches_give_what_all_at_once_gives(monkeypatch) -> None:
    network = build(nn.Sequential(nn.Flatten(), nn.Linear(4, 2)), (1, 2, 2))
    images = torch.rand(7, 1, 2, 2)
    monkeypatch.setattr("app.whatif.trials.MOST_NUMBERS", 12)
    calls: list[int] = []
    found = answers(network, images, lambda: calls.append(1))
    assert len(calls) == 3
    with torch.no_grad():
        for one, other in zip(found, forward(network, images), strict=True):
            assert torch.allclose(one, other)
