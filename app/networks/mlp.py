"""A dense network: what came before convolution, to compare with."""

from collections import OrderedDict

from torch import nn


def mlp() -> nn.Sequential:
    """Build the network: (B, 1, 32, 32) standardised digits -> (B, 10) logits."""
    return nn.Sequential(
        OrderedDict(
            flatten=nn.Flatten(),  # (B, 1024)
            dense1=nn.Linear(1024, 64),  # (B, 64)
            relu=nn.ReLU(),
            dense2=nn.Linear(64, 10),  # (B, 10)
        )
    )
