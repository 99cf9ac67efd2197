"""Requests of the Open Inference Protocol: a JSON head, and the tensors in it or behind it."""

from dataclasses import dataclass
from math import prod
from typing import Annotated, Any

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor

from app.cnn.network import Network
from app.ink.raster import Floats
from app.networks.store import Model
from app.serving import strict_json
from app.serving.bodies import Name
from app.serving.catalog import layer_of
from app.serving.errors import InvalidRequestError, ValidationFailedError
from app.serving.limits import Limits
from app.serving.validate import validate

INPUT, FLOAT = "input", "FP32"
ANSWERS = ("probabilities", "logits")
"""The outputs that every network has under these names, and gives when none are named."""

Parameters = dict[str, Any]
Side = Annotated[int, Field(ge=1, le=1 << 31)]


class Part(BaseModel):
    """An object of a request; members that are not known here are other servers' business."""

    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


class InputPart(Part):
    """A tensor that is sent: its numbers in `data`, or behind the head."""

    name: Name
    shape: Annotated[list[Side], Field(min_length=1, max_length=8)]
    datatype: str
    parameters: Parameters | None = None
    data: Any = None


class OutputPart(Part):
    """A tensor that is asked for."""

    name: Name
    parameters: Parameters | None = None


class Head(Part):
    """The JSON of a request."""

    id: Annotated[str, Field(max_length=256)] | None = None
    parameters: Parameters | None = None
    inputs: Annotated[list[InputPart], Field(min_length=1, max_length=64)]
    outputs: Annotated[list[OutputPart], Field(max_length=256)] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An output, the layer that it is, and whether its numbers are to be sent as bytes."""

    name: str
    layer: str
    binary: bool


@dataclass(frozen=True, slots=True)
class Inference:
    """A request: `ink` is (N, C, H, W), 0..1."""

    id: str | None
    ink: Tensor
    wanted: tuple[Wanted, ...]

    @property
    def traced(self) -> bool:
        """Whether it asks for more than the prediction."""
        return any(one.name not in ANSWERS for one in self.wanted)


def read(body: bytes, head_size: int | None, model: Model, limits: Limits) -> Inference:
    """Read a request; `head_size` tells where the head ends when bytes follow it.

    Raises:
        AppError: something in it is wrong; says which member, and what is expected.
    """
    if head_size is not None and head_size > len(body):
        raise InvalidRequestError("The Inference-Header-Content-Length is more than the body has.")
    end = len(body) if head_size is None else head_size
    head = validate(Head, strict_json.loads(body[:end]))
    sent = _sent(head, body[end:], model.network, limits.batch)
    return Inference(head.id, torch.from_numpy(sent), _wanted(head, model))


def layers_of(model: Model) -> dict[str, str]:
    """The layer behind each output's name."""
    network = model.network
    own = {name: name for name in network.names}
    return own | dict(
        zip(ANSWERS, (network.probabilities_layer, network.logits_layer), strict=True)
    )


def _sent(head: Head, rest: bytes, network: Network, most: int) -> Floats:
    """The one input as an array (N, C, H, W) of its own."""
    if len(head.inputs) > 1 or head.inputs[0].name != INPUT:
        raise ValidationFailedError.at(("body", "inputs"), f"Send one input, named {INPUT!r}")
    part, place = head.inputs[0], ("body", "inputs", 0)
    if part.datatype != FLOAT:
        raise ValidationFailedError.at((*place, "datatype"), f"Input should be {FLOAT!r}")
    expected = list(network.input_shape)
    if part.shape[1:] != expected or part.shape[0] > most:
        text = f"Input should be [N, {', '.join(map(str, expected))}], N at most {most}"
        raise ValidationFailedError.at((*place, "shape"), text)
    numbers = _behind(part, rest) if part.data is None else _inside(part, rest)
    if not (numbers.min() >= 0 and numbers.max() <= 1):
        raise ValidationFailedError.at((*place, "data"), "Ink is 0 to 1, bright on 0")
    return numbers.reshape(part.shape)


def _inside(part: InputPart, rest: bytes) -> Floats:
    """Numbers in the JSON text: one row, or nested as the shape says."""
    place = ("body", "inputs", 0, "data")
    try:
        numbers = np.asarray(part.data)
    except ValueError:  # ragged lists
        numbers = np.empty(0)
    if numbers.dtype.kind not in "iuf" or numbers.size != prod(part.shape):
        raise ValidationFailedError.at(place, f"Input should be {prod(part.shape)} numbers")
    if numbers.ndim > 1 and list(numbers.shape) != part.shape:
        raise ValidationFailedError.at(place, "Input should be one row, or nested as the shape")
    if rest:
        raise ValidationFailedError.at(place, "The numbers are in the JSON text, and bytes follow")
    return numbers.astype(np.float32)


def _behind(part: InputPart, rest: bytes) -> Floats:
    """Numbers as bytes, little-endian, behind the head."""
    place = ("body", "inputs", 0, "parameters", "binary_data_size")
    size, expected = (part.parameters or {}).get("binary_data_size"), 4 * prod(part.shape)
    if size is None:
        raise ValidationFailedError.at(
            ("body", "inputs", 0, "data"), "Send numbers here, or bytes behind the JSON text"
        )
    if size != expected or isinstance(size, bool) or len(rest) != expected:
        raise ValidationFailedError.at(
            place, f"This shape has {expected} bytes; {len(rest)} follow the JSON text"
        )
    return np.frombuffer(rest, dtype="<f4").astype(np.float32)


def _wanted(head: Head, model: Model) -> tuple[Wanted, ...]:
    plain = _flag(head.parameters, "binary_data_output", False, ("body", "parameters"))
    known = layers_of(model)
    if not head.outputs:
        return tuple(Wanted(name, known[name], plain) for name in ANSWERS)
    names = [part.name for part in head.outputs]
    if len(set(names)) != len(names):
        raise ValidationFailedError.at(("body", "outputs"), "Name each output once")
    return tuple(
        Wanted(
            part.name,
            known.get(part.name) or layer_of(model, part.name).name,
            _flag(part.parameters, "binary_data", plain, ("body", "outputs", at, "parameters")),
        )
        for at, part in enumerate(head.outputs)
    )


def _flag(parameters: Parameters | None, name: str, default: bool, place: tuple[Any, ...]) -> bool:
    value = (parameters or {}).get(name, default)
    if not isinstance(value, bool):
        raise ValidationFailedError.at((*place, name), "Input should be true or false")
    return value
