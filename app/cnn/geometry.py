"""Where windows fall and what a cell sees: integers only."""

import math
from dataclasses import dataclass

Ints = tuple[int, ...]
Region = tuple[frozenset[int], ...]
"""The cells of one tensor that are meant: the indices along each axis, without the batch."""


@dataclass(frozen=True)
class Window:
    """What slides over the spatial axes: kernel, stride, padding and dilation, one per axis.

    `padding` is what is added before the first cell, `padding_after` after the last one;
    `mode` says with what, as nn.Conv2d names it: zeros, reflect, replicate, circular.
    """

    kernel: Ints
    stride: Ints
    padding: Ints
    dilation: Ints
    padding_after: Ints
    mode: str = "zeros"

    @classmethod
    def of(
        cls, kernel: Ints, stride: Ints = (), padding: Ints = (), dilation: Ints = ()
    ) -> "Window":
        """A window with the same padding on both sides; stride and dilation default to 1."""
        ones = (1,) * len(kernel)
        padding = padding or (0,) * len(kernel)
        return cls(kernel, stride or ones, padding, dilation or ones, padding)

    @property
    def area(self) -> int:
        """The number of cells under the window."""
        return math.prod(self.kernel)

    def positions(self, axis: int, index: int) -> range:
        """The input indices under output `index` of `axis`; those outside are padding."""
        first = index * self.stride[axis] - self.padding[axis]
        step = self.dilation[axis]
        return range(first, first + self.kernel[axis] * step, step)

    def resolve(self, position: int, length: int) -> int | None:
        """The input index that stands at `position`; None for the zeros of the padding."""
        if 0 <= position < length:
            return position
        if self.mode == "replicate":
            return min(max(position, 0), length - 1)
        if self.mode == "circular":
            return position % length
        if self.mode == "reflect":
            return abs(position) if position < 0 else 2 * (length - 1) - position
        return None

    def seen(self, axis: int, indices: frozenset[int], length: int) -> frozenset[int]:
        """The input indices, of `length` there are, that the output `indices` look at."""
        found = (
            self.resolve(position, length)
            for index in indices
            for position in self.positions(axis, index)
        )
        return frozenset(position for position in found if position is not None)


@dataclass(frozen=True)
class ReceptiveField:
    """What a cell of a layer sees of the network's input, per spatial axis.

    Cell `i` sees the `size` input cells from `i * jump + offset` on; `offset` is negative where
    the first cell looks into the padding. A `jump` of 0 means that every cell sees the same.
    """

    size: Ints
    jump: Ints
    offset: Ints

    @classmethod
    def pixel(cls, axes: int) -> "ReceptiveField":
        """An input cell sees itself."""
        return cls((1,) * axes, (1,) * axes, (0,) * axes)

    @classmethod
    def whole(cls, lengths: Ints) -> "ReceptiveField":
        """Every cell sees the whole input, `lengths` long along its axes."""
        return cls(lengths, (0,) * len(lengths), (0,) * len(lengths))

    def through(self, window: Window) -> "ReceptiveField":
        """The receptive field one layer deeper."""
        reach = zip(self.size, window.kernel, window.dilation, self.jump, strict=True)
        return ReceptiveField(
            size=tuple(size + (k - 1) * d * jump for size, k, d, jump in reach),
            jump=tuple(j * s for j, s in zip(self.jump, window.stride, strict=True)),
            offset=tuple(
                o - p * j for o, p, j in zip(self.offset, window.padding, self.jump, strict=True)
            ),
        )

    def union(self, other: "ReceptiveField") -> "ReceptiveField | None":
        """What a cell sees through two branches; None when their cells are not aligned."""
        if self.jump != other.jump:
            return None
        starts = tuple(map(min, self.offset, other.offset))
        ends = (
            max(a + m, b + n)
            for a, m, b, n in zip(self.offset, self.size, other.offset, other.size, strict=True)
        )
        return ReceptiveField(
            tuple(end - start for start, end in zip(starts, ends, strict=True)), self.jump, starts
        )

    def as_dict(self) -> dict[str, list[int]]:
        """As JSON has it."""
        return {"size": list(self.size), "jump": list(self.jump), "offset": list(self.offset)}


def everything(shape: Ints) -> Region:
    """All cells of a tensor."""
    return tuple(frozenset(range(length)) for length in shape)


def single(index: Ints) -> Region:
    """One cell of a tensor."""
    return tuple(frozenset((i,)) for i in index)


def unravel(flat: int, shape: Ints) -> Ints:
    """The index of the cell that is number `flat` in row-major order."""
    index: list[int] = []
    for length in reversed(shape):
        flat, place = divmod(flat, length)
        index.append(place)
    return tuple(reversed(index))


def ravel(index: Ints, shape: Ints) -> int:
    """The number of a cell in row-major order."""
    flat = 0
    for place, length in zip(index, shape, strict=True):
        flat = flat * length + place
    return flat


def merge(one: Region | None, other: Region) -> Region:
    """The smallest region that holds both; an empty one adds nothing."""
    if one is None or is_empty(one):
        return other
    if is_empty(other):
        return one
    return tuple(a | b for a, b in zip(one, other, strict=True))


def is_empty(region: Region) -> bool:
    """Whether no cell is meant."""
    return not all(region)
