"""Layer-wise relevance propagation: the answer's value, divided among what it was made of.

Every layer hands the relevance of its outputs on to its inputs, in proportion to what each
contributed. Bach et al. 2015; the rules as in Montavon et al. 2019, "Layer-wise relevance
propagation: an overview", and Anders et al. 2021 (Zennit), arXiv:2106.13200.

What is treated as one layer: a convolution or dense layer with the batch normalisation and the
edits' factors that follow it. What blank paper contributes to the first weights counts as their
bias, so that relevance is of ink.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from app.cnn.kinds.activation import Activation, PRelu
from app.cnn.kinds.base import Kind
from app.cnn.kinds.norm import Batch, Norm
from app.cnn.kinds.opaque import Opaque
from app.cnn.kinds.pool import MaxPool
from app.cnn.kinds.softmax import Softmax
from app.cnn.network import Network
from app.explain.case import Case
from app.explain.method import Answer
from app.explain.walk import pull, walk

EPSILON = 1e-6
CARRYING = ("flatten", "reshape", "permute", "dropout", "concat")
WEIGHTED = ("conv", "linear")


@dataclass(frozen=True, eq=False)
class Weighted:
    """A convolution or dense layer, with what is merged into it, as one weighted sum.

    Args:
        run: computes it without bias from (input, weight).
        x: its input, less what blank paper gives where nothing but paper lies before: (1, …).
        weight: with the factors of what follows.
        constant: what it adds to the sum, in the shape of its output: (1, …).
        low: its input on blank paper, less the same, where it is the first; else None.
        high: its input on an input full of ink, likewise.
    """

    run: Callable[[Tensor, Tensor], Tensor]
    x: Tensor
    weight: Tensor
    constant: Tensor
    low: Tensor | None = None
    high: Tensor | None = None


Term = tuple[Tensor, Tensor, float]
"""An input, a weight, and the sign with which their sum counts."""

Rule = Callable[[Weighted, Tensor], Tensor]
"""From a weighted sum and the relevance of its outputs to the relevance of its inputs."""


def epsilon(layer: Weighted, relevance: Tensor) -> Tensor:
    """In proportion to the products x · w."""
    return share(layer, [(layer.x, layer.weight, 1)], layer.constant, relevance)


def plus(layer: Weighted, relevance: Tensor) -> Tensor:
    """In proportion to the products above zero (z⁺, or α1β0)."""
    return share(layer, positive(layer, layer.weight.clamp(min=0), layer.weight.clamp(max=0)),
                 layer.constant.clamp(min=0), relevance)  # fmt: skip


def gamma(layer: Weighted, relevance: Tensor, strength: float = 0.25) -> Tensor:
    """In proportion to the products, `strength` more where they are above zero; any sign of x."""
    w, b = layer.weight, layer.constant
    up, down = w + strength * w.clamp(min=0), w + strength * w.clamp(max=0)
    with torch.no_grad():
        z = layer.run(layer.x, w) + b
    above = share(layer, positive(layer, up, down), b + strength * b.clamp(min=0),
                  relevance * (z > 0))  # fmt: skip
    below = share(layer, positive(layer, down, up), b + strength * b.clamp(max=0),
                  relevance * (z < 0))  # fmt: skip
    return above + below


def box(layer: Weighted, relevance: Tensor) -> Tensor:
    """For the first layer: in proportion to how far each input is from its bounds (zᴮ)."""
    if layer.low is None or layer.high is None:
        return epsilon(layer, relevance)
    w = layer.weight
    terms = [
        (layer.x, w, 1.0),
        (layer.low, w.clamp(min=0), -1.0),
        (layer.high, w.clamp(max=0), -1.0),
    ]
    return share(layer, terms, torch.zeros(()), relevance)


def positive(layer: Weighted, up: Tensor, down: Tensor) -> list[Term]:
    """The inputs above zero with one weight, those below with the other."""
    return [(layer.x.clamp(min=0), up, 1), (layer.x.clamp(max=0), down, 1)]


def share(layer: Weighted, terms: Sequence[Term], constant: Tensor, relevance: Tensor) -> Tensor:
    """Divide relevance among the inputs in proportion to their parts of the terms' sum."""
    with torch.enable_grad():
        leaves = [x.detach().clone().requires_grad_() for x, _, _ in terms]
        parts = [
            sign * layer.run(leaf, weight)
            for leaf, (_, weight, sign) in zip(leaves, terms, strict=True)
        ]
        z = sum(parts[1:], parts[0])
        grads = torch.autograd.grad(z, leaves, relevance / stable(z.detach() + constant))
    return sum((leaf.detach() * grad for leaf, grad in zip(leaves, grads, strict=True)),
               torch.zeros(()))  # fmt: skip


def stable(z: Tensor) -> Tensor:
    """A denominator that is not zero."""
    return z + torch.where(z < 0, -EPSILON, EPSILON)


@dataclass(frozen=True)
class Composite:
    """Which rule for which layers."""

    conv: Rule = epsilon
    dense: Rule = epsilon
    first: Rule | None = None

    def attribute(self, case: Case) -> Answer:
        """The relevance of each ink cell, (C, *spatial)."""
        question, propagation = case.question, Propagation(case, self)
        start = question.weights * case.outputs[question.layer]
        return Answer(walk(case.network, question.layer, start, propagation.back)[0])


