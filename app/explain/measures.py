"""How far to trust a map: does it add up, does the answer follow it, does it follow the network?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from app.cnn.network import Network
from app.explain.case import Case
from app.explain.method import Answer, Method
from app.explain.placing import inked

SHARES = 16
"""Into how many equal parts the inked cells are divided, along a curve."""
RANDOM_ORDERS = 4


@dataclass(frozen=True)
class Completeness:
    """What a map's numbers add up to.

    Args:
        sum: of the map.
        total: what it should be, by the method's promise.
        error: their difference relative to the total; None where the total is 0.
    """

    sum: float
    total: float
    error: float | None


@dataclass(frozen=True)
class Curve:
    """The answer while inked cells are taken away, or put on blank paper, the most important first.

    Args:
        values: of F, at shares 0, 1/16, … 1 of the inked cells.
        probabilities: of the class in question; None for a unit.
        area: under the values, 0 where they are as on blank paper, 1 as on the drawing; None where
            both are the same.
    """

    values: list[float]
    probabilities: list[float] | None
    area: float | None


@dataclass(frozen=True)
class Curves:
    """Both curves of one order of cells. A good order has a small first area and a large second."""

    deletion: Curve
    insertion: Curve


@dataclass(frozen=True)
class Sanity:
    """How alike the map is to that of a network with random weights: Spearman's ρ of sizes.

    Near 0 is well: the map depends on what was learned. Near 1: it would look like this anyway.
    Inked cells only, as paper is alike in many maps. Adebayo et al. 2018, arXiv:1810.03292.

    Args:
        last: only the last layer with weights is drawn anew.
        all: all are.
    """

    last: float | None
    all: float | None


def completeness(case: Case, method: Method, answer: Answer) -> Completeness | None:
    """Hold a map to its method's promise; None where it promised nothing."""
    if method.promise is None:
        return None
    found = float(answer.attribution.double().sum())
    total = case.value - (case.blank if method.promise == "difference" else 0)
    return Completeness(found, total, abs(found - total) / abs(total) if total else None)


def curves(case: Case, maps: Sequence[Tensor]) -> list[Curves]:
    """Deletion and insertion curves of maps (C, *spatial), and last those of random orders.

    Petsiuk, Das, Saenko 2018, arXiv:1806.07421; cells without ink are left out, since on paper
    deleting them changes nothing.
    """
    there = inked(case.ink).flatten()
    dice = torch.Generator().manual_seed(case.budget.seed)
    dies = [torch.rand(there.shape, generator=dice) for _ in range(RANDOM_ORDERS)]
    kept = [_kept(scores, there) for scores in (*(one.sum(0).flatten() for one in maps), *dies)]
    masks = torch.cat(kept).view(-1, 1, *case.ink.shape[2:])  # (maps · 2 · 17, 1, *spatial)
    values, probabilities = _answers(case, masks)
    target = case.question.target
    rows = values.view(len(kept), 2, -1)
    chances = None if target is None else probabilities[:, target].view(len(kept), 2, -1)
    ends = case.blank, case.value
    found = [_curves(rows[at], None if chances is None else chances[at], ends)
             for at in range(len(maps))]  # fmt: skip
    mean = slice(len(maps), None)
    chance = None if chances is None else chances[mean].mean(0)
    return [*found, _curves(rows[mean].mean(0), chance, ends)]


def _kept(scores: Tensor, there: Tensor) -> Tensor:
    """Which cells stay along both curves, (2 · (SHARES + 1), cells)."""
    count = int(there.sum())
    rank = torch.full(there.shape, -1, dtype=torch.long)
    order = torch.where(there, scores, -torch.inf).argsort(descending=True, stable=True)[:count]
    rank[order] = torch.arange(count)
    ends = [round(count * share / SHARES) for share in range(SHARES + 1)]
    before = torch.stack([rank < end for end in ends])  # (SHARES + 1, cells)
    return torch.cat(((~before) & there, before & there)).to(torch.float32)


def _answers(case: Case, masks: Tensor) -> tuple[Tensor, Tensor]:
    """F and probabilities of the drawing's part under each mask (N, 1, *spatial)."""
    found = [case.answers(case.ink * some) for some in case.batches(masks)]
    values, probabilities = (torch.cat(parts) for parts in zip(*found, strict=True))
    return values, probabilities


def _curves(values: Tensor, chances: Tensor | None, ends: tuple[float, float]) -> Curves:
    """Two curves from their points, (2, SHARES + 1)."""
    chance = [None, None] if chances is None else chances.tolist()
    both = [
        Curve(points.tolist(), chance[at], _area(points, *ends)) for at, points in enumerate(values)
    ]
    return Curves(*both)


def _area(points: Tensor, low: float, high: float) -> float | None:
    """Under the curve by trapezoids, from `low` as 0 to `high` as 1, over a length of 1."""
    if high == low:
        return None
    return float(torch.trapezoid((points.double() - low) / (high - low)) / (len(points) - 1))


@dataclass(frozen=True, eq=False)
class Redrawn:
    """A case put to the network with its weights drawn anew: made once a call."""

    case: Case

    @cached_property
    def weighted(self) -> tuple[str, ...]:
        """The layers with weights, in forward order."""
        network = self.case.network
        return tuple(name for name in network.names if "weight" in network.tensors[name])

    @cached_property
    def last(self) -> Case:
        """Only the last layer with weights before the question drawn anew."""
        return self.case.of(redrawn(self.case.network, self._asked[-1:], self.case.budget.seed))

    @cached_property
    def all(self) -> Case:
        """All of them drawn anew."""
        return self.case.of(redrawn(self.case.network, self.weighted, self.case.budget.seed))

    @property
    def _asked(self) -> tuple[str, ...]:
        names = self.case.network.names
        end = names.index(self.case.question.layer) + 1
        return tuple(name for name in self.weighted if name in names[:end])

    def sanity(self, method: Method, answer: Answer) -> Sanity:
        """How alike a method's maps are before and after."""
        there = inked(self.case.ink)

        def alike(other: Case) -> float | None:
            again = method.run(other).attribution
            return correlation(answer.attribution.sum(0)[there], again.sum(0)[there])

        return Sanity(alike(self.last), alike(self.all)) if self._asked else Sanity(None, None)


def redrawn(network: Network, layers: Sequence[str], seed: int) -> Network:
    """The network with the weights of these layers drawn anew: normal, mean 0, of the same size."""
    dice = torch.Generator().manual_seed(seed)
    tensors: dict[str, Mapping[str, Tensor]] = dict(network.tensors)
    for name in layers:
        weight = tensors[name]["weight"]
        size = weight[weight != 0].square().mean().sqrt().nan_to_num()
        fresh = size * torch.randn(weight.shape, generator=dice)
        fresh = network.rules[name].constrained("weight", fresh)
        tensors[name] = {**tensors[name], "weight": fresh}
    return replace(network, tensors=tensors)


def correlation(one: Tensor, other: Tensor) -> float | None:
    """Spearman's ρ of the sizes of two rows of numbers; None where one is all alike."""
    ranks = torch.stack((_ranks(one.abs()), _ranks(other.abs())))
    if len(one) < 2 or bool((ranks.std(1) == 0).any()):
        return None
    return float(torch.corrcoef(ranks)[0, 1])


def _ranks(values: Tensor) -> Tensor:
    """The rank of each number; equal ones share theirs."""
    _, which, counts = values.unique(return_inverse=True, return_counts=True)
    last = counts.cumsum(0).double()
    return (last - (counts - 1) / 2)[which]
