"""What a network has to answer before it is sent work: its logits for one picture of many greys.

Weights are checked by their hash; this checks the rest – processor, libraries, our own code.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

KEY = "self_test"
"""Where the card of a trained network has its logits."""

GOLDEN = (math.sqrt(5) - 1) / 2
CLOSE = 1e-3
"""Other processors add up in another order and are off by 1e-5; half precision by more."""


def picture(shape: Sequence[int]) -> Tensor:
    """Return ink (C, H, W), 0..1, in which no two pixels are alike."""
    count = math.prod(shape)
    steps = torch.arange(1, count + 1, dtype=torch.float64) * GOLDEN
    return steps.frac().float().reshape(*shape)


def complaint(logits: Tensor, known: Sequence[float] | None) -> str | None:
    """Say what is wrong with the logits (classes,) for the picture; None: nothing.

    `known` are those of the machine that trained the network, None when there are none.
    """
    if not torch.isfinite(logits).all():
        return "gives numbers that are not finite"
    if known is None:
        return None
    wanted = torch.tensor(known, dtype=logits.dtype)
    if wanted.shape != logits.shape:
        return f"gives {len(logits)} logits where its card has {len(wanted)}"
    off = float((logits - wanted).abs().max())
    if off > CLOSE * max(1.0, float(wanted.abs().max())):
        return f"is off by {off:.2g} from what it answered when it was trained"
    return None
