"""Learning in slow motion."""

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from app.lessons.descent import LOST, STEPS, descend
from app.networks import Architecture


def tiny() -> nn.Module:
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(32, 3))


ARCHITECTURE = Architecture("tiny", "Tiny", "", tiny, input_shape=(1, 6, 6), mean=0.1, std=0.5)
INK = np.random.default_rng(1).random((12, 6, 6), dtype=np.float32)
LABELS = [index % 3 for index in range(12)]


def test_a_step_goes_against_the_gradient() -> None:
    steps = descend(ARCHITECTURE, INK, LABELS, rate=0.1)
    assert len(steps) == STEPS + 1
    for now, then in pairwise(steps):
        moved = np.array(now.kernel) - 0.1 * np.array(now.gradient)
        np.testing.assert_allclose(then.kernel, moved, atol=1e-6)
    assert steps[-1].loss < steps[0].loss


def test_loss_and_gradient_are_those_of_the_first_weights() -> None:
    torch.manual_seed(3)
    module = tiny()
    (first, *_) = descend(ARCHITECTURE, INK, LABELS, rate=0.1, seed=3)
    inputs = (torch.from_numpy(INK)[:, None] - 0.1) / 0.5

    def loss() -> torch.Tensor:
        return F.cross_entropy(module(inputs), torch.tensor(LABELS))

    with torch.no_grad():
        assert first.loss == pytest.approx(float(loss()), rel=1e-5)
        kernel = module[0].weight
        kernel[0, 0, 1, 2] += 1e-2
        above = float(loss())
        kernel[0, 0, 1, 2] -= 2e-2
        below = float(loss())
    assert first.gradient[1][2] == pytest.approx((above - below) / 2e-2, abs=2e-3)


def test_a_rate_that_is_too_large_ends_the_run() -> None:
    steps = descend(ARCHITECTURE, INK, LABELS, rate=1e6)
    assert 1 <= len(steps) < STEPS
    assert all(math.isfinite(step.loss) and step.loss <= LOST for step in steps)


def test_the_random_numbers_of_others_are_left_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    descend(ARCHITECTURE, INK, LABELS, rate=0.1)
    assert torch.equal(torch.rand(3), expected)
