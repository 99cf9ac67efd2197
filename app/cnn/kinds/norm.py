"""Normalisation: batch (with its running statistics), layer, group and instance."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch.nn.functional as F
from torch import Tensor, nn

from app.cnn.geometry import Ints, ReceptiveField, Region
from app.cnn.kinds.base import Arithmetic, Found, Json, Kind, Ref, Site, given, pick, same_cells

_FORMULA = "γ · (x − μ) / √(σ² + ε) + β"


@dataclass(frozen=True)
class Norm(Kind):
    """What all normalisations share: γ · (x − μ) / √(σ² + ε) + β."""

    kind: ClassVar[str] = "norm"
    eps: float

    def connections(self, site: Site) -> int:
        """Scale and shift of every output, where there are any."""
        affine = sum(name in site.tensors for name in ("weight", "bias"))
        return math.prod(site.shape) * affine

    def detail(self, site: Site) -> dict[str, Json]:
        """Which normalisation, and its ε."""
        return {"norm": type(self).__name__.lower(), "eps": self.eps}

    def arithmetic(
        self, index: Ints, values: Sequence[Tensor], site: Site, mean: float, variance: float
    ) -> Arithmetic:
        """One number, standardised, then scaled and shifted."""
        operand = pick(values, index).double()
        gamma, beta = (self.affine(name, index, site) for name in ("weight", "bias"))
        normalised = (operand - mean) / math.sqrt(variance + self.eps)
        scaled = normalised if gamma is None else normalised * gamma
        return Arithmetic(
            operation="affine",
            formula=_FORMULA,
            operands=operand,
            weights=None if gamma is None else operand.new_tensor([gamma]),
            products=scaled,
            sum=float(scaled),
            bias=beta,
            sources=same_cells(index, site),
            detail={
                "mean": mean,
                "variance": variance,
                "eps": self.eps,
                "gamma": gamma,
                "beta": beta,
                "normalised": float(normalised),
            },
        )

    def affine(self, name: str, index: Ints, site: Site) -> float | None:
        """γ ("weight") or β ("bias") of a cell; one per channel here."""
        tensor = site.tensors.get(name)
        return None if tensor is None else float(tensor[index[0]])


@dataclass(frozen=True)
class Batch(Norm):
    """Batch normalisation in use: fixed mean and variance per channel."""

    @property
    def title(self) -> str:
        """The name for people."""
        return "Batch normalisation"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Any shape (B, C, …) -> the same shape."""
        return F.batch_norm(
            inputs[0],
            tensors["mean"],
            tensors["variance"],
            tensors.get("weight"),
            tensors.get("bias"),
            eps=self.eps,
        )

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """One number with the statistics of its channel."""
        mean, variance = (float(site.tensors[name][index[0]]) for name in ("mean", "variance"))
        return self.arithmetic(index, values, site, mean, variance)


@dataclass(frozen=True)
class Layer(Norm):
    """Layer normalisation over the last axes, `shape` of them."""

    editable: ClassVar[bool] = False
    shape: Ints

    @property
    def title(self) -> str:
        """The name for people."""
        return "Layer normalisation"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """Any shape (B, …, *shape) -> the same shape."""
        weight, bias = tensors.get("weight"), tensors.get("bias")
        return F.layer_norm(inputs[0], self.shape, weight, bias, self.eps)

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """The whole input, when mean and variance are those of whole maps."""
        spatial = len(site.shape) - 1
        return ReceptiveField.whole(site.network_input[1:]) if len(self.shape) > spatial else None

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """All cells along the normalised axes."""
        kept = len(site.shape) - len(self.shape)
        return ((*region[:kept], *(frozenset(range(length)) for length in self.shape)),)

    def affine(self, name: str, index: Ints, site: Site) -> float | None:
        """γ or β of a cell; one per normalised cell."""
        tensor = site.tensors.get(name)
        return None if tensor is None else float(tensor[index[len(index) - len(self.shape) :]])

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """One number with the statistics of the cells that are normalised with it."""
        members = values[0].double()[index[: len(index) - len(self.shape)]]
        mean, variance = float(members.mean()), float(members.var(correction=0))
        return self.arithmetic(index, values, site, mean, variance)


