"""The network as a file of plain PyTorch that anybody can read and run."""

from __future__ import annotations

from app.lab.architecture import mean_and_std, pieces
from app.lab.knobs import Choices

TEMPLATE = '''"""A network trained in Inkling's lab: {seen}.

`load("model.safetensors")` has its weights; needs torch and safetensors.
"""

from collections import OrderedDict

import torch
from torch import nn

MEAN, STD = {mean!r}, {std!r}


def build() -> nn.Sequential:
    """Standardised digits (B, 1, 28, 28) -> logits (B, 10)."""
    return nn.Sequential(
        OrderedDict(
{layers}
        )
    )


def load(path: str = "model.safetensors") -> nn.Sequential:
    """The trained network, ready to answer."""
    from safetensors.torch import load_file

    model = build()
    model.load_state_dict(load_file(path))
    return model.eval()


@torch.no_grad()
def logits(model: nn.Sequential, ink: torch.Tensor) -> torch.Tensor:
    """Digits (B, 1, 28, 28), ink from 0 (paper) to 1 -> logits (B, 10)."""
    return model((ink - MEAN) / STD)
'''


def source(choices: Choices) -> str:
    """The file's text.

    Raises:
        KnobError: there is no such network.
    """
    mean, std = mean_and_std(choices)
    layers = pieces(choices)
    lines = [
        f"            {at.name}={at.source},  # (B, {', '.join(map(str, at.shape))})"
        for at in layers
    ]
    seen = " → ".join(at.name for at in layers)
    return TEMPLATE.format(mean=mean, std=std, layers="\n".join(lines), seen=seen)
