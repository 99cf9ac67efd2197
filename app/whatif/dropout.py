"""What the answers are when dropout goes on: Monte-Carlo dropout, as a measure of doubt.

Gal, Ghahramani, "Dropout as a Bayesian approximation", 2016 (arXiv:1506.02142). The mutual
information of answer and dropped units is BALD (Houlsby et al. 2011, arXiv:1112.5745).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from app.cnn.kinds.reshape import Dropout
from app.cnn.network import Network
from app.cnn.trace import forward
from app.whatif.trials import at_once


@dataclass(frozen=True)
class Spread:
    """How the answers of many thinned networks differ.

    Attributes:
        probabilities: (samples, classes).
        entropy: of the mean answer, nats: all doubt.
        information: what is lost when one knows which units were dropped, nats: the part of the
            doubt about which the thinned networks disagree.
    """

    probabilities: Tensor
    entropy: float
    information: float


def dropouts(network: Network) -> tuple[str, ...]:
    """The layers that drop something in training, and can be sampled."""
    return tuple(name for name in network.names if _rule(network, name) is not None)


def spread(network: Network, ink: Tensor, samples: int, seed: int) -> Spread:
    """Answer `samples` times, other units dropped each time; the same ones for the same seed.

    Args:
        network: with or without edits; it should have `dropouts`.
        ink: (1, C, H, W), 0..1.
        samples: how often.
        seed: of the choice of units.
    """
    generator = torch.Generator().manual_seed(seed)
    size, parts = at_once(network), []
    for start in range(0, samples, size):
        count = min(size, samples - start)
        thinned = _thinned(network, count, generator)
        with torch.no_grad():
            parts.append(forward(thinned, ink.expand(count, *ink.shape[1:]))[1])
    probabilities = torch.cat(parts)
    entropy = float(_entropy(probabilities.mean(dim=0)))
    return Spread(probabilities, entropy, max(0.0, entropy - float(_entropy(probabilities).mean())))


def _thinned(network: Network, count: int, generator: torch.Generator) -> Network:
    """The network with other units dropped for each of `count` images."""
    scales = dict(network.scales)
    for name in dropouts(network):
        mask = _mask(network, name, count, generator)
        scales[name] = mask * scales[name] if name in scales else mask
    return replace(network, scales=scales)


def _mask(network: Network, name: str, samples: int, generator: torch.Generator) -> Tensor:
    """0 for what is dropped, 1/(1-p) for the rest, as in training: (samples, C, …)."""
    rule = _rule(network, name)
    assert rule is not None
    shape = network.layer(name).shape
    drawn = (shape[0], *(1,) * (len(shape) - 1)) if rule.whole else shape
    kept = torch.rand(samples, *drawn, generator=generator) >= rule.probability
    return kept.float() / max(1 - rule.probability, 1e-12)


def _rule(network: Network, name: str) -> Dropout | None:
    rule = network.rules[name]
    usable = isinstance(rule, Dropout) and rule.probability > 0 and not rule.alpha
    return rule if usable and isinstance(rule, Dropout) else None


def _entropy(probabilities: Tensor) -> Tensor:
    """In nats, over the last axis."""
    return torch.special.entr(probabilities).sum(dim=-1)
