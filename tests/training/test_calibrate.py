import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.networks.novelty import Novelty
from app.training.calibrate import auroc, calibration_error, novelty, temperature


def test_the_temperature_undoes_a_known_one():
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(20_000, 10, generator=generator) * 2
    labels = torch.multinomial(logits.softmax(1), 1, generator=generator).squeeze(1)
    assert temperature(logits, labels) == pytest.approx(1, rel=0.03)
    assert temperature(logits * 4, labels) == pytest.approx(4, rel=0.03)


def test_the_calibration_error_by_hand():
    # ten times 0.8, of which nine right: |0.8 - 0.9|; ten times 0.6, of which five: 0.1
    probabilities = torch.tensor([[0.8, 0.2]] * 10 + [[0.6, 0.4]] * 10)
    labels = torch.tensor([0] * 9 + [1] + [0] * 5 + [1] * 5)
    assert calibration_error(probabilities, labels) == pytest.approx(0.1)
    assert calibration_error(torch.tensor([[1.0, 0.0]] * 3), torch.tensor([0] * 3)) == 0


def test_auroc_by_hand():
    assert auroc(torch.tensor([0.1, 0.2]), torch.tensor([0.8, 0.9])) == 1
    assert auroc(torch.tensor([0.1, 0.8]), torch.tensor([0.2, 0.9])) == 0.75
    assert auroc(torch.tensor([0.5]), torch.tensor([0.5, 0.5])) == 0.5


def test_the_threshold_accepts_99_percent_of_the_digits():
    generator = torch.Generator().manual_seed(0)
    digits = torch.nn.functional.one_hot(torch.arange(1000) % 10, 10) * (
        8 + torch.randn(1000, 1, generator=generator)
    )
    others = torch.randn(1000, 10, generator=generator)
    score = novelty(digits, others, scale=1.0)
    accepted = (score.score(digits, 100.0) <= 0.5).float().mean()
    assert accepted == pytest.approx(0.99, abs=0.002)
    assert (score.score(others, 100.0) > 0.5).float().mean() > 0.99


def test_the_score_by_hand():
    score = Novelty(temperature=2.0, threshold=math.log(2), slope=1.0)
    assert score.score(torch.zeros(1, 2), 50.0).tolist() == pytest.approx([0.5])
    high = score.score(torch.tensor([[5.0, 0.0]]), 50.0)
    assert high.item() == pytest.approx(1 / (1 + (math.exp(10) + 1) / 2), rel=1e-4)


@given(st.lists(st.floats(-1e30, 1e30), min_size=2, max_size=12), st.floats(0.1, 3))
def test_the_score_is_the_sigmoid_of_the_free_energy(logits, temperature):
    rows = torch.tensor([logits], dtype=torch.float32)
    energy = torch.logsumexp(rows.double() * temperature, dim=-1)
    wanted = torch.sigmoid(1.5 * (2.0 - energy)).float()
    found = Novelty(temperature, 2.0, 1.5).score(rows, 50.0)
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-7)


def test_numbers_that_overflowed_warn_nobody():
    rows = torch.tensor([[-math.inf, 1.0], [math.inf, 1.0], [math.nan, 1.0]])
    first, *_ = Novelty(1.0, 1.0, 1.0).score(rows, 50.0).tolist()
    assert first == pytest.approx(0.5)


def test_an_empty_canvas_is_never_a_digit():
    score = Novelty(1.0, 0.0, 1.0)
    logits = torch.tensor([[50.0, 0.0], [50.0, 0.0]])
    assert score.score(logits, torch.tensor([0.0, 20.0])).tolist() == [1, pytest.approx(0)]
    assert Novelty.of(score.as_dict()) == score
