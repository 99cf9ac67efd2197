"""How differences from blank paper become the difference of the answer, layer by layer."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from app.cnn.kinds.activation import Activation, PRelu
from app.cnn.kinds.adaptive_pool import Uneven
from app.cnn.kinds.base import Kind
from app.cnn.kinds.opaque import Opaque
from app.cnn.kinds.pool import MaxPool
from app.explain.case import Case
from app.explain.method import Answer, Method
from app.explain.walk import pull, walk

SMALL = 1e-6
"""Where the difference from paper is smaller, the derivative takes the place of the quotient."""
POINTS = 16
"""Along the way from paper to drawing, in layers that are neither linear nor of one number."""


def attribute(case: Case) -> Answer:
    """Ink × multiplier, (C, *spatial): the rescale rule, with blank paper as the reference."""
    network = case.network

    def back(name: str, multiplier: Tensor) -> list[Tensor]:
        layer, rule, tensors = network.layer(name), network.rules[name], network.tensors[name]
        factor = network.scales.get(name)
        multiplier = multiplier if factor is None else multiplier * factor
        here = [case.outputs[other] for other in layer.inputs]
        there = [case.paper[other] for other in layer.inputs]
        if isinstance(rule, MaxPool) or (isinstance(rule, Uneven) and rule.which == "max_pool"):
            return [_winner(rule, here[0], there[0], multiplier)]
        if isinstance(rule, (Activation, PRelu)) or (isinstance(rule, Opaque) and len(here) == 1):
            return [_rescaled(rule, here[0], there[0], tensors, multiplier)]
        return _averaged(rule, here, there, tensors, multiplier)

    start = case.question.weights[None]
    found = walk(network, case.question.layer, start, back)  # (1, C, *spatial)
    return Answer((found * (case.outputs[case.input] - case.paper[case.input]))[0])


def _rescaled(
    rule: Kind, here: Tensor, there: Tensor, tensors: Mapping[str, Tensor], m: Tensor
) -> Tensor:
    """Section 3.5.1: Δy/Δx in place of the derivative, number by number."""
    with torch.no_grad():
        rise = rule.run(here, **tensors) - rule.run(there, **tensors)
    step = here - there
    (slope,) = pull(rule, [here], tensors, m)
    if rise.shape != step.shape:
        return slope
    return torch.where(step.abs() < SMALL, slope, m * rise / step)


def _winner(rule: Kind, here: Tensor, there: Tensor, m: Tensor) -> Tensor:
    """The change of a maximum belongs to the winner of the larger side, whose change covers it."""
    with torch.no_grad():
        rise = rule.run(here) - rule.run(there)
    (above,) = pull(rule, [here], {}, m * rise.clamp(min=0))
    (below,) = pull(rule, [there], {}, m * rise.clamp(max=0))
    (slope,) = pull(rule, [here], {}, m)
    step = here - there
    return torch.where(step.abs() < SMALL, slope, (above + below) / step)


def _averaged(
    rule: Kind,
    here: Sequence[Tensor],
    there: Sequence[Tensor],
    tensors: Mapping[str, Tensor],
    m: Tensor,
) -> list[Tensor]:
    """The mean derivative on the way: exact for what is linear or quadratic, and adds up."""
    points = POINTS if rule.kind in ("norm", "softmax", "log_softmax", "opaque") else 1
    total = [torch.zeros_like(value) for value in here]
    for point in range(points):
        share = (point + 0.5) / points
        between = [a + share * (b - a) for a, b in zip(there, here, strict=True)]
        for sum_, part in zip(total, pull(rule, between, tensors, m / points), strict=True):
            sum_ += part
    return total


METHOD = Method(
    id="deeplift",
    title="DeepLIFT",
    words="How each difference from blank paper is handed on through the layers; adds up by law.",
    source="Shrikumar, Greenside, Kundaje 2017, arXiv:1704.02685, rescale rule",
    run=attribute,
    promise="difference",
    cost=lambda case: 4,
)
