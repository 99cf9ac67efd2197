"""The lab's socket in the AsyncAPI document."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.serving.lab.messages import (
    InkMessage,
    LearnMessage,
    PlainMessage,
    RewindMessage,
    RunMessage,
    StartMessage,
)
from app.serving.media import SAFETENSORS
from app.web.examples import SEVEN

Json = dict[str, Any]
SAID = (StartMessage, InkMessage, RunMessage, RewindMessage, LearnMessage, PlainMessage)
EXAMPLES: dict[str, Json] = {
    "start": {"do": "start", "knobs": {"depth": 1, "filters": 4}, "run": False},
    "seven": {"do": "ink", "seq": 1, **SEVEN},
    "some": {"do": "run", "until": 20},
    "slowly": {"do": "step"},
    "back": {"do": "rewind", "step": 10},
    "teach": {"do": "learn", "label": "7", "steps": 3},
    "keep": {"do": "keep"},
    "end": {"do": "cancel"},
}


class LabEvent(BaseModel):
    """What happened; docs/lab.md has the other members of each."""

    model_config = ConfigDict(extra="allow")

    event: Literal[
        "queued", "started", "state", "progress", "measured", "rewound", "learned", "kept",
        "ended", "problem",
    ]  # fmt: skip


class LabMetadata(BaseModel):
    """The metadata of a frame: strings, those of numbers, lists and objects hold JSON."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["view", "step"] = Field(description="The network as it is, or one step.")
    step: str = Field(description="Steps taken.")


def channel(schemas: str) -> Json:
    """How the socket is opened, and what is said on it; `schemas` is where models are."""
    return {
        "address": "/api/v1/lab/train",
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "messages": {
            "wish": {
                "summary": "What the visitor wants.",
                "payload": {"oneOf": [{"$ref": schemas + model.__name__} for model in SAID]},
                "examples": [{"name": name, "payload": say} for name, say in EXAMPLES.items()],
            },
            "event": {
                "summary": "What happened, or what was wrong with a wish.",
                "payload": {"$ref": f"{schemas}LabEvent"},
            },
            "frame": {
                "summary": "Weights and layers, or one step in slow motion, as safetensors.",
                "contentType": SAFETENSORS,
                "payload": {"type": "string", "format": "binary"},
                "x-metadata": {"$ref": f"{schemas}LabMetadata"},
            },
        },
    }


def operation() -> Json:
    """What the server does with what it hears."""
    here = "#/channels/lab"

    def messages(*names: str) -> list[Json]:
        return [{"$ref": f"{here}/messages/{name}"} for name in names]

    return {
        "action": "receive",
        "summary": "Train a network as the visitor wants, and show it.",
        "channel": {"$ref": here},
        "messages": messages("wish"),
        "reply": {"channel": {"$ref": here}, "messages": messages("event", "frame")},
    }
