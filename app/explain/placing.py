"""Between cells of a layer, patches of the input and the input's own cells."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

import torch
from torch import Tensor

from app.cnn.geometry import Ints
from app.cnn.network import Network
from app.cnn.part import upstream
from app.explain.errors import UnsupportedMethodError

Place = tuple[slice, ...]
"""A part of the input's cells: from where to where along each axis."""


def map_layer(network: Network, asked: str | None, end: str) -> str:
    """The layer whose maps are looked at: the one asked for, or the last with more than one cell.

    Raises:
        UnknownLayerError: there is no such layer.
        UnsupportedMethodError: it has no maps, or the question does not depend on it.
    """
    having = [
        name
        for name in network.names[1:]
        if name in upstream(network, [end]) and prod(network.layer(name).shape[1:]) > 1
    ]
    if asked is None and having:
        named = [name for name in having if network.layer(name).kind != "dropout"]
        return (named or having)[-1]
    if asked is not None:
        network.layer(asked)
    if asked not in having:
        there = f"these do: {', '.join(having)}." if having else "none does."
        name = f"Layer {asked!r}" if asked else "The network"
        said = f"{name} has no maps on the way to {end!r}; {there}"
        raise UnsupportedMethodError(said, "layer")
    return asked


def without_maps(network: Network, asked: str | None, end: str) -> str | None:
    """Why there are no maps to look at; None where there are. As `map_layer`, without raising."""
    try:
        map_layer(network, asked, end)
    except UnsupportedMethodError as error:
        return str(error)
    return None


def enlarge(network: Network, layer: str, cells: Tensor) -> Tensor:
    """Bring a layer's map to the size of the input: (*cells) -> (*spatial).

    Each cell stands at the centre of what it sees of the input; between centres it is linear.
    """
    seen, lengths = network.layer(layer).receptive_field, network.input_shape[1:]
    if cells.dim() != len(lengths):
        return cells.mean().expand(lengths).clone()
    for axis, length in enumerate(lengths):
        count, places = cells.shape[axis], torch.arange(length, dtype=cells.dtype)
        if seen is not None and seen.jump[axis]:
            centre = seen.offset[axis] + (seen.size[axis] - 1) / 2
            at = (places - centre) / seen.jump[axis]
        else:
            at = (places + 0.5) * count / length - 0.5
        at = at.clamp(0, count - 1)  # (length,)
        weights = (1 - (at[:, None] - torch.arange(count)).abs()).clamp(min=0)  # (length, count)
        cells = torch.tensordot(weights, cells.movedim(axis, 0), 1).movedim(0, axis)
    return cells


def blocks(spatial: Ints, side: int) -> Tensor:
    """Which of the blocks of this side each cell belongs to, numbered from 0: (*spatial)."""
    number = torch.zeros(spatial, dtype=torch.long)
    for axis, length in enumerate(spatial):
        along = torch.arange(length) // side
        number = number * int(along[-1] + 1) + along.view(-1, *(1,) * (len(spatial) - axis - 1))
    return number


def starts(length: int, side: int, step: int) -> list[int]:
    """Where a window begins along one axis; the last touches the edge."""
    last = max(0, length - side)
    return sorted({*range(0, last + 1, step), last})


def windows(spatial: Ints, side: int, step: int) -> Iterator[Place]:
    """All places of a window, as indices of (*spatial)."""
    for corner in product(*(starts(length, side, step) for length in spatial)):
        yield tuple(slice(start, start + side) for start in corner)


def masks(spatial: Ints, places: Sequence[Place]) -> Tensor:
    """A mask of each place, 1 inside: (places, *spatial)."""
    found = torch.zeros(len(places), *spatial)
    for mask, place in zip(found, places, strict=True):
        mask[place] = 1
    return found


def inked(ink: Tensor) -> Tensor:
    """Where there is any ink: (1, C, *spatial) -> (*spatial), true or false."""
    return ink[0].amax(0) > 1 / 512
