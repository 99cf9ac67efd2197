"""What convolutions and pools share: a window that slides over the spatial axes."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from app.cnn.geometry import Ints, ReceptiveField, Region, Window
from app.cnn.kinds.base import Kind, Site


@dataclass(frozen=True)
class Sliding(Kind):
    """A kind with a window; by default each channel is looked at on its own."""

    window: Window

    def field(self, fields: Sequence[ReceptiveField | None], site: Site) -> ReceptiveField | None:
        """One window wider."""
        return fields[0].through(self.window) if fields[0] else None

    def channels(self, region: frozenset[int], site: Site) -> frozenset[int]:
        """The input channels that these output channels look at."""
        return region

    def back(self, region: Region, site: Site) -> tuple[Region, ...]:
        """The windows of the region's cells, without the padding."""
        lengths = site.input_shapes[0][1:]
        spatial = (
            self.window.seen(axis, indices, length)
            for axis, (indices, length) in enumerate(zip(region[1:], lengths, strict=True))
        )
        return ((self.channels(region[0], site), *spatial),)

    def start(self, index: Ints) -> list[int]:
        """Where the window of spatial `index` begins; negative in the padding."""
        return [self.window.positions(axis, i)[0] for axis, i in enumerate(index)]

    def patch(self, maps: Tensor, index: Ints) -> tuple[Tensor, Tensor | None]:
        """Cut the window of spatial `index` out of `maps` (C, *spatial).

        Returns:
            (C, *kernel) numbers with zeros where there is none, and a mask (*kernel) that is
            False in the padding, or None when the window is all inside.
        """
        valid = torch.ones(self.window.kernel, dtype=torch.bool)
        inside = valid.clone()
        for axis, i in enumerate(index):
            length = maps.shape[axis + 1]
            positions = self.window.positions(axis, i)
            found = [self.window.resolve(position, length) for position in positions]
            maps = maps.index_select(axis + 1, torch.tensor([p or 0 for p in found]))
            valid &= _along(axis, [p is not None for p in found], len(index))
            inside &= _along(axis, [0 <= p < length for p in positions], len(index))
        return maps * valid, None if bool(inside.all()) else inside


def _along(axis: int, flags: Sequence[bool], axes: int) -> Tensor:
    """Flags along one axis, shaped to broadcast over the others."""
    shape = [1] * axes
    shape[axis] = -1
    return torch.tensor(flags).view(shape)


def each_axis(value: int | Sequence[int], axes: int) -> Ints:
    """One number per axis from torch's shorthand."""
    values = (value,) if isinstance(value, int) else tuple(value)
    return values * axes if len(values) == 1 else values
