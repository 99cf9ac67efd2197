"""The OpenAPI document: what FastAPI knows of the routes, and what only we know."""

import asyncio
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from app import __version__
from app.serving.bodies import PredictBody, never_null
from app.serving.lab.messages import KnobsBody
from app.serving.media import JSON
from app.serving.patch_bodies import PatchBody
from app.serving.service import Service
from app.web import asyncapi, schemas
from app.web.examples import add_examples
from app.web.responses import json_answer

Json = dict[str, Any]

DESCRIPTION = (
    "Draw a digit, see inside a real convolutional network. Every number that a network computes "
    "can be had: predictions, feature maps, filters, and how any one number came to be."
)

TAGS = {
    "networks": "What there is: networks, their layers and their filters.",
    "ask": "What a network makes of a drawing.",
    "why": "Which ink speaks for an answer, and how far to trust each explanation.",
    "units and neighbours": "What a unit wants, and which digits are alike to a layer.",
    "change its mind": "The smallest ink, the faintest noise, the least wear that does.",
    "trust": "How honest the probabilities are, and how far to trust one answer.",
    "lab": "Training networks of one's own; the training itself is told over a WebSocket.",
    "server": "What the server allows, and how it is.",
    "v2": "The Open Inference Protocol, as Triton and KServe speak it.",
    "hugging face": "Image classification as Hugging Face's clients ask for it.",
}


def install(app: FastAPI) -> None:
    """Serve the OpenAPI and AsyncAPI documents, which are made when they are first asked for."""

    @cache
    def of_routes() -> Json:
        return document(app, app.state.service)

    @cache
    def of_socket() -> Json:
        return asyncapi.document(app.state.service)

    for path, make in (("/openapi.json", of_routes), ("/asyncapi.json", of_socket)):
        app.add_api_route(path, partial(_read, make), include_in_schema=False)
    app.openapi = of_routes  # type: ignore[method-assign]


async def _read(make: Callable[[], Json]) -> Response:
    return json_answer(await asyncio.to_thread(make), {"Cache-Control": "no-cache"})


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
        [
            (PredictBody, "validation"),
            (KnobsBody, "validation"),
            (PatchBody, "validation"),
            (schemas.Problem, "serialization"),
            (schemas.ForeignProblem, "serialization"),
        ],
        ref_template="#/components/schemas/{model}",
    )
    known |= ours["$defs"]
    if getattr(app.state, "has_keys", False):
        made["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        }
        made["security"] = [{"bearer": []}, {"key": []}]
    strokes = known["InkBody"]["properties"]["strokes"]
    strokes["maxItems"] = service.limits.strokes
    strokes["items"]["maxItems"] = service.limits.points
    for path in made["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                _complete(parameter, service)
    add_examples(made, service)
    return made


def _complete(parameter: Json, service: Service) -> None:
    """Say what FastAPI cannot know of a parameter: the networks' names, and JSON in text."""
    schema = parameter["schema"] = never_null(parameter["schema"])
    if (parameter["in"], parameter["name"]) == ("path", "id"):
        schema["enum"] = service.catalog.ids()
    if parameter["name"] == "edits":
        del parameter["schema"]
        edits = {"$ref": "#/components/schemas/PredictBody/properties/edits"}
        parameter["content"] = {JSON: {"schema": edits}}
