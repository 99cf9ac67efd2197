"""Networks so small that every attribution can be worked out by hand."""

from collections import OrderedDict

import torch
from torch import Tensor, nn

from app.cnn import Network, build
from app.cnn.modules import Rbf, Scale
from app.explain import Budget, Case, about_class, case_of


def put(module: nn.Module, **values: object) -> nn.Module:
    with torch.no_grad():
        for name, value in values.items():
            getattr(module, name)[:] = torch.tensor(value, dtype=torch.float32).view(
                getattr(module, name).shape
            )
    return module


def two_pixels() -> Network:
    """(1, 1, 2) ink (a, b) -> h = relu(2a - 2b), g = relu(b - a) -> logits 3h + g + 1, h + 2g."""
    return build(
        nn.Sequential(
            nn.Flatten(),
            put(nn.Linear(2, 2), weight=[[2, -2], [-1, 1]], bias=[0, 0]),
            nn.ReLU(),
            put(nn.Linear(2, 2), weight=[[3, 1], [1, 2]], bias=[1, 0]),
        ),
        (1, 1, 2),
    )


def kernel_of_two() -> Network:
    """(1, 1, 2) ink (a, b) -> one cell relu(2a - b) -> logits 3 · cell, 0."""
    return build(
        nn.Sequential(
            put(nn.Conv2d(1, 1, (1, 2)), weight=[2, -1], bias=[0]),
            nn.ReLU(),
            nn.Flatten(),
            put(nn.Linear(1, 2), weight=[3, 0], bias=[0, 0]),
        ),
        (1, 1, 2),
    )


def two_maps() -> Network:
    """(1, 2, 2) ink x -> maps x, 1 - x -> logit 0 = 2 · Σ first map + 4 · first of the second."""
    return build(
        nn.Sequential(
            OrderedDict(
                conv=put(nn.Conv2d(1, 2, 1), weight=[1, -1], bias=[0, 1]),
                flatten=nn.Flatten(),
                dense=put(nn.Linear(8, 2), weight=[[2, 2, 2, 2, 4, 0, 0, 0], [0] * 8], bias=[0, 0]),
            )
        ),
        (1, 2, 2),
    )


def characters() -> Network:
    """(1, 1, 2) ink -> squared distances to (1, 1) and (-1, 1) -> their negatives."""
    centres = torch.tensor([[1.0, 1.0], [-1.0, 1.0]])
    return build(nn.Sequential(nn.Flatten(), Rbf(centres), Scale(-1.0)), (1, 1, 2))


def linear(weights: Tensor) -> Network:
    """Ink (1, H, W) -> logits Σ weights · ink, 0."""
    dense = put(
        nn.Linear(weights.numel(), 2),
        weight=torch.stack((weights.flatten(), torch.zeros(weights.numel()))).tolist(),
        bias=[0, 0],
    )
    return build(nn.Sequential(nn.Flatten(), dense), (1, *weights.shape))


def pair(a: float = 1.0, b: float = 0.5) -> Tensor:
    return torch.tensor([[[[a, b]]]])


def case(
    network: Network, ink: Tensor, target: int = 0, against: int | None = None, **budget: object
) -> Case:
    return case_of(network, ink, about_class(network, target, against), Budget(**budget))
