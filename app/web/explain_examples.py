"""Examples of why, for the OpenAPI document."""

from app.networks.store import Model
from app.serving import explanations
from app.serving.engine import Outcome
from app.serving.limits import Limits
from app.serving.media import JSON
from app.serving.strict_json import loads
from app.serving.wishes import Wish
from app.web.openapi import Example

METHOD = "integrated-gradients"


def of_explanations(model: Model, outcome: Outcome, limits: Limits) -> dict[str, Example]:
    """Why the first network reads a seven in the seven."""
    wish = Wish((METHOD,))
    found = explanations.explained(model, outcome.network, outcome.ink, wish, limits)
    answer = loads(explanations.written({"network": model.id, **found}, JSON))
    here = {"id": model.id}
    return {
        "explain": Example(here | {"method": METHOD}, answer),
        "listMethods": Example(here, explanations.methods(model, Wish())),
    }
