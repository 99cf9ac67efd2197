"""The worked example of "Crash Course in Convolutional Neural Networks" (J. Brownlee)."""

from collections import OrderedDict

from torch import nn


def crash_course() -> nn.Sequential:
    """Build the network: (B, 1, 32, 32) standardised digits -> (B, 10) logits."""
    return nn.Sequential(
        OrderedDict(
            conv=nn.Conv2d(1, 10, kernel_size=5),  # (B, 10, 28, 28)
            relu1=nn.ReLU(),
            pool=nn.MaxPool2d(2),  # (B, 10, 14, 14)
            flatten=nn.Flatten(),  # (B, 1960)
            dense1=nn.Linear(1960, 200),  # (B, 200)
            relu2=nn.ReLU(),
            dense2=nn.Linear(200, 10),  # (B, 10)
        )
    )
