"""LeNet-5 as published: LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86(11), 1998."""

from collections import OrderedDict

import torch
from torch import Tensor, nn

from app.cnn.modules import PartialConv2d, Rbf, Scale, ScaledTanh, Subsampling

BACKGROUND, FOREGROUND = -0.1, 1.175
"""What paper and ink are at the input, so that its mean is about 0 and its variance about 1."""

C3_TABLE = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip
"""Table I of the paper: which maps of S2 each map of C3 sees."""

PENALTY_PER_NAT = 10.0
"""Before calibration, a penalty of this size costs one nat: logit = -penalty / this."""


def lenet5() -> nn.Sequential:
    """Build the network: (B, 1, 32, 32) digits, paper -0.1, ink 1.175 -> (B, 10) logits.

    `rbf` is the paper's output layer, a penalty for each class (smaller is better);
    `logits` turns it round, so that a softmax gives probabilities.
    """
    network = nn.Sequential(
        OrderedDict(
            c1=nn.Conv2d(1, 6, kernel_size=5),  # (B, 6, 28, 28)
            c1_tanh=ScaledTanh(),
            s2=Subsampling(6),  # (B, 6, 14, 14)
            s2_tanh=ScaledTanh(),
            c3=PartialConv2d(C3_TABLE, kernel_size=5),  # (B, 16, 10, 10)
            c3_tanh=ScaledTanh(),
            s4=Subsampling(16),  # (B, 16, 5, 5)
            s4_tanh=ScaledTanh(),
            c5=nn.Conv2d(16, 120, kernel_size=5),  # (B, 120, 1, 1)
            c5_tanh=ScaledTanh(),
            flatten=nn.Flatten(),  # (B, 120)
            f6=nn.Linear(120, 84),  # (B, 84)
            f6_tanh=ScaledTanh(),
            rbf=Rbf(characters()),  # (B, 10)
            logits=Scale(-1 / PENALTY_PER_NAT),
        )
    )
    for name, parameter in network.named_parameters():
        if name.endswith("weight") and parameter.dim() > 1:
            bound = 2.4 / parameter[0].numel()  # the paper's initialisation, by fan-in
            nn.init.uniform_(parameter, -bound, bound)
    return network


def characters() -> Tensor:
    """Return the ten stylised 7×12 characters as ±1: (10, 84), +1 = ink, row by row."""
    drawn = [[line[7 * digit + digit :][:7] for line in _CHARACTERS] for digit in range(10)]
    return torch.tensor(
        [[1.0 if pixel == "#" else -1.0 for line in rows for pixel in line] for rows in drawn]
    )


_CHARACTERS = (
    "..###.. ...##.. .#####. ####### .....#. ####### ..####. ####### .#####. .#####.",
    ".#...#. ..###.. ##...## ......# ....##. #...... .##.... ......# ##...## ##...##",
    "##...## .####.. #.....# .....## ....##. #...... ##..... ......# #.....# #.....#",
    "#.....# ...##.. ......# ....##. ...###. #...... #...... .....## #.....# #.....#",
    "#.....# ...##.. ......# ...##.. ..#.##. #.####. #...... .....#. ##...## ##....#",
    "#.....# ...##.. .....## ..####. .##.##. ###..## #.####. ....##. .#####. .######",
    "#.....# ...##.. ....##. .....## .#..##. #.....# ###..## ....#.. ##...## ......#",
    "#.....# ...##.. ...##.. ......# ##..##. ......# ##....# ...##.. #.....# ......#",
    "#.....# ...##.. ..##... ......# ####### ......# #.....# ...#... #.....# ......#",
    "##...## ...##.. .##.... ......# ....##. #.....# #.....# ..##... #.....# .....##",
    ".#...#. ...##.. ##..... ##...## ....##. ##...## ##...## ..#.... ##...## ....##.",
    "..###.. .###### ####### .#####. ....##. .#####. .#####. ..#.... .#####. .####..",
)
