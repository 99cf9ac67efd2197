"""The gradient, averaged over noisy copies of the drawing."""

import torch

from app.explain.case import Case
from app.explain.method import Answer, Method

NOISE = 0.15
"""Standard deviation of the noise as a share of the ink's range; the paper's 10 to 20 %."""


def attribute(case: Case) -> Answer:
    """The mean of dF/dink at ink + noise, (C, *spatial)."""
    count, dice = case.budget.samples, torch.Generator().manual_seed(case.budget.seed)
    total = torch.zeros(case.ink.shape[1:], dtype=torch.double)
    squares = torch.zeros_like(total)
    for some in case.batches(torch.arange(count)):
        noise = [torch.randn(case.ink.shape[1:], generator=dice) for _ in some]
        gradients = case.gradients(case.ink + NOISE * torch.stack(noise))  # (batch, C, *spatial)
        total += gradients.sum(0, dtype=torch.double)
        squares += gradients.double().square().sum(0)
    mean = total / count
    error = (squares / count - mean.square()).clamp(min=0).sqrt() / count**0.5
    spread = float(error.mean() / mean.abs().amax().clamp(min=1e-30))
    return Answer(mean.to(case.ink.dtype), spread=spread)


METHOD = Method(
    id="smoothgrad",
    title="SmoothGrad",
    words="The gradient, averaged over copies of the drawing with noise.",
    source="Smilkov et al. 2017, arXiv:1706.03825",
    run=attribute,
    cost=lambda case: case.budget.samples,
)
