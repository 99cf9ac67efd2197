"""Examples of the lab; its networks have none, as nobody has trained yet."""

from typing import Any

from app.serving.lab.lab import Lab, planned
from app.serving.lab.messages import KnobsBody, choices_of
from app.serving.service import Service
from app.web.openapi import Example

KNOBS: dict[str, Any] = {"depth": 1, "field": 3, "padding": 1, "hidden": 0}


def of_lab(service: Service) -> dict[str, Example]:
    """Return them; none to plan where it is off."""
    lab = service.catalog.lab
    if not isinstance(lab, Lab):
        return {}
    found = {"readLab": Example({}, lab.about())}
    if lab.on:
        made = planned(lab.plan(choices_of(KnobsBody(**KNOBS))))
        found["planNetwork"] = Example({}, made, KNOBS)
    return found
