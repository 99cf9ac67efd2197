"""What the answer loses when a patch of the drawing is covered with paper."""

from app.explain.case import Case
from app.explain.method import Answer, Method
from app.explain.placing import inked, windows


def attribute(case: Case) -> Answer:
    """The mean loss over all patches that cover a cell, (C, *spatial).

    The patch moves by half its side. Only patches with ink are computed: another changes nothing.
    """
    side = case.budget.window
    masks = windows(tuple(case.ink.shape[2:]), side, max(1, side // 2))  # (P, *spatial)
    covering = masks.sum(0).clamp(min=1)
    masks = masks[(masks * inked(case.ink)).flatten(1).any(1)]
    total = covering.new_zeros(covering.shape)
    for some in case.batches(masks):
        lost = case.value - case.values(case.ink * (1 - some[:, None]))  # (batch,)
        total += (lost.view(-1, *(1,) * (some.dim() - 1)) * some).sum(0)
    channels = case.ink.shape[1]
    return Answer((total / covering / channels).expand(case.ink.shape[1:]).clone())


METHOD = Method(
    id="occlusion",
    title="Occlusion",
    words="What the answer loses when a small patch is covered with paper.",
    source="Zeiler, Fergus 2013, arXiv:1311.2901",
    run=attribute,
    gradient=False,
    cost=lambda case: len(
        windows(tuple(case.ink.shape[2:]), case.budget.window, max(1, case.budget.window // 2))
    ),
)
