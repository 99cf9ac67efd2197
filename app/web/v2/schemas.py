"""The protocol's answers, as the OpenAPI document describes them; routes write them themselves."""

from typing import Any, Literal

from pydantic import BaseModel, Field

Shape = list[int]
REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["inputs"],
    "properties": {
        "id": {"type": ["string", "null"], "maxLength": 256, "description": "Repeated."},
        "parameters": {
            "type": ["object", "null"],
            "properties": {
                "binary_data_output": {
                    "type": "boolean",
                    "description": "All outputs as bytes behind the JSON head.",
                }
            },
        },
        "inputs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "shape", "datatype"],
                "properties": {
                    "name": {"const": "input"},
                    "datatype": {"const": "FP32"},
                    "shape": {
                        "type": "array",
                        "items": {"type": "integer", "minimum": 1},
                        "minItems": 1,
                        "description": "Images, channels, rows, columns.",
                    },
                    "data": {
                        "type": ["array", "null"],
                        "description": "Ink 0 to 1 in one row, or nested as the shape.",
                    },
                    "parameters": {
                        "type": ["object", "null"],
                        "description": "`binary_data_size`: the bytes behind the JSON head.",
                    },
                },
            },
        },
        "outputs": {
            "type": ["array", "null"],
            "maxItems": 256,
            "description": "Left out: `probabilities` and `logits`; any layer can be named.",
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 64},
                    "parameters": {
                        "type": ["object", "null"],
                        "properties": {"binary_data": {"type": "boolean"}},
                    },
                },
            },
        },
    },
}
"""The JSON of a request to compute; unknown members are left alone."""


class Server(BaseModel):
    """Which server this is."""

    name: str
    version: str
    extensions: list[str]


class Live(BaseModel):
    """Whether the server answers."""

    live: bool


class Ready(BaseModel):
    """Whether all networks can answer."""

    ready: bool


class Models(BaseModel):
    """The names of the networks."""

    models: list[str]


class IndexEntry(BaseModel):
    """One network in Triton's list."""

    name: str
    version: str
    state: Literal["READY"]
    reason: str


class TensorMetadata(BaseModel):
    """A tensor that goes in or comes out; −1 is the batch."""

    name: str
    datatype: Literal["FP32"]
    shape: Shape


class Metadata(BaseModel):
    """What a network takes and gives; `layers` can be asked for besides the outputs."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]
    layers: list[TensorMetadata]


class TensorConfig(BaseModel):
    """The same in Triton's words, without the batch."""

    name: str
    data_type: Literal["TYPE_FP32"]
    dims: Shape


class Config(BaseModel):
    """A network as Triton's tools ask for it."""

    name: str
    platform: str
    backend: str
    max_batch_size: int = Field(ge=1)
    input: list[TensorConfig]
    output: list[TensorConfig]


class ModelReady(BaseModel):
    """Whether one network can answer."""

    name: str
    ready: bool


class Output(BaseModel):
    """A tensor of an answer: `data` in one row, or `parameters.binary_data_size` bytes behind."""

    name: str
    datatype: Literal["FP32"]
    shape: Shape
    data: list[float] = []
    parameters: dict[str, Any] = {}


class Inferred(BaseModel):
    """What a network computed."""

    model_name: str
    model_version: str
    id: str = ""
    outputs: list[Output]
