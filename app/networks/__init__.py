"""The networks that ship: one file each, one line each in the registry."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from app.networks.crash_course import crash_course
from app.networks.lenet5 import BACKGROUND, FOREGROUND, lenet5
from app.networks.mlp import mlp
from app.networks.vgg_mini import vgg_mini

DIGITS = tuple("0123456789")

INK_MEAN, INK_STD = 0.10, 0.28
"""Mean and deviation of ink over the pixels of MNIST in a 32×32 frame, rounded."""


@dataclass(frozen=True)
class Architecture:
    """A network before training: how to build it and what its input means.

    `build` returns a module from standardised input (B, *input_shape) to logits (B, classes);
    the input is (ink - mean) / std for ink 0..1.
    """

    id: str
    title: str
    summary: str
    build: Callable[[], nn.Module]
    mean: float = INK_MEAN
    std: float = INK_STD
    input_shape: tuple[int, ...] = (1, 32, 32)
    classes: tuple[str, ...] = DIGITS


ARCHITECTURES: dict[str, Architecture] = {
    architecture.id: architecture
    for architecture in (
        Architecture(
            id="crash-course",
            title="Crash course",
            summary="One convolution, one pooling, two dense layers: a textbook example.",
            build=crash_course,
        ),
        Architecture(
            id="lenet-5",
            title="LeNet-5",
            summary="The classic of 1998: trainable subsampling, tanh, characters as the output.",
            build=lenet5,
            mean=-BACKGROUND / (FOREGROUND - BACKGROUND),
            std=1 / (FOREGROUND - BACKGROUND),
        ),
        Architecture(
            id="vgg-mini",
            title="VGG mini",
            summary="Stacks of 3×3 convolutions with batch norm and dropout: the most accurate.",
            build=vgg_mini,
        ),
        Architecture(
            id="mlp",
            title="MLP",
            summary="No convolution: every unit reads all 1,024 pixels. To compare with.",
            build=mlp,
        ),
    )
}
