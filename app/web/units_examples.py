"""Examples of what is known about units and neighbours, where the network has been dissected."""

from app.networks.store import Model
from app.serving import answers, neighbours, units
from app.serving.atlas import Atlas
from app.serving.engine import Outcome
from app.serving.errors import NotFoundError
from app.serving.service import Service
from app.web.openapi import Example

FEW = 3
HEAD = ("network", "label", "index", "probability")


def of_units(service: Service, model: Model, outcome: Outcome) -> dict[str, Example]:
    """Return the examples of a network; none when it has not been dissected."""
    try:
        found = service.dissections.read(model)
    except NotFoundError:
        return {}
    atlas = Atlas.of(model, found.maps, found.digits)
    here, last = {"id": model.id}, model.network.layer(model.network.logits_layer)
    layer = neighbours.layer_for(model, None)
    predicted = answers.prediction(model, outcome)
    near = {name: predicted[name] for name in HEAD} | atlas.near(layer, outcome.outputs[layer])
    unit = here | {"layer": last.name, "channel": 0}
    return {
        "readUnit": Example(unit, units.unit(model, found, last, 0)),
        "readDigits": Example(here, units.sheet(model, found)),
        "readNeighbourMap": Example(here | {"layer": layer, "limit": FEW}, atlas.map(layer, FEW)),
        "findNeighbours": Example(here | {"layer": layer}, near),
    }
