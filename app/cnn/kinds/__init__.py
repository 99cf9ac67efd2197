"""The kinds of layers: one file each, one line each."""

from collections.abc import Callable, Mapping
from itertools import chain
from types import ModuleType

from torch import nn

from app.cnn.kinds import (
    activation,
    adaptive_pool,
    conv,
    linear,
    merge,
    norm,
    pool,
    rbf,
    reshape,
    softmax,
    subsampling,
)
from app.cnn.kinds.base import Found

KINDS: tuple[ModuleType, ...] = (
    activation,
    adaptive_pool,
    conv,
    linear,
    merge,
    norm,
    pool,
    rbf,
    reshape,
    softmax,
    subsampling,
)

MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = dict(
    chain.from_iterable(kind.MODULES.items() for kind in KINDS)
)
"""Module class -> recogniser(module, *arguments)."""

FUNCTIONS: Mapping[str, Callable[..., Found | None]] = dict(
    chain.from_iterable(kind.FUNCTIONS.items() for kind in KINDS)
)
"""Operation -> recogniser(*arguments); `aten.` before it where aten's arguments differ."""
