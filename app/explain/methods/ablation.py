"""What the answer loses when the cells of a layer are switched off, place by place."""

import math

import torch
from torch import Tensor

from app.explain.case import Case
from app.explain.method import Answer, Method
from app.explain.placing import blocks, enlarge, map_layer, without_maps

MOST_PLACES = 256
"""Larger maps are switched off in blocks."""


def attribute(case: Case) -> Answer:
    """F less F without the cells of all channels at a place; and without each whole channel.

    Raises:
        UnsupportedMethodError: the layer has no maps.
    """
    layer = map_layer(case.network, case.budget.layer, case.question.layer)
    maps = case.outputs[layer]  # (1, C, *cells)
    spatial = tuple(maps.shape[2:])
    side = math.ceil((math.prod(spatial) / MOST_PLACES) ** (1 / len(spatial)))
    number = blocks(spatial, side)  # (*cells)
    places = torch.arange(int(number.max()) + 1).view(-1, *(1,) * number.dim())
    lost = _lost(case, layer, (number != places).unsqueeze(1))  # (blocks,)
    channels = _lost(case, layer, _others(maps.shape[1], len(spatial)))
    area = torch.bincount(number.flatten())
    cells = (lost / area)[number]
    attribution = enlarge(case.network, layer, cells).expand(case.ink.shape[1:])
    return Answer(attribution / case.ink.shape[1], layer, cells, channels)


def _lost(case: Case, layer: str, kept: Tensor) -> Tensor:
    """How much F falls with only these cells, a row each: (N, C or 1, *cells) -> (N,)."""
    with torch.no_grad():
        rest = [case.after(layer, case.outputs[layer] * some) for some in case.batches(kept)]
    return case.value - torch.cat(rest)


def _others(channels: int, axes: int) -> Tensor:
    """Masks without one channel each: (C, C, 1, …)."""
    return (1 - torch.eye(channels)).view(channels, channels, *(1,) * axes)


def cost(case: Case) -> int:
    """The places and the channels of the layer."""
    layer = case.network.layer(map_layer(case.network, case.budget.layer, case.question.layer))
    return min(MOST_PLACES, math.prod(layer.shape[1:])) + layer.shape[0]


METHOD = Method(
    id="ablation",
    title="Ablation",
    words="What the answer loses when a layer is switched off there, in all its maps.",
    source="after Zeiler, Fergus 2013, arXiv:1311.2901, inside the network",
    run=attribute,
    refusal=lambda case: without_maps(case.network, case.budget.layer, case.question.layer),
    gradient=False,
    cost=cost,
)
