"""The OpenAPI document: what FastAPI knows of the routes, and what only we know."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app import __version__
from app.serving import media
from app.serving.bodies import PredictBody, never_null
from app.serving.service import Service
from app.web import schemas
from app.web.examples import add_examples
from app.web.problems import MEDIA_TYPE, TYPE

Json = dict[str, Any]

SLUGS = {
    400: ("invalid-request", "invalid-json", "invalid-host"),
    404: ("network-not-found", "layer-not-found", "not-found"),
    405: ("method-not-allowed",),
    406: ("not-acceptable",),
    408: ("request-timeout",),
    413: ("payload-too-large",),
    414: ("uri-too-long",),
    415: ("unsupported-media-type", "unsupported-image-format"),
    422: ("validation-failed", "invalid-image", "image-too-large"),
    429: ("rate-limited",),
    431: ("headers-too-large",),
    500: ("internal-error",),
    503: ("overloaded", "not-ready"),
    504: ("deadline-exceeded",),
}
ANYWHERE = (400, 405, 408, 414, 422, 431, 500)
DESCRIPTION = (
    "Draw a digit, see inside a real convolutional network. Every number that a network computes "
    "can be had: predictions, feature maps, filters, and how any one number came to be."
)

TAGS = {
    "networks": "What there is: networks, their layers and their filters.",
    "ask": "What a network makes of a drawing.",
    "server": "What the server allows, and how it is.",
}


def problems(*statuses: int) -> dict[int | str, Json]:
    """Describe the problems of a route, with those that any route may answer."""
    return {status: _problem(status) for status in sorted({*statuses, *ANYWHERE})}


def _problem(status: int) -> Json:
    schema = {
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {"properties": {"type": {"enum": [TYPE + slug for slug in SLUGS[status]]}}},
        ]
    }
    described: Json = {
        "description": " or ".join(f"`{slug}`" for slug in SLUGS[status]),
        "content": {MEDIA_TYPE: {"schema": schema}},
    }
    if status in (429, 503):
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    if status == 405:
        described["headers"] = {"Allow": {"schema": {"type": "string"}}}
    return described


def binary(first: str, *others: str) -> Json:
    """Describe the other forms of an answer, which are not JSON."""
    return {"content": {first: {}} | {form: {"schema": _BYTES} for form in others}}


_BYTES: Json = {"type": "string", "format": "binary"}


def takes_drawing() -> Json:
    """Describe the body that predict, trace and cell take."""
    picture = {"schema": _BYTES}
    form = {
        "type": "object",
        "properties": {"file": _BYTES},
        "required": ["file"],
        "additionalProperties": False,
    }
    return {
        "requestBody": {
            "required": True,
            "content": {
                media.JSON: {"schema": {"$ref": "#/components/schemas/PredictBody"}},
                **dict.fromkeys(media.PICTURES, picture),
                media.MULTIPART: {"schema": form},
            },
        }
    }


def document(app: FastAPI, service: Service) -> Json:
    """Return the OpenAPI 3.1 document of an application."""
    made = get_openapi(
        title="Inkling",
        version=__version__,
        description=DESCRIPTION,
        routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/"}],
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    known = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        known.pop(name, None)
    _, ours = models_json_schema(
        [(PredictBody, "validation"), (schemas.Problem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    known |= ours["$defs"]
    strokes = known["InkBody"]["properties"]["strokes"]
    strokes["maxItems"] = service.limits.strokes
    strokes["items"]["maxItems"] = service.limits.points
    for path in made["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                parameter["schema"] = never_null(parameter["schema"])
    add_examples(made, service)
    return made
