"""What each patch adds to the answer, on average over all orders in which they could come."""

import torch
from torch import Tensor

from app.explain.case import Case
from app.explain.method import Answer, Method
from app.explain.placing import blocks, inked


def attribute(case: Case) -> Answer:
    """Shapley values of the inked patches by sampled orders, each with its reverse.

    A patch's value is spread over its cells like the ink. Every order adds up to
    F(ink) - F(blank), so the mean does, too. Castro, Gómez, Tejada 2009; antithetic pairs as in
    Mitchell et al. 2022.
    """
    spatial = tuple(case.ink.shape[2:])
    number = _numbered(blocks(spatial, case.budget.window), inked(case.ink))  # -1: no ink
    count = int(number.max()) + 1
    if not count:
        return Answer(torch.zeros_like(case.ink[0]))
    orders = _orders(count, case.budget.samples, case.budget.seed)  # (samples, count)
    gains = torch.stack([_gains(case, number, order) for order in orders])  # (samples, count)
    mean = gains.mean(0)
    pairs = (gains[0::2] + gains[1::2]) / 2 if len(gains) % 2 == 0 else gains
    error = pairs.std(0, correction=0) / max(1, len(pairs) - 1) ** 0.5
    ink = case.ink[0]
    amount = torch.zeros(count).index_add(0, number[number >= 0], ink.sum(0)[number >= 0])
    share = torch.where(number >= 0, (mean / amount)[number.clamp(min=0)], 0.0)
    return Answer(share * ink, spread=float(error.mean() / mean.abs().amax().clamp(min=1e-30)))


def _numbered(number: Tensor, there: Tensor) -> Tensor:
    """The blocks with ink, numbered anew; -1 elsewhere."""
    known, compact = number[there].unique(return_inverse=True)
    found = torch.full_like(number, -1)
    if len(known):
        found[there] = compact
    return found


def _orders(count: int, samples: int, seed: int) -> Tensor:
    """Random orders of the patches, each followed by its reverse: (samples, count)."""
    dice = torch.Generator().manual_seed(seed)
    half = [torch.randperm(count, generator=dice) for _ in range((samples + 1) // 2)]
    both = [order for one in half for order in (one, one.flip(0))]
    return torch.stack(both[:samples])


def _gains(case: Case, number: Tensor, order: Tensor) -> Tensor:
    """What each patch adds when the patches come in this order: (count,)."""
    rank = torch.empty_like(order)
    rank[order] = torch.arange(len(order))  # when each patch comes
    arrival = torch.where(number >= 0, rank[number.clamp(min=0)], len(order))  # (*spatial)
    times = torch.arange(len(order) - 1).view(-1, *(1,) * number.dim())
    between = [
        case.values(case.ink * (arrival <= some).unsqueeze(1)) for some in case.batches(times)
    ]
    ends = torch.tensor([case.blank]), torch.tensor([case.value])
    steps = torch.cat((ends[0], *between, ends[1])).diff()  # (count,), in order of arrival
    return steps[rank]


METHOD = Method(
    id="shapley",
    title="Shapley values",
    words="What each patch adds, on average over the orders in which patches could come.",
    source="Shapley 1953; sampled as Castro, Gómez, Tejada 2009",
    run=attribute,
    promise="difference",
    gradient=False,
    cost=lambda case: (
        case.budget.samples * int(blocks(tuple(case.ink.shape[2:]), case.budget.window).max() + 1)
    ),
)
