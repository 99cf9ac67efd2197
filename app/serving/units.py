"""What one unit wants, for callers: kernel, digits at both ends, its picture, classes, partners."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from app.cnn.geometry import unravel
from app.cnn.layer import Layer
from app.dissect import partners
from app.dissect.archive import Archive, Arrays
from app.dissect.digits import COLUMNS, SIDE
from app.dissect.section import dissected, holder
from app.networks.store import Model
from app.serving.catalog import layer_of
from app.serving.dissections import Dissection
from app.serving.errors import LayerNotFoundError, NotFoundError

Json = dict[str, Any]
Pixels = npt.NDArray[np.uint8]


def unit_of(model: Model, name: str, channel: int) -> Layer:
    """The layer of a unit.

    Raises:
        LayerNotFoundError: there is no such layer, or it has no units of its own; says which has.
        NotFoundError: the layer has no such channel.
    """
    layer = layer_of(model, name)
    source = holder(model.network, layer.name)
    if layer.kind == "input":
        having = ", ".join(dissected(model.network))
        raise LayerNotFoundError(f"{name!r} is the drawing itself. These have units: {having}.")
    if source != layer.name:
        raise LayerNotFoundError(f"{name!r} repeats the numbers of {source!r}; ask for that.")
    if channel >= layer.shape[0]:
        raise NotFoundError(
            f"{name!r} has {layer.shape[0]} channels, 0 to {layer.shape[0] - 1}; {channel} is none."
        )
    return layer


def unit(model: Model, found: Dissection, layer: Layer, channel: int) -> Json:
    """Everything that is known about one unit."""
    arrays, about = found.units.of(layer.name), found.units.about
    return {
        **facts(model, layer, channel),
        "source": found.digits.source,
        "digits": len(found.digits),
        "top": _digits(model, found, layer, arrays, "top", channel),
        "bottom": _digits(model, found, layer, arrays, "bottom", channel),
        "picture": _picture(found.units, layer, channel),
        "profile": _profile(model, found, arrays, channel),
        "dead": None if np.isnan(arrays["dead"][channel]) else float(arrays["dead"][channel]),
        "before": _before(model, found.units, layer, channel),
        "after": _after(model, found.units, layer, channel),
        "digest": about["digest"],
    }


def facts(model: Model, layer: Layer, channel: int) -> Json:
    """What the network itself says about a unit."""
    return {
        "network": model.id,
        "layer": layer.name,
        "kind": layer.kind,
        "title": layer.title,
        "channel": channel,
        "channels": layer.shape[0],
        "shape": list(layer.shape),
        "kernel": kernel(model, layer, channel),
    }


def kernel(model: Model, layer: Layer, channel: int) -> Json | None:
    """The weights that make the channel, of this layer or of the one that it goes back to."""
    name = partners.before(model.network, layer.name)
    if name is None:
        return None
    weight, bias = model.network.weights(name)
    if weight is None or weight.shape[0] != layer.shape[0]:
        return None
    own = weight[channel].detach()
    maps = model.network.layer(partners.feeder(model.network, name)).shape
    if own.dim() == 1 and len(maps) == 3 and own.numel() == maps[0] * maps[1] * maps[2]:
        own = own.reshape(maps)
    return {
        "layer": name,
        "shape": list(own.shape),
        "weights": own.contiguous().numpy(),
        "bias": None if bias is None or bias.dim() != 1 else float(bias[channel]),
    }


def _digits(
    model: Model, found: Dissection, layer: Layer, arrays: Arrays, end: str, channel: int
) -> list[Json]:
    digit, cell, value = (arrays[f"{end}_{name}"][channel] for name in ("digit", "cell", "value"))
    names = found.digits.names(model.classes)
    return [
        {
            "digit": int(number),
            "index": int(found.digits.indices[number]),
            "label": names[int(found.digits.labels[number])],
            "value": float(answer),
            "cell": list(unravel(int(at), layer.shape[1:])),
            "window": window(layer, int(at), model.network.input_shape),
        }
        for number, at, answer in zip(digit, cell, value, strict=True)
    ]


def window(layer: Layer, cell: int, input_shape: Sequence[int]) -> Json:
    """The rows and columns of the input that a cell sees; may begin or end in the padding."""
    rows, columns = input_shape[-2:]
    seen, index = layer.receptive_field, unravel(cell, layer.shape[1:])
    if seen is None or (len(index) != 2 and any(seen.jump)):
        return {"row": 0, "column": 0, "rows": rows, "columns": columns}
    at = [
        i * jump + offset
        for i, jump, offset in zip(index or (0, 0), seen.jump, seen.offset, strict=True)
    ]
    return {"row": at[0], "column": at[1], "rows": seen.size[0], "columns": seen.size[1]}


def _picture(units: Archive, layer: Layer, channel: int) -> Json | None:
    source, cell = pictured(units, layer.name), [length // 2 for length in layer.shape[1:]]
    if source is None:
        return None
    pixels = units.of(source)["picture"][channel]
    return {
        "pixels": np.divide(pixels, 255, dtype=np.float32),
        "value": float(units.of(layer.name)["picture_value"][channel]),
        "cell": cell,
        "layer": source,
        "recipe": units.about["recipe"],
    }


def pictured(units: Archive, name: str) -> str | None:
    """The layer whose units' pictures a layer has; None where none were made."""
    about = units.about["layers"]
    source: str | None = about[name]["pictures"]
    while source is not None and about[source]["pictures"] != source:
        source = about[source]["pictures"]
    return source


def overview(model: Model, found: Dissection, layer: Layer) -> tuple[Pixels | None, list[str]]:
    """All units of a layer: their pictures (C, H, W), and the class that each answers most to."""
    source, names = pictured(found.units, layer.name), found.digits.names(model.classes)
    pictures = None if source is None else found.units.of(source)["picture"]
    peaks = np.nan_to_num(found.units.of(layer.name)["peak"], nan=-np.inf)
    return pictures, [names[label] for label in peaks.argmax(axis=1).tolist()]


def _profile(model: Model, found: Dissection, arrays: Arrays, channel: int) -> list[Json]:
    names = found.digits.names(model.classes)
    rows = zip(names, arrays["mean"][channel], arrays["peak"][channel], strict=False)
    return [
        {"label": name, "mean": float(mean), "peak": float(peak)}
        for name, mean, peak in rows
        if np.isfinite(mean)  # of a class without digits there is none
    ]


def _before(model: Model, units: Archive, layer: Layer, channel: int) -> list[Json]:
    mixing = partners.before(model.network, layer.name)
    if mixing is None:
        return []
    return _partners(units, mixing, "from", partners.feeder(model.network, mixing), channel)


def _after(model: Model, units: Archive, layer: Layer, channel: int) -> list[Json]:
    mixing = partners.after(model.network, layer.name)
    return [] if mixing is None else _partners(units, mixing, "to", mixing, channel)


def _partners(units: Archive, mixing: str, end: str, where: str, channel: int) -> list[Json]:
    arrays = units.of(mixing)
    rows = zip(arrays[f"{end}_unit"][channel], arrays[f"{end}_adds"][channel], strict=True)
    return [
        {"layer": where, "channel": int(unit), "adds": float(adds)} for unit, adds in rows if adds
    ]


def sheet(model: Model, found: Dissection) -> Json:
    """How to find a digit in the picture of all digits."""
    return {
        "network": model.id,
        "source": found.digits.source,
        "count": len(found.digits),
        "side": SIDE,
        "columns": COLUMNS,
    }
