"""Examples of what clients of other servers ask: the same seven as pixels and as a picture."""

import base64
import io
from typing import Any

import numpy as np
import orjson
from PIL import Image

from app import __version__
from app.networks.store import Model
from app.serving import inputs
from app.serving.answers import to_json
from app.serving.engine import Outcome
from app.serving.service import Service, outcome_of, traced_alone
from app.web import huggingface
from app.web.openapi import Example
from app.web.v2 import answers, routes, tensors

DIGITS = 2
"""Places behind the point that the example's ink keeps."""


def of_others(service: Service, seven: Outcome) -> dict[str, Example]:
    """Return the examples of the Open Inference Protocol and of Hugging Face's route.

    Args:
        service: what is served.
        seven: what the first network computed of the seven.
    """
    model = service.catalog.default
    entry = {"version": answers.VERSION, "state": "READY", "reason": ""}
    named = {"name": "inkling", "version": __version__, "extensions": routes.EXTENSIONS}
    found = {
        "readServer": Example({}, named),
        "readLive": Example({}, {"live": True}),
        "readReady": Example({}, {"ready": True}),
        "listModels": Example({}, {"models": service.catalog.ids()}),
        "readIndex": Example({}, [{"name": name, **entry} for name in service.catalog.ids()]),
        "classifyImage": _classified(model, service, seven),
    }
    ink = np.round(seven.ink.numpy(), DIGITS)
    return found | _of_a_model(model, service, ink)


def _of_a_model(model: Model, service: Service, ink: Any) -> dict[str, Example]:
    """What is asked of one network, with its version in the address and without it."""
    part = {
        "name": tensors.INPUT,
        "shape": ink.shape,
        "datatype": tensors.FLOAT,
        "data": ink.ravel(),
    }
    body = {"inputs": [part], "outputs": [{"name": "probabilities"}]}
    request = tensors.read(to_json(body), None, model, service.limits)
    head, _ = answers.written(model, request, traced_alone(model.network, request.ink))
    asked = {
        "readModel": (answers.metadata(model), None),
        "readConfig": (answers.config(model, service.limits.batch), None),
        "readModelReady": ({"name": model.id, "ready": True}, None),
        "infer": (orjson.loads(head), body),
    }
    here = {"id": model.id}
    named = here | {"version": answers.VERSION}
    return {name: Example(here, *told) for name, told in asked.items()} | {
        f"{name}OfVersion": Example(named, *told) for name, told in asked.items()
    }


def _classified(model: Model, service: Service, seven: Outcome) -> Example:
    """The seven as a picture in base64, and its three likeliest classes."""
    file = io.BytesIO()
    shades = (seven.ink[0, 0].numpy() * 255).astype(np.uint8)
    Image.fromarray(shades).save(file, "PNG")
    drawing = inputs.read(file.getvalue(), "image/png", inputs.Options(), service.limits)
    body = {
        "inputs": base64.b64encode(file.getvalue()).decode(),
        "parameters": {"top_k": 3},
    }
    answer = huggingface.likeliest(model, outcome_of(model, drawing), 3)
    return Example({"id": model.id}, answer, body)