class Propagation:
    """One way back through a network."""

    def __init__(self, case: Case, composite: Composite) -> None:
        self.case = case
        self.composite = composite
        self.network = case.network
        self.first = _first(case.network)
        self.merged = _merged(case.network)

    def back(self, name: str, relevance: Tensor) -> Sequence[Tensor]:
        """From the relevance of a layer's output to that of its inputs."""
        layer, rule = self.network.layer(name), self.network.rules[name]
        inputs = [self.case.outputs[other] for other in layer.inputs]
        if rule.kind in WEIGHTED:
            weighted = self.weighted(name)
            which = self.composite.conv if rule.kind == "conv" else self.composite.dense
            if weighted.low is not None and self.composite.first:
                which = self.composite.first
            return [which(weighted, relevance)]
        if name in self.merged.values() or _passes(rule, inputs[0], relevance):
            return [relevance]
        if rule.kind in CARRYING or isinstance(rule, MaxPool) or rule.kind == "max_pool":
            return pull(rule, inputs, self.network.tensors[name], relevance)
        return self._shared(name, inputs, relevance)

    def _shared(self, name: str, inputs: Sequence[Tensor], relevance: Tensor) -> list[Tensor]:
        """Epsilon for what else there is: sums, means, coefficients, distances."""
        rule, tensors = self.network.rules[name], dict(self.network.tensors[name])
        if rule.kind == "rbf":  # (x - c)² = x² + c² - 2 c · x; x² is common to all classes
            centres, (x,) = tensors["weight"], inputs
            output = self.case.outputs[name]
            signal = relevance / stable(output)
            return [x * torch.matmul(signal, -2 * centres)]
        with torch.no_grad():
            z = rule.run(*inputs, **tensors)
        parts = pull(rule, inputs, tensors, relevance / stable(z))
        among = len(inputs) if isinstance(rule, Opaque) else 1  # a product is of all its factors
        return [x * part / among for x, part in zip(inputs, parts, strict=True)]

    def weighted(self, name: str) -> Weighted:
        """A convolution or dense layer with what is merged into it."""
        network, rule = self.network, self.network.rules[name]
        tensors = network.tensors[name]
        (source,) = network.layer(name).inputs
        x, weight = self.case.outputs[source], tensors["weight"]
        raw = source in self.first
        base = self.case.paper[source] if raw else torch.zeros_like(x)
        slope, shift = self._following(name)

        def run(value: Tensor, kernel: Tensor) -> Tensor:
            return rule.run(value, weight=kernel)

        with torch.no_grad():
            added = rule.run(base, **tensors)  # (1, C, …)
        constant = added * _across(slope, added.dim()) + _across(shift, added.dim())
        scaled = weight * slope.view(-1, *(1,) * (weight.dim() - 1))
        if not raw:
            return Weighted(run, x, scaled, constant)
        high = self.full[source] - base
        return Weighted(run, x - base, scaled, constant, torch.zeros_like(x), high)

    @property
    def full(self) -> dict[str, Tensor]:
        """Every layer's output for an input full of ink."""
        with torch.no_grad():
            return self.network.outputs(self.network.prepare(torch.ones_like(self.case.ink)))

    def _following(self, name: str) -> tuple[Tensor, Tensor]:
        """Slope and shift of each channel by factors and by a merged batch normalisation."""
        channels = self.network.layer(name).shape[0]
        slope, shift = torch.ones(channels), torch.zeros(channels)
        for one in (name, self.merged.get(name)):
            if one is None:
                continue
            if one != name:
                rule, tensors = self.network.rules[one], self.network.tensors[one]
                assert isinstance(rule, Batch)
                factor = (tensors["variance"] + rule.eps).rsqrt()
                factor = factor * tensors.get("weight", torch.ones(()))
                offset = tensors.get("bias", torch.zeros(())) - tensors["mean"] * factor
                slope, shift = slope * factor, shift * factor + offset
            scale = self.network.scales.get(one)
            if scale is not None:
                slope, shift = slope * scale.flatten(), shift * scale.flatten()
        return slope, shift


def _across(values: Tensor, axes: int) -> Tensor:
    """One number a channel, (C,) -> (1, C, 1, …)."""
    return values.view(1, -1, *(1,) * (axes - 2))


def _passes(rule: Kind, x: Tensor, relevance: Tensor) -> bool:
    """Whether each number is made of one number, so that its relevance is that one's."""
    single: tuple[Any, ...] = (Activation, PRelu, Softmax, Norm, Opaque)
    unmerged = isinstance(rule, Batch)
    alike = x.shape == relevance.shape
    many = isinstance(rule, Opaque) and len([a for a in rule.args if _is_input(a)]) > 1
    return isinstance(rule, single) and alike and not unmerged and not many


def _is_input(argument: Any) -> bool:
    return getattr(argument, "constant", True) is False


def _first(network: Network) -> frozenset[str]:
    """The layers that hold nothing but the input's cells."""
    found = {network.names[0]}
    for layer in network.layers[1:]:
        if layer.kind in CARRYING and found.issuperset(layer.inputs):
            found.add(layer.name)
    return frozenset(found)


def _merged(network: Network) -> dict[str, str]:
    """The batch normalisations that follow a convolution or dense layer alone, by that layer."""
    readers: dict[str, list[str]] = {}
    for layer in network.layers:
        for other in layer.inputs:
            readers.setdefault(other, []).append(layer.name)
    return {
        name: after[0]
        for name, after in readers.items()
        if network.rules[name].kind in WEIGHTED
        and len(after) == 1
        and isinstance(network.rules[after[0]], Batch)
    }
