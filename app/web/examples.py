"""Examples for the OpenAPI document: requests that run, and what this server answers to them."""

from typing import Any

import orjson

from app.cnn.cell import axes
from app.networks.store import Model
from app.serving import answers, inputs
from app.serving.ablations import ablated
from app.serving.bodies import CellBody
from app.serving.catalog import anatomy, summary
from app.serving.filters import has_weights, write
from app.serving.media import JSON
from app.serving.preprocess import explain, strip_of
from app.serving.service import Service, outcome_of

Json = dict[str, Any]
Example = tuple[Json, Any]
"""The parameters of a request, and its answer."""

SEVEN = {
    "ink": {
        "strokes": [[[0.31, 0.22], [0.68, 0.2], [0.55, 0.5], [0.46, 0.8]], [[0.4, 0.52, 820]]],
        "width": 0.07,
    }
}
SEED = 7


def add_examples(document: Json, service: Service) -> None:
    """Put an example beside every request and every JSON answer of the document."""
    found = _everywhere(service) | _of_a_network(service)
    for path in document["paths"].values():
        for operation in path.values():
            if operation["operationId"] in found:
                parameters, answer = found[operation["operationId"]]
                _place(operation, parameters, orjson.loads(answers.to_json(answer)))


def _everywhere(service: Service) -> dict[str, Example]:
    """What is asked of the server."""
    found: dict[str, Example] = {
        "listNetworks": ({}, {"networks": [summary(item) for item in service.catalog]}),
        "readLimits": ({}, service.limits.as_dict()),
        "readHealth": ({}, {"status": "ok"}),
        "readReadiness": ({}, {"status": "ready"}),
    }
    if service.samples.chosen:
        found["readSample"] = ({"seed": SEED}, service.samples.pick(SEED))
    return found


def _of_a_network(service: Service) -> dict[str, Example]:
    """What is asked of a network: of the first one, about the seven."""
    model = service.catalog.default
    drawing = inputs.read_json(orjson.dumps(SEVEN), inputs.Options(), service.limits)
    outcome = outcome_of(model, drawing)
    strip = strip_of(drawing, model.network.input_shape)
    predicted = answers.prediction(model, outcome)
    last = model.network.probabilities_layer
    traced = {**predicted, "layers": {last: outcome.outputs[last][0].numpy()}}
    having = (one for one in model.network.layers if has_weights(model, one.name))
    layer = next(having, model.network.layer(model.network.logits_layer))
    middle = {axis: size // 2 for axis, size in zip(axes(layer), layer.shape, strict=True)}
    which = CellBody(layer=layer.name, **middle)
    here = {"id": model.id}
    found: dict[str, Example] = {
        "readNetwork": (here, anatomy(model)),
        "predict": (here, predicted),
        "trace": (here | {"layers": last}, traced),
        "preprocess": (here, explain(model, strip, outcome)),
        "readCell": (
            here | which.model_dump(exclude_none=True),
            answers.cell(model, outcome, which),
        ),
        "ablate": (here | {"layers": layer.name}, ablated(model, [layer.name], outcome)),
        "readGallery": _gallery(model, service),
    }
    if has_weights(model, layer.name):
        weights = orjson.loads(write(model, layer.name, JSON))
        found["readFilters"] = (here | {"layer": layer.name}, weights)
    return found


def _gallery(model: Model, service: Service) -> tuple[Json, Json]:
    """The first two of the digits that were chosen blindly."""
    read = service.gallery.read(model)
    shown = service.gallery.answer(model, read, "digits", None, 0, 2)
    return {"id": model.id, "set": "digits", "limit": 2}, shown


def _place(operation: Json, parameters: Json, answer: Any) -> None:
    """Write one operation's examples where the document wants them."""
    for parameter in operation.get("parameters", []):
        if parameter["name"] in parameters:
            parameter["example"] = parameters[parameter["name"]]
    body = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if body is not None:
        body["examples"] = {"seven": {"summary": "A seven in two strokes", "value": SEVEN}}
    content = operation["responses"]["200"]["content"][JSON]
    content["examples"] = {"answer": {"value": answer}}