@dataclass(frozen=True)
class Group(Norm):
    """Group normalisation; as many groups as channels make it instance normalisation."""

    groups: int

    @property
    def title(self) -> str:
        """The name for people."""
        return "Group normalisation"

    def run(self, *inputs: Tensor, **tensors: Tensor) -> Tensor:
        """(B, C, *spatial) -> the same shape."""
        weight, bias = tensors.get("weight"), tensors.get("bias")
        return F.group_norm(inputs[0], self.groups, weight, bias, self.eps)

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """Mean and variance look at whole maps."""
        return ReceptiveField.whole(site.network_input[1:])

    def members(self, channel: int, site: Site) -> range:
        """The channels normalised together with this one."""
        size = site.shape[0] // self.groups
        first = channel // size * size
        return range(first, first + size)

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """The whole maps of the groups."""
        channels = frozenset(m for channel in region[0] for m in self.members(channel, site))
        return ((channels, *(frozenset(range(length)) for length in site.shape[1:])),)

    def detail(self, site: Site) -> dict[str, Json]:
        """The number of groups too."""
        return {**super().detail(site), "groups": self.groups}

    def cell(self, index: Ints, values: Sequence[Tensor], site: Site) -> Arithmetic:
        """One number with the statistics of its group of maps."""
        members = self.members(index[0], site)
        maps = values[0].double()[members.start : members.stop]
        mean, variance = float(maps.mean()), float(maps.var(correction=0))
        return self.arithmetic(index, values, site, mean, variance)


def batch_norm(
    x: Ref,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
    *ignored: Any,
) -> Found | None:
    """Recognise F.batch_norm with running statistics."""
    if training or running_mean is None or running_var is None:
        return None
    tensors = given(weight=weight, bias=bias, mean=running_mean, variance=running_var)
    return Found(Batch(eps), (x,), tensors)


def aten_batch_norm(
    x: Ref,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    *rest: Any,
) -> Found | None:
    """Recognise aten.batch_norm and _native_batch_norm_legit_no_training: another order."""
    *training, momentum, eps = rest[:3] if isinstance(rest[0], bool) else rest[:2]
    return batch_norm(x, running_mean, running_var, weight, bias, any(training), momentum, eps)


def batch_module(module: nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d, x: Ref) -> Found | None:
    """Recognise nn.BatchNorm1d, 2d, 3d."""
    m = module
    return batch_norm(x, m.running_mean, m.running_var, m.weight, m.bias, False, 0.0, m.eps)


def layer_norm(
    x: Ref,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    *ignored: Any,
) -> Found | None:
    """Recognise F.layer_norm and its aten operations."""
    return Found(Layer(eps, tuple(normalized_shape)), (x,), given(weight=weight, bias=bias))


def layer_module(module: nn.LayerNorm, x: Ref) -> Found | None:
    """Recognise nn.LayerNorm."""
    return layer_norm(x, module.normalized_shape, module.weight, module.bias, module.eps)


def group_norm(
    x: Ref,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    *ignored: Any,
) -> Found | None:
    """Recognise F.group_norm and aten.group_norm."""
    return Found(Group(eps, num_groups), (x,), given(weight=weight, bias=bias))


def native_group_norm(
    x: Ref, weight: Tensor, bias: Tensor, n: int, c: int, hw: int, group: int, eps: float
) -> Found | None:
    """Recognise aten.native_group_norm, what a decomposed program has."""
    return group_norm(x, group, weight, bias, eps)


def group_module(module: nn.GroupNorm, x: Ref) -> Found | None:
    """Recognise nn.GroupNorm."""
    return group_norm(x, module.num_groups, module.weight, module.bias, module.eps)


def instance_module(module: Any, x: Ref) -> Found | None:
    """Recognise nn.InstanceNorm1d, 2d, 3d without running statistics."""
    if module.track_running_stats:
        return None
    return group_norm(x, x.shape[0], module.weight, module.bias, module.eps)


MODULES: Mapping[type[nn.Module], Callable[..., Found | None]] = {
    nn.BatchNorm1d: batch_module,
    nn.BatchNorm2d: batch_module,
    nn.BatchNorm3d: batch_module,
    nn.LayerNorm: layer_module,
    nn.GroupNorm: group_module,
    nn.InstanceNorm1d: instance_module,
    nn.InstanceNorm2d: instance_module,
    nn.InstanceNorm3d: instance_module,
}
FUNCTIONS: Mapping[str, Callable[..., Found | None]] = {
    "batch_norm": batch_norm,
    "aten.batch_norm": aten_batch_norm,
    "aten._native_batch_norm_legit_no_training": aten_batch_norm,
    "layer_norm": layer_norm,
    "native_layer_norm": layer_norm,
    "group_norm": group_norm,
    "native_group_norm": native_group_norm,
}
