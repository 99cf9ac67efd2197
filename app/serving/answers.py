"""From what the engine computed to what a caller gets."""

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

import orjson
from torch import Tensor

from app.cnn.cell import axes
from app.cnn.cell import cell as explain
from app.cnn.errors import CellError
from app.cnn.layer import Layer
from app.networks.store import Model
from app.serving.bodies import CellBody
from app.serving.catalog import layer_of
from app.serving.engine import Outcome
from app.serving.errors import FieldError, Loc, ValidationFailedError
from app.serving.frame import Array


def to_json(value: Any) -> bytes:
    """Write JSON; arrays as nested lists, float32 by its shortest digits, NaN as null."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def prediction(model: Model, outcome: Outcome) -> dict[str, Any]:
    """Say which class it is, how sure that is, and how little it looks like any of them.

    Raises:
        ValidationFailedError: edits made the numbers overflow.
    """
    row, whole = outcome.row, outcome.whole
    novelty = None if model.novelty is None else whole.scores(model.novelty)[row]
    logits, probabilities = (numbers[row] for numbers in whole.numbers)
    return {
        **named(model),
        **verdict(model, probabilities, whole.winners[row]),
        "probabilities": probabilities,
        "logits": logits,
        "not_a_digit": novelty,
    }


def named(model: Model) -> dict[str, Any]:
    """Say which network answers, and at which step of its training when it is not finished."""
    at = {} if model.checkpoint is None else {"checkpoint": model.checkpoint}
    return {"network": model.id, **at}


def verdict(model: Model, probabilities: Array, index: int | None = None) -> dict[str, Any]:
    """Say which class is the likeliest, by its `index` if that is known, and how likely.

    Raises:
        ValidationFailedError: edits made the numbers overflow.
    """
    index = int(probabilities.argmax()) if index is None else index
    probability = probabilities[index]
    if isnan(probability):
        raise ValidationFailedError.at(("body", "edits"), "With these edits the numbers overflow")
    return {"label": model.classes[index], "index": index, "probability": probability}


def metadata(found: Mapping[str, Any]) -> dict[str, str]:
    """Write a prediction as safetensors metadata: every value a string."""
    return {
        name: value if isinstance(value, str) else to_json(value).decode()
        for name, value in found.items()
    }


def chosen(model: Model, layers: Sequence[str]) -> tuple[str, ...]:
    """Check a choice of layers; none chosen means all. They keep their forward order.

    Raises:
        LayerNotFoundError: the network lacks one of them.
    """
    if not layers:
        return model.network.names
    wanted = {layer_of(model, name).name for name in layers}
    return tuple(name for name in model.network.names if name in wanted)


def single(outcome: Outcome, names: Sequence[str]) -> dict[str, Tensor]:
    """Return the outputs of some layers, without the batch dimension."""
    return {name: outcome.outputs[name][0] for name in names}


def cell(model: Model, outcome: Outcome, body: CellBody, loc: Loc = ("query",)) -> dict[str, Any]:
    """Say how one number of one layer came to be.

    Raises:
        LayerNotFoundError: there is no such layer.
        ValidationFailedError: the layer has no such cell.
    """
    layer = layer_of(model, body.layer)
    index = _index(layer, body, loc)
    try:
        found = explain(outcome.network, outcome.outputs, layer.name, index, ink=outcome.ink)
    except CellError as error:
        place = (*loc, *error.loc)
        raise ValidationFailedError(str(error), [FieldError(place, str(error))]) from None
    return found.as_dict()


def _index(layer: Layer, body: CellBody, loc: Loc) -> tuple[int, ...]:
    """The coordinates in the order of the layer's axes, when they are these and no others."""
    given, wanted = body.coordinates(), axes(layer)
    wrong = [axis for axis in wanted if axis not in given]
    wrong += [axis for axis in given if axis not in wanted]
    if wrong:
        text = f"A cell of layer {layer.name!r} is named by {', '.join(wanted)}"
        raise ValidationFailedError(
            f"{text}; got {', '.join(given)}.", [FieldError((*loc, axis), text) for axis in wrong]
        )
    return tuple(given[axis] for axis in wanted)
