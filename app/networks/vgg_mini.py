"""The crash course's best practices in one network: 3×3 stacks that grow deeper."""

from collections import OrderedDict

from torch import nn


def vgg_mini() -> nn.Sequential:
    """Build the network: (B, 1, 32, 32) standardised digits -> (B, 10) logits."""
    return nn.Sequential(
        OrderedDict(
            conv1_1=nn.Conv2d(1, 16, kernel_size=3, padding=1, bias=False),  # (B, 16, 32, 32)
            norm1_1=nn.BatchNorm2d(16),
            relu1_1=nn.ReLU(),
            conv1_2=nn.Conv2d(16, 16, kernel_size=3, padding=1, bias=False),
            norm1_2=nn.BatchNorm2d(16),
            relu1_2=nn.ReLU(),
            pool1=nn.MaxPool2d(2),  # (B, 16, 16, 16)
            conv2_1=nn.Conv2d(16, 32, kernel_size=3, padding=1, bias=False),  # (B, 32, 16, 16)
            norm2_1=nn.BatchNorm2d(32),
            relu2_1=nn.ReLU(),
            conv2_2=nn.Conv2d(32, 32, kernel_size=3, padding=1, bias=False),
            norm2_2=nn.BatchNorm2d(32),
            relu2_2=nn.ReLU(),
            pool2=nn.MaxPool2d(2),  # (B, 32, 8, 8)
            conv3_1=nn.Conv2d(32, 64, kernel_size=3, padding=1, bias=False),  # (B, 64, 8, 8)
            norm3_1=nn.BatchNorm2d(64),
            relu3_1=nn.ReLU(),
            conv3_2=nn.Conv2d(64, 64, kernel_size=3, padding=1, bias=False),
            norm3_2=nn.BatchNorm2d(64),
            relu3_2=nn.ReLU(),
            pool3=nn.MaxPool2d(2),  # (B, 64, 4, 4)
            dropout1=nn.Dropout(0.2),
            flatten=nn.Flatten(),  # (B, 1024)
            dense1=nn.Linear(1024, 128),  # (B, 128)
            relu4=nn.ReLU(),
            dropout2=nn.Dropout(0.4),
            dense2=nn.Linear(128, 10),  # (B, 10)
        )
    )
