"""What an explanation is about: one number, a weighted sum over one layer's cells."""

from dataclasses import dataclass

import torch
from torch import Tensor

from app.cnn.cell import axes
from app.cnn.geometry import Ints
from app.cnn.network import Network
from app.explain.errors import QuestionError


@dataclass(frozen=True, eq=False)
class Question:
    """The number F(ink) = Σ weights · output of `layer`.

    Args:
        layer: whose cells are summed.
        weights: one for each of its cells, in its shape (no batch).
        target: the class that is asked about; None for an inner unit or cell.
        against: the class that it is compared with.
    """

    layer: str
    weights: Tensor
    target: int | None = None
    against: int | None = None

    def of(self, outputs: Tensor) -> Tensor:
        """The number for each image of a batch of the layer's outputs: (B, *shape) -> (B,)."""
        return (outputs * self.weights).flatten(1).sum(1)


def about_class(network: Network, target: int, against: int | None = None) -> Question:
    """The logit of a class, less that of another where there is one.

    Raises:
        QuestionError: there is no such class, or both are the same.
    """
    layer = network.layer(network.logits_layer)
    _check(layer.shape[0], target, "target")
    weights = torch.zeros(layer.shape)
    weights[target] = 1
    if against is not None:
        _check(layer.shape[0], against, "against")
        if against == target:
            raise QuestionError("A class differs from itself by nothing; name another.", "against")
        weights[against] = -1
    return Question(layer.name, weights, target, against)


def about_unit(network: Network, name: str, channel: int, place: Ints = ()) -> Question:
    """One cell of a layer, or the sum of a whole channel when no place is given.

    Args:
        network: which.
        name: of the layer.
        channel: of the layer; a flat layer's unit.
        place: the spatial coordinates of the cell.

    Raises:
        UnknownLayerError: there is no such layer.
        QuestionError: it has no such channel or cell, or is the input itself.
    """
    layer = network.layer(name)
    if not layer.inputs:
        raise QuestionError(
            f"Layer {name!r} is the drawing itself; ask about a later one.", "layer"
        )
    if place and len(place) != len(layer.shape) - 1:
        wanted = ", ".join(axes(layer))
        raise QuestionError(f"A cell of layer {name!r} is named by {wanted}.", "layer")
    index = (channel, *place)
    for axis, value, length in zip(axes(layer), index, layer.shape, strict=False):
        if not 0 <= value < length:
            said = f"Layer {name!r} has the {axis}s 0 to {length - 1}, got {value}."
            raise QuestionError(said, axis)
    weights = torch.zeros(layer.shape)
    weights[index] = 1
    return Question(name, weights)


def _check(classes: int, index: int, field: str) -> None:
    if not 0 <= index < classes:
        raise QuestionError(f"The classes are 0 to {classes - 1}, got {index}.", field)
