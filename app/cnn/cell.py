"""How one number of one layer came to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from torch import Tensor

from app.cnn.errors import CellError
from app.cnn.geometry import Ints, Region, is_empty
from app.cnn.kinds.base import Arithmetic, Json
from app.cnn.layer import Layer
from app.cnn.network import Network


@dataclass(frozen=True)
class Cell:
    """One number, the arithmetic that gives it, and what it sees of the input.

    `result` is the number that the program computed; `scale` is the edit's factor on it.
    """

    layer: Layer
    index: Ints
    arithmetic: Arithmetic
    result: float
    scale: float | None
    sees: Region

    def as_dict(self) -> dict[str, Json]:
        """The cell as JSON, the same fields for every kind."""
        how = self.arithmetic
        return {
            "layer": self.layer.name,
            "kind": self.layer.kind,
            "title": self.layer.title,
            "index": list(self.index),
            "operation": how.operation,
            "formula": how.formula,
            "operands": how.operands.tolist(),
            "weights": _listed(how.weights),
            "products": _listed(how.products),
            "valid": _listed(how.valid),
            "sum": how.sum,
            "bias": how.bias,
            "result": self.result,
            "sources": list(how.sources),
            "winner": None if how.winner is None else list(how.winner),
            "detail": dict(how.detail),
            "receptive_field": _box(self.sees),
        }


def cell(
    network: Network,
    outputs: Mapping[str, Tensor],
    layer: str,
    index: Sequence[int],
    *,
    ink: Tensor | None = None,
) -> Cell:
    """Explain one number of a traced image.

    Args:
        network: with the edits that were on when it was traced.
        outputs: every layer's output for one image, batch of 1 kept, as `trace` returns them.
        layer: its name.
        index: (channel, *place), or (unit,) in a flat layer.
        ink: (1, C, *spatial), 0..1; where it is None the input layer's ink is worked out.

    Raises:
        UnknownLayerError: no such layer.
        CellError: no such cell.
    """
    described = network.layer(layer)
    place = _checked(described, index)
    site = network.site(layer)
    if described.inputs:
        values = [outputs[name][0] for name in described.inputs]
    else:
        known = outputs[layer] * network.std + network.mean if ink is None else ink
        values = [known[0]]
    arithmetic = network.rules[layer].cell(place, values, site)
    scale = network.scale(layer, place[0])
    return Cell(
        layer=described,
        index=place,
        arithmetic=arithmetic if scale is None else _scaled(arithmetic, scale),
        result=float(outputs[layer][0][place]),
        scale=scale,
        sees=network.receptive_field(layer, place),
    )


def _scaled(arithmetic: Arithmetic, scale: float) -> Arithmetic:
    """The same with the factor of an edit at its end."""
    formula = f"({arithmetic.formula}) × scale"
    return replace(arithmetic, formula=formula, detail={**arithmetic.detail, "scale": scale})


def _checked(layer: Layer, index: Sequence[int]) -> Ints:
    """The index, when it is in the layer."""
    if len(index) != len(layer.shape):
        raise CellError(
            f"A cell of layer {layer.name!r} has {len(layer.shape)} indices"
            f" ({', '.join(axes(layer))}), got {len(index)}.",
            axes(layer)[-1],
        )
    for axis, i, length in zip(axes(layer), index, layer.shape, strict=True):
        if not 0 <= i < length:
            raise CellError(
                f"The {axis} of a cell of layer {layer.name!r} is 0 to {length - 1}, got {i}.", axis
            )
    return tuple(index)


def axes(layer: Layer) -> tuple[str, ...]:
    """The names of a layer's axes, as an address has them: channel, row, column."""
    spatial = {0: (), 1: ("column",), 2: ("row", "column")}
    return ("channel", *spatial.get(len(layer.shape) - 1, ("depth", "row", "column")))


def _box(region: Region) -> dict[str, list[int]] | None:
    """The smallest box around spatial cells, inclusive; None when nothing is seen."""
    if is_empty(region):
        return None
    spatial = region[1:]
    return {"start": [min(axis) for axis in spatial], "end": [max(axis) for axis in spatial]}


def _listed(tensor: Tensor | None) -> Any:
    return None if tensor is None else tensor.tolist()
