"""The AsyncAPI document: what is said on the live socket, in both directions."""

from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from app import __version__
from app.cnn.cell import axes
from app.serving.bodies import LiveMessage
from app.serving.errors import AppError
from app.serving.filters import has_weights
from app.serving.frame import Dtype
from app.serving.media import JSON, SAFETENSORS
from app.serving.service import Service
from app.serving.validate import validate
from app.web import asyncapi_lab, problems, schemas
from app.web.examples import SEVEN

Json = dict[str, Any]
SCHEMAS = "#/components/schemas/"
DESCRIPTION = (
    "Draw, and get every layer's numbers while the pen moves. The server answers the newest "
    "message and skips older ones; no `append` is lost. A message that is wrong changes nothing, "
    "and the connection lives on. Pages of other sites may not connect (403), a client has a "
    "bounded number of sockets (429, 503); refusals are problem+json. When the server stops, it "
    "closes with 1012: connect again and send the whole drawing."
)

DERIVED = (
    "With `derive`, but for uint8 and edits: a list of the layers that are not sent, in forward "
    "order. Each says its `layer`, the one that it is made `from`, its `shape`, and how: `by` is "
    "relu (below 0 becomes 0), copy, or max_pool (kernel, stride, padding, dilation: as many "
    "windows as the shape says; what lies outside of the source never wins)."
)


class Refusal(BaseModel):
    """What is wrong with a message."""

    model_config = ConfigDict(extra="forbid")

    seq: int | None = Field(description="The message's number; null where it could not be read.")
    problem: schemas.Problem


class FrameMetadata(BaseModel):
    """The metadata of a frame: strings, those of lists and objects hold JSON."""

    model_config = ConfigDict(extra="forbid")

    seq: str = Field(description="The number of the message that is answered.")
    network: str
    checkpoint: str = Field("", description="The step of its training, when it is not finished.")
    label: str
    index: str
    probability: str
    probabilities: str
    logits: str
    not_a_digit: str
    ranges: str = Field(description="Layer to least and greatest number.")
    derived: str = Field("", description=DERIVED)
    timing: str = Field(description="Milliseconds.")
    cell: str = ""
    baseline: str = Field("", description="With `baseline`: what the network predicts unedited.")
    scales: str = Field("", description="uint8 only: layer to scale and offset.")


def document(service: Service) -> Json:
    """Return the AsyncAPI 3.0 document of an application."""
    _, made = models_json_schema(
        [
            (LiveMessage, "validation"),
            (Refusal, "serialization"),
            (FrameMetadata, "validation"),
            (asyncapi_lab.LabEvent, "validation"),
            (asyncapi_lab.LabMetadata, "validation"),
            *((model, "validation") for model in asyncapi_lab.SAID),
        ],
        ref_template=SCHEMAS + "{model}",
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Inkling",
            "version": __version__,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": JSON,
        "channels": {"live": _channel(service), "lab": asyncapi_lab.channel(SCHEMAS)},
        "operations": {
            "hear": {
                "action": "receive",
                "summary": "Hear a drawing, or what is new about it; answer the newest.",
                "channel": {"$ref": "#/channels/live"},
                "messages": _messages("drawing"),
                "reply": {
                    "channel": {"$ref": "#/channels/live"},
                    "messages": _messages("frame", "refusal"),
                },
            },
            "train": asyncapi_lab.operation(),
        },
        "components": {"schemas": _draft_07(made["$defs"])},
    }


def _messages(*names: str) -> list[Json]:
    return [{"$ref": f"#/channels/live/messages/{name}"} for name in names]


def _channel(service: Service) -> Json:
    """The socket: how it is opened, and what is said on it."""
    query = {
        "type": "object",
        "properties": {
            "network": {"enum": service.catalog.ids()},
            "dtype": {"enum": list(get_args(Dtype)), "default": "float16"},
            "layers": {"type": "string", "description": "Names by comma; left out: all."},
            "derive": {
                "type": "boolean",
                "default": False,
                "description": "The client makes layers of others itself; see `derived`.",
            },
        },
        "additionalProperties": False,
    }
    return {
        "address": "/api/v1/live",
        "bindings": {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}},
        "messages": {
            "drawing": {
                "summary": "What is new: all of the drawing, more of its last stroke, an option.",
                "payload": {"$ref": SCHEMAS + "LiveMessage"},
                "examples": [
                    {"name": name, "payload": payload}
                    for name, payload in _drawings(service).items()
                ],
            },
            "frame": {
                "summary": "A safetensors file: each layer's output, in forward order.",
                "contentType": SAFETENSORS,
                "payload": {"type": "string", "format": "binary"},
                "x-metadata": {"$ref": SCHEMAS + "FrameMetadata"},
            },
            "refusal": {
                "summary": "A message was wrong; all is as it was before.",
                "payload": {"$ref": SCHEMAS + "Refusal"},
                "examples": [{"name": "offTheCanvas", "payload": _refused()}],
            },
        },
    }


def _drawings(service: Service) -> dict[str, Json]:
    """Messages as they may follow one another."""
    model = service.catalog.default
    layer = next(one for one in model.network.layers if has_weights(model, one.name))
    middle = {axis: size // 2 for axis, size in zip(axes(layer), layer.shape, strict=True)}
    edit = {"layer": layer.name, "channel": 0, "scale": 0}
    return {
        "blank": {"seq": 0, "ink": {"strokes": []}},
        "seven": {"seq": 1, **SEVEN},
        "longer": {"seq": 2, "append": [[0.45, 0.53], [0.6, 0.5, 910]]},
        "cell": {"seq": 3, "cell": {"layer": layer.name, **middle}},
        "edited": {"seq": 4, "edits": [edit], "baseline": True, "difference": True},
        "kept": {"seq": 5, "keep": True, "dtype": "uint8", "layers": [layer.name]},
    }


WRONG: Json = {"seq": 6, "ink": {"strokes": [[[5, 5]]]}}
"""What is answered by the example of a refusal."""


def _refused() -> Json:
    try:
        validate(LiveMessage, WRONG, ())
    except AppError as error:
        return {"seq": WRONG["seq"], "problem": problems.problem_of(error)}
    raise AssertionError("The example of a wrong message is right.")


def _draft_07(value: Any) -> Any:
    """The same schema in the words of JSON Schema's draft 7, which AsyncAPI speaks."""
    if isinstance(value, dict):
        renamed = {"prefixItems": "items"}
        return {renamed.get(name, name): _draft_07(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_draft_07(item) for item in value]
    return value
