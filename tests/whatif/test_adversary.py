"""The faintest noise, on paper and on the networks that ship."""

import pytest
import torch

from app.cnn import forward
from app.ink.normalize import fit_ink
from app.networks.store import load
from app.whatif.adversary import GRID, METHODS, faintest, random_signs
from app.whatif.trials import SURE, NoGradientError
from tests.whatif.linear import halves, linear

LEFT, RIGHT = halves(2)
INK = torch.tensor([[0.6, 0.4], [0.6, 0.4]]).view(1, 1, 2, 2)


@pytest.mark.parametrize("name", METHODS)
def test_of_a_linear_network_it_is_the_margin_over_the_weights(name: str) -> None:
    network = linear([LEFT, RIGHT], [0.0, 0.0])  # 1.2 against 0.8; four weights of 1 or -1
    found = faintest(METHODS[name], network, INK, 1)
    least = (0.4 + SURE) / 4
    assert found.reached
    assert least <= found.epsilon <= least + 1 / GRID**2 + 1e-6
    noise = found.image - INK
    assert torch.allclose(noise.abs(), torch.full_like(noise, found.epsilon), atol=1e-6)
    assert torch.equal(noise.sign()[0, 0], torch.tensor([[-1.0, 1], [-1, 1]]))


@pytest.mark.parametrize("name", METHODS)
def test_pixels_stay_ink(name: str) -> None:
    network = linear([LEFT, RIGHT], [0.0, -1.0])
    found = faintest(METHODS[name], network, INK, 1)
    assert found.reached
    assert float(found.image.min()) >= 0
    assert float(found.image.max()) <= 1


@pytest.mark.parametrize("name", METHODS)
def test_what_cannot_be_reached_is_said(name: str) -> None:
    network = linear([LEFT, RIGHT], [0.0, -3.0])
    found = faintest(METHODS[name], network, INK, 1)
    assert not found.reached
    assert found.epsilon == 1


def test_many_steps_need_no_more_than_one(pens) -> None:
    for name in ("crash-course", "lenet-5", "vgg-mini"):
        network = load(name).network
        image = fit_ink(pens[0], network.input_shape)[None]
        one, many = (faintest(METHODS[method], network, image, 9) for method in ("fgsm", "pgd"))
        assert many.reached
        assert many.epsilon <= one.epsilon + 1e-6
        assert float((many.image - image).abs().max()) <= many.epsilon + 1e-6
        assert int(forward(network, many.image)[0].argmax()) == 9


def test_a_network_without_a_gradient_says_so() -> None:
    with pytest.raises(NoGradientError):
        faintest(METHODS["fgsm"], linear([LEFT * 0, LEFT * 0], [0.0, -1.0]), INK, 1)


def test_noise_without_an_aim_is_as_strong_and_repeats() -> None:
    noise = random_signs(INK, 0.1, 5, seed=3) - INK
    assert torch.allclose(noise.abs(), torch.full_like(noise, 0.1))
    assert torch.equal(random_signs(INK, 0.1, 5, seed=3), random_signs(INK, 0.1, 5, seed=3))
    assert len(noise.sign().unique(dim=0)) > 1
