"""The faintest noise on the input that makes a network answer another class.

FGSM: Goodfellow, Shlens, Szegedy, "Explaining and harnessing adversarial examples", 2015
(arXiv:1412.6572), one step. PGD: Madry et al., "Towards deep learning models resistant to
adversarial attacks", 2018 (arXiv:1706.06083), many small ones. Both aim at a target: they climb
its log-probability. No pixel changes by more than epsilon, and all stay between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from app.cnn.network import Network
from app.cnn.trace import forward
from app.whatif.trials import SURE, answers, at_once, gradient, margins

GRID = 24
"""Strengths that are tried at once, evenly spaced between the last that failed and the first that
worked."""
ROUNDS = 2
STEPS = 20
REACH = 2.5
"""PGD's steps together are this many times as long as it may get; Madry's 2.5."""


@dataclass(frozen=True)
class Attack:
    """The faintest noise that was found, or the strongest that was tried.

    `epsilon` is the most that a pixel changes by (0..1); `image` (1, C, H, W) the input with it.
    """

    reached: bool
    epsilon: float
    image: Tensor


GoOn = Callable[[], None]
Run = Callable[[Network, Tensor, int, Tensor, GoOn], Tensor]
"""(network, ink (1, C, H, W), target, strengths (N,), go_on) -> attacked inputs (N, C, H, W)."""


@dataclass(frozen=True)
class Method:
    """A way to make noise: its name for people, its paper, how it runs."""

    title: str
    paper: str
    run: Run


def _fgsm(network: Network, ink: Tensor, target: int, strengths: Tensor, go_on: GoOn) -> Tensor:
    """One step along the sign of the gradient, of each strength."""
    go_on()
    way = slope(network, ink, target).sign()  # (1, C, H, W)
    return (ink + strengths.view(-1, 1, 1, 1) * way).clamp(0, 1)


def _pgd(network: Network, ink: Tensor, target: int, strengths: Tensor, go_on: GoOn) -> Tensor:
    """Many small steps, each put back into the box of its strength."""
    bound = strengths.view(-1, 1, 1, 1)
    low, high = (ink - bound).clamp(min=0), (ink + bound).clamp(max=1)
    images = ink.expand(len(strengths), *ink.shape[1:])
    for _ in range(STEPS):
        go_on()
        ahead = images + REACH / STEPS * bound * slope(network, images, target).sign()
        images = torch.minimum(torch.maximum(ahead, low), high)
    return images


METHODS: dict[str, Method] = {
    "fgsm": Method("One step (FGSM)", "arXiv:1412.6572", _fgsm),
    "pgd": Method("Many steps (PGD)", "arXiv:1706.06083", _pgd),
}


def slope(network: Network, images: Tensor, target: int) -> Tensor:
    """The gradient of the target's log-probability, (N, C, H, W).

    Raises:
        NoGradientError: no gradient reaches the input.
    """
    with torch.enable_grad():
        x = images.detach().clone().requires_grad_()
        logits, _ = forward(network, x)
        return gradient(logits.log_softmax(dim=1)[:, target].sum(), x)


def faintest(
    method: Method,
    network: Network,
    ink: Tensor,
    target: int,
    *,
    most: float = 1.0,
    go_on: GoOn = lambda: None,
) -> Attack:
    """Find the least epsilon, up to `most`, with which a method reaches the target.

    A grid of strengths is tried, then a finer one below the first that works: the answer is at
    most `most` / 24² too large.

    Args:
        method: of `METHODS`.
        network: with or without edits.
        ink: (1, C, H, W), 0..1, which another class is answered for.
        target: index of a class.
        most: the largest epsilon.
        go_on: called before each step; may raise to give up.

    Raises:
        NoGradientError: no gradient reaches the network's input.
    """
    low, high, found = 0.0, most, None
    for _ in range(ROUNDS):
        strengths = torch.linspace(low, high, GRID + 1)[1:]
        parts = strengths.split(at_once(network))
        images = torch.cat([method.run(network, ink, target, part, go_on) for part in parts])
        leads = margins(answers(network, images)[0], target)
        hits = (leads >= SURE).nonzero()
        if not len(hits):
            break
        first = int(hits[0])
        found = Attack(True, float(strengths[first]), images[first : first + 1])
        low, high = float(strengths[first - 1]) if first else low, float(strengths[first])
    return found or Attack(False, most, images[-1:])


def random_signs(ink: Tensor, epsilon: float, count: int, seed: int = 0) -> Tensor:
    """As much noise without an aim, `count` times: (count, C, H, W)."""
    generator = torch.Generator().manual_seed(seed)
    signs = torch.randint(0, 2, (count, *ink.shape[1:]), generator=generator) * 2 - 1
    return (ink + epsilon * signs).clamp(0, 1)
