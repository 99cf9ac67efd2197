import torch

from app.training.augment import distort


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def bars(count):
    images = torch.zeros(count, 1, 32, 32)
    images[:, :, 8:24, 14:18] = 1
    return images


def test_shapes_and_range_are_kept():
    out = distort(bars(16), seeded())
    assert out.shape == (16, 1, 32, 32)
    assert out.min() >= 0
    assert out.max() <= 1 + 1e-6


def test_distortions_are_moderate():
    out = distort(bars(400), seeded())
    assert (out.sum(dim=(1, 2, 3)) / 64).mean().sub(1).abs() < 0.05
    centre = (out.sum(dim=(1, 2)) * torch.arange(32)).sum(1) / out.sum(dim=(1, 2, 3))
    assert (centre - 15.5).abs().max() < 5
    assert (centre - 15.5).std() > 0.5


def test_each_image_is_distorted_in_its_own_way_repeatably():
    out = distort(bars(2), seeded())
    assert not torch.equal(out[0], out[1])
    assert torch.equal(out, distort(bars(2), seeded()))
    assert not torch.equal(out, distort(bars(2), seeded(1)))


def test_blank_stays_blank():
    assert distort(torch.zeros(3, 1, 32, 32), seeded()).abs().max() == 0


def test_no_strength_is_no_distortion():
    assert torch.allclose(distort(bars(3), seeded(), strength=0.0), bars(3), atol=1e-5)
