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
from app.serving.questions import alone
from app.serving.service import Service, outcome_of
from app.web.change_examples import of_changes, of_interplay, of_trust
from app.web.explain_examples import of_explanations
from app.web.lab_examples import of_lab
from app.web.openapi import Example
from app.web.others_examples import of_others
from app.web.patch_examples import of_patches
from app.web.time_examples import of_time
from app.web.units_examples import of_units

Json = dict[str, Any]

SEVEN: Json = {
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
                _place(operation, found[operation["operationId"]])


def _everywhere(service: Service) -> dict[str, Example]:
    """What is asked of the server."""
    found: dict[str, Example] = {
        "listNetworks": Example({}, {"networks": [summary(item) for item in service.catalog]}),
        "readLimits": Example({}, service.limits.as_dict()),
        "readHealth": Example({}, {"status": "ok"}),
        "readReadiness": Example({}, {"status": "ready"}),
        **of_lab(service),
    }
    if service.samples.chosen:
        found["readSample"] = Example({"seed": SEED}, service.samples.pick(SEED))
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
        "readNetwork": Example(here, anatomy(model)),
        "predict": Example(here, predicted),
        "trace": Example(here | {"layers": last}, traced),
        "preprocess": Example(here, explain(model, strip, outcome)),
        "readCell": Example(
            here | which.model_dump(exclude_none=True),
            answers.cell(model, outcome, which),
        ),
        "ablate": Example(here | {"layers": layer.name}, ablated(model, [layer.name], outcome)),
        "readGallery": _gallery(model, service),
        **of_explanations(model, outcome, service.limits),
        **of_changes(alone(service, model, drawing)),
        **of_trust(alone(service, model, drawing)),
        **of_interplay(alone(service, model, drawing)),
        **of_time(alone(service, model, drawing)),
        **of_patches(alone(service, model, drawing), SEVEN),
        **of_others(service, outcome),
        **of_units(service, model, outcome),
    }
    if has_weights(model, layer.name):
        weights = orjson.loads(write(model, layer.name, JSON))
        found["readFilters"] = Example(here | {"layer": layer.name}, weights)
    return found


def _gallery(model: Model, service: Service) -> Example:
    """The first two of the digits that were chosen blindly."""
    read = service.gallery.read(model)
    shown = service.gallery.answer(model, read, "digits", None, 0, 2)
    return Example({"id": model.id, "set": "digits", "limit": 2}, shown)


def _place(operation: Json, example: Example) -> None:
    """Write one operation's examples where the document wants them."""
    for parameter in operation.get("parameters", []):
        if parameter["name"] in example.parameters:
            parameter["example"] = example.parameters[parameter["name"]]
    body = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if body is not None:
        body["examples"] = {"seven": {"summary": "A seven", "value": _plain(example.body or SEVEN)}}
    content = operation["responses"]["200"]["content"][JSON]
    content["examples"] = {"answer": {"value": _plain(example.answer)}}


def _plain(value: Any) -> Any:
    """The same without arrays."""
    return orjson.loads(answers.to_json(value))
