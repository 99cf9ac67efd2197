"""Networks of one linear layer, about which everything can be worked out on paper."""

import torch
from torch import nn

from app.cnn import Network, build


def linear(weights: list[torch.Tensor], bias: list[float]) -> Network:
    """(B, 1, H, W) -> one logit for each of the weights (H, W)."""
    height, width = weights[0].shape
    layer = nn.Linear(height * width, len(weights))
    with torch.no_grad():
        layer.weight[:] = torch.stack([weight.flatten() for weight in weights])
        layer.bias[:] = torch.tensor(bias)
    return build(nn.Sequential(nn.Flatten(), layer), (1, height, width))


def halves(side: int = 28) -> tuple[torch.Tensor, torch.Tensor]:
    """1 on the left half, 1 on the right half."""
    left = torch.zeros(side, side)
    left[:, : side // 2] = 1
    return left, 1 - left
