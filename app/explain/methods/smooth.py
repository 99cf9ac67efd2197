"""The gradient, averaged over noisy copies of the drawing."""

import torch

from app.explain.case import Case
from app.explain.method import Answer, Method

NOISE = 0.15
"""Standard deviation of the noise as a share of the ink's range; the paper's 10 to 20 %."""


def attribute(case: Case) -> Answer:
    """The mean of dF/dink at ink + noise, (C, *spatial)."""
    dice = torch.Generator().manual_seed(case.budget.seed)
    noise = torch.randn(case.budget.samples, *case.ink.shape[1:], generator=dice)
    gradients = case.gradients(case.ink + NOISE * noise)  # (samples, C, *spatial)
    mean = gradients.mean(0)
    error = gradients.std(0, correction=0) / case.budget.samples**0.5
    return Answer(mean, spread=float(error.mean() / mean.abs().amax().clamp(min=1e-30)))


METHOD = Method(
    id="smoothgrad",
    title="SmoothGrad",
    words="The gradient, averaged over copies of the drawing with noise.",
    source="Smilkov et al. 2017, arXiv:1706.03825",
    run=attribute,
    cost=lambda case: case.budget.samples,
)
