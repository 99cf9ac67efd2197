"""Examples for the OpenAPI document: requests that run, and what this server answers to them."""

from typing import Any

import orjson

from app.networks.store import Model
from app.serving import ablations, answers, inputs
from app.serving.bodies import CellBody
from app.serving.catalog import anatomy, summary
from app.serving.filters import write
from app.serving.media import JSON
from app.serving.preprocess import explain, strip_of
from app.serving.service import Service, outcome_of

Json = dict[str, Any]

SEVEN = {
    "ink": {
        "strokes": [[[0.31, 0.22], [0.68, 0.2], [0.55, 0.5], [0.46, 0.8]], [[0.4, 0.52, 820]]],
        "width": 0.07,
    }
}
SEED = 7


def add_examples(document: Json, service: Service) -> None:
    """Put an example beside every request and every JSON answer of the document."""
    model = service.catalog.default
    drawing = inputs.read_json(orjson.dumps(SEVEN), inputs.Options(), service.limits)
    outcome = outcome_of(model, drawing)
    strip = strip_of(drawing, model.network.input_shape)
    layer = next((item for item in model.network.layers if item.parameters), None)
    name = layer.name if layer else model.network.logits_layer
    index = [size // 2 for size in model.network.layer(name).shape]
    which = _cell(name, index)
    last = model.network.probabilities_layer
    predicted = answers.prediction(model, outcome)
    traced = {**predicted, "layers": {last: outcome.outputs[last][0].numpy()}}
    found: dict[str, tuple[Json, Any]] = {
        "listNetworks": ({}, {"networks": [summary(item) for item in service.catalog]}),
        "readNetwork": ({"id": model.id}, anatomy(model)),
        "predict": ({"id": model.id}, predicted),
        "trace": ({"id": model.id, "layers": last}, traced),
        "preprocess": ({"id": model.id}, explain(model, strip, outcome)),
        "readCell": (
            {"id": model.id, **which.model_dump(exclude_none=True)},
            answers.cell(model, outcome, which),
        ),
        "ablate": (
            {"id": model.id, "layers": name},
            ablations.ablated(model, [name], outcome),
        ),
        "readLimits": ({}, service.limits.as_dict()),
        "readHealth": ({}, {"status": "ok"}),
        "readReadiness": ({}, {"status": "ready"}),
    }
    if layer is not None:
        weights = orjson.loads(write(model, name, JSON))
        found["readFilters"] = ({"id": model.id, "layer": name}, weights)
    if service.samples.chosen:
        found["readSample"] = ({"seed": SEED}, service.samples.pick(SEED))
    found["readGallery"] = _gallery(model, service)
    for path in document["paths"].values():
        for operation in path.values():
            if operation["operationId"] in found:
                parameters, answer = found[operation["operationId"]]
                _place(operation, parameters, orjson.loads(answers.to_json(answer)))


def _gallery(model: Model, service: Service) -> tuple[Json, Json]:
    """The first two of the digits that were chosen blindly."""
    read = service.gallery.read(model)
    shown = service.gallery.answer(model, read, "digits", None, 0, 2)
    return {"id": model.id, "set": "digits", "limit": 2}, shown


def _cell(layer: str, index: list[int]) -> CellBody:
    names = {1: ["channel"], 2: ["channel", "column"], 3: ["channel", "row", "column"]}.get(
        len(index), ["channel", "depth", "row", "column"]
    )
    return CellBody(layer=layer, **dict(zip(names, index, strict=True)))


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
