"""What the answer loses when a patch of the drawing is covered with paper."""

from math import prod

import torch

from app.cnn.geometry import Ints
from app.explain.case import Case
from app.explain.method import Answer, Method
from app.explain.placing import inked, masks, starts, windows


def attribute(case: Case) -> Answer:
    """The mean loss over all patches that cover a cell, (C, *spatial).

    The patch moves by half its side. Only patches with ink are computed: another changes nothing.
    """
    spatial, side, step = _moves(case)
    there, places = inked(case.ink), []
    total, covering = torch.zeros(spatial), torch.zeros(spatial)
    for place in windows(spatial, side, step):
        covering[place] += 1
        if there[place].any():
            places.append(place)
    for numbers in case.batches(torch.arange(len(places))):
        some = masks(spatial, [places[number] for number in numbers])  # (batch, *spatial)
        lost = case.value - case.values(case.ink * (1 - some[:, None]))  # (batch,)
        total += (lost.view(-1, *(1,) * len(spatial)) * some).sum(0)
    channels = case.ink.shape[1]
    return Answer((total / covering / channels).expand(case.ink.shape[1:]).clone())


def cost(case: Case) -> int:
    """The places of the patch."""
    spatial, side, step = _moves(case)
    return prod(len(starts(length, side, step)) for length in spatial)


def _moves(case: Case) -> tuple[Ints, int, int]:
    """Where the patch moves, its side and its step."""
    side = case.budget.window
    return tuple(case.ink.shape[2:]), side, max(1, side // 2)


METHOD = Method(
    id="occlusion",
    title="Occlusion",
    words="What the answer loses when a small patch is covered with paper.",
    source="Zeiler, Fergus 2013, arXiv:1311.2901",
    run=attribute,
    gradient=False,
    cost=cost,
)
