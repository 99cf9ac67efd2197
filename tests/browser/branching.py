"""A network of one's own with branches: residual addition, concatenation, norms, many kinds."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Branching(nn.Module):
    """(B, 1, 16, 16) -> (B, 4) through a residual block and two concatenated branches."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, padding=1)
        self.one = nn.Conv2d(4, 4, 3, padding=1, groups=2)
        self.norm = nn.GroupNorm(2, 4)
        self.two = nn.Conv2d(4, 4, 3, padding=1)
        self.left = nn.Conv2d(4, 2, 1)
        self.right = nn.Conv2d(4, 3, 3, padding=2, dilation=2)
        self.halve = nn.AvgPool2d(2)
        self.drop = nn.Dropout(0.5)
        self.out = nn.Linear(5 * 8 * 8, 4)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.stem(x))
        inner = F.gelu(self.norm(self.one(x)))
        x = F.relu(x + self.two(inner))
        x = torch.cat((torch.sigmoid(self.left(x)), torch.tanh(self.right(x))), dim=1)
        return self.out(self.drop(self.halve(x).flatten(1)))


def make() -> nn.Module:
    """The same random weights every time."""
    torch.manual_seed(3)
    return Branching()
