"""The gradient along the way from blank paper to the drawing."""

import torch

from app.explain.case import Case
from app.explain.method import Answer, Method


def attribute(case: Case) -> Answer:
    """Ink · ∫ dF/dink(α · ink) dα, (C, *spatial); equations 1 and 3 of the paper.

    Midpoints of u with α = u², since the way bends most near the paper: on our networks that
    halves the error of 64 even steps.
    """
    steps = case.budget.steps
    u = (torch.arange(steps) + 0.5) / steps
    u = u.view(-1, *(1,) * (case.ink.dim() - 1))  # (steps, 1, …)
    total = torch.zeros_like(case.ink[0])
    for some in case.batches(u):
        gradients = case.gradients(some.square() * case.ink)  # (batch, C, *spatial)
        total += (2 * some * gradients).sum(0)
    return Answer(total / steps * case.ink[0])


METHOD = Method(
    id="integrated-gradients",
    title="Integrated gradients",
    words="The gradient on the whole way from blank paper to the drawing; adds up by law.",
    source="Sundararajan, Taly, Yan 2017, arXiv:1703.01365",
    run=attribute,
    promise="difference",
    cost=lambda case: case.budget.steps,
)
