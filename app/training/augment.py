"""Moderate distortions of a whole batch at once; stronger ones made real hands worse."""

import math

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

ROTATION = math.radians(12)
SCALE, ASPECT, SHEAR = 0.12, 0.08, 0.15
SHIFT = 2.0  # pixels
ELASTIC = 1.0  # pixels, standard deviation at the knots of a 5×5 grid


def distort(images: Tensor, generator: Generator, strength: float = 1.0) -> Tensor:
    """Turn, stretch, slant, shift and bend each image by its own random amounts.

    Args:
        images: (B, 1, H, W), ink 0..1 on 0.
        generator: where the randomness comes from.
        strength: 1 for the full range of each distortion, 0 for none.

    Returns:
        (B, 1, H, W), bilinearly sampled; what leaves the frame is lost, what enters is 0.
    """
    count, _, height, width = images.shape
    affine = _affine(count, height, generator, strength)
    grid = F.affine_grid(affine, list(images.shape), align_corners=False)
    knots = torch.randn(count, 2, 5, 5, generator=generator) * (strength * ELASTIC * 2 / height)
    bend = F.interpolate(knots, (height, width), mode="bicubic", align_corners=True)
    return F.grid_sample(images, grid + bend.permute(0, 2, 3, 1), align_corners=False)


def _affine(count: int, side: int, generator: Generator, strength: float) -> Tensor:
    """(count, 2, 3) matrices from output to input coordinates, -1..1."""

    def uniform(limit: float) -> Tensor:
        return (torch.rand(count, generator=generator) * 2 - 1) * (strength * limit)

    angle, shear = uniform(ROTATION), uniform(SHEAR)
    scale, aspect = 1 + uniform(SCALE), 1 + uniform(ASPECT)
    cos, sin = torch.cos(angle), torch.sin(angle)
    across, down = scale * aspect, scale / aspect
    first = torch.stack([cos * across, (shear * cos - sin) * down, uniform(SHIFT * 2 / side)], 1)
    second = torch.stack([sin * across, (shear * sin + cos) * down, uniform(SHIFT * 2 / side)], 1)
    return torch.stack([first, second], dim=1)
