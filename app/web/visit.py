"""What becomes known of a request while it is answered: for its figures, log line and trace."""

from collections.abc import Mapping
from typing import Any

from app.telemetry.spans import Span
from app.web.assets import Assets

VISIT = "inkling.visit"
"""Where the scope of a request holds its `Visit`."""
PREFIXES = ("", "/api/v1")
STATIC = "/static/{path}"
NO_ROUTE = "none"


class Visit:
    """One request; who learns something of it writes it here."""

    __slots__ = ("id", "refusal", "route", "spans")

    def __init__(self, id: str) -> None:
        self.id = id
        self.route = ""
        self.refusal = ""
        self.spans: list[Span] = []


def visit_of(scope: Mapping[str, Any]) -> Visit | None:
    """Return what is known of a request; None when nobody keeps it."""
    return scope.get(VISIT)


def route_of(scope: Mapping[str, Any]) -> str:
    """Return the template of the route that answered, so that addresses that differ count as one.

    The framework's route knows its template without the prefix of its router.
    """
    visit, route = visit_of(scope), scope.get("route")
    if visit is not None and visit.route:
        return visit.route
    if route is None:
        return STATIC if isinstance(scope.get("endpoint"), Assets) else NO_ROUTE
    template: str = route.path_format
    own = template.format(**scope["path_params"])
    prefix = scope["path"].removesuffix(own)
    return prefix + template if prefix in PREFIXES else NO_ROUTE
