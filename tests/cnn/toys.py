"""Networks so small that every number can be worked out by hand."""

from collections import OrderedDict

import torch
from torch import nn

from app.cnn import Network, build

PLUS = [[0.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 0.0]]


def plus_detector() -> nn.Sequential:
    """(B, 1, 4, 4) -> (B, 2): a plus-shaped kernel and its negative, the best place of each."""
    network = nn.Sequential(
        OrderedDict(
            conv=nn.Conv2d(1, 2, 3, padding=1),  # (B, 2, 4, 4)
            relu=nn.ReLU(),
            pool=nn.MaxPool2d(2),  # (B, 2, 2, 2)
            flatten=nn.Flatten(),  # (B, 8)
            dense=nn.Linear(8, 2),
        )
    )
    with torch.no_grad():
        network.conv.weight[:] = torch.tensor([[PLUS], [PLUS]]) * torch.tensor([1.0, -1.0]).view(
            2, 1, 1, 1
        )
        network.conv.bias[:] = torch.tensor([0.5, -0.5])
        network.dense.weight[:] = torch.tensor([[1.0] * 4 + [0.0] * 4, [0.0] * 4 + [1.0] * 4])
        network.dense.bias[:] = torch.tensor([0.0, 0.25])
    return network


def plus_network() -> Network:
    return build(plus_detector(), (1, 4, 4), mean=0.5, std=0.5)


def drawing() -> torch.Tensor:
    """A plus of ink, (1, 1, 4, 4); standardised with mean ½ and std ½ ink is 1 and paper -1."""
    return torch.tensor([[0.0, 1, 0, 0], [1, 1, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]).view(1, 1, 4, 4)


def randomised(module: nn.Module, seed: int = 0) -> nn.Module:
    """The module in eval mode with every parameter and statistic random, so nothing is trivial."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in module.state_dict().items():
            if tensor.is_floating_point():
                low = 0.5 if "var" in name else -0.5
                tensor.uniform_(low, low + 1, generator=generator)
    return module.eval()
