"""The two busiest routes without the framework's way to them: the same functions, called at once.

Finding a route, solving its dependencies and opening its exit stacks cost more than the answer.
Whatever is not plain – another route, a query that is not valid – goes the long way.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request, Response
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from app.serving.errors import AppError
from app.web import problems
from app.web.api_v1 import ask
from app.web.requests import CheckpointQuery, service_of
from app.web.visit import VISIT

PREFIX = "/api/v1/networks/"
ROUTES: dict[str, tuple[Callable[..., Awaitable[Response]], type[CheckpointQuery]]] = {
    "predict": (ask.predict, CheckpointQuery),
    "trace": (ask.trace, ask.TraceQuery),
}
TEMPLATES = {route: f"{PREFIX}{{id}}/{name}" for name, (route, _) in ROUTES.items()}


class Shortcut:
    """Answers the routes in `ROUTES` itself and passes on all else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        asked = found(scope)
        if asked is None:
            await self.app(scope, receive, send)
            return
        network, route, query = asked
        scope[VISIT].route = TEMPLATES[route]
        request = Request(scope, receive, send)
        try:
            answer = await route(network, request, query, service_of(request.app.state))
        except AppError as error:
            answer = problems.answer_to(error, scope["path"])
        await answer(scope, receive, send)


def found(scope: Mapping[str, Any]) -> tuple[str, Callable[..., Awaitable[Response]], Any] | None:
    """The network, the function and its query, when this is a plain request for one of them."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    path: str = scope["path"]
    network, _, name = path.removeprefix(PREFIX).partition("/")
    if name not in ROUTES or not path.startswith(PREFIX) or "/" in name:
        return None
    query = _query(name, scope["query_string"])
    return None if query is None else (network, ROUTES[name][0], query)


@lru_cache(maxsize=256)
def _query(name: str, text: bytes) -> CheckpointQuery | None:
    """The parsed query; None when something in it is wrong."""
    pairs = parse_qsl(text.decode("latin-1"), keep_blank_values=True)
    if len(dict(pairs)) != len(pairs):
        return None
    try:
        return ROUTES[name][1].model_validate(dict(pairs))
    except ValidationError:
        return None
