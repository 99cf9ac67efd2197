"""`/metrics` for Prometheus: on the server's own port, or on one that only it is at."""

import asyncio

from fastapi import APIRouter, Request, Response
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.serving.errors import NotFoundError
from app.telemetry.metrics import Metrics
from app.web import problems
from app.web.responses import NO_STORE

PATH = "/metrics"
PERIOD = 0.5
router = APIRouter(include_in_schema=False)


def metrics_of(connection: HTTPConnection) -> Metrics:
    """Return the figures of the application that was asked."""
    metrics = connection.app.state.metrics
    assert isinstance(metrics, Metrics)
    return metrics


@router.get(PATH)
async def read_metrics(request: Request) -> Response:
    """The figures of all workers, in the format that the client likes."""
    metrics = metrics_of(request)
    metrics.settle()
    body, media_type = await asyncio.to_thread(metrics.render, request.headers.get("accept", ""))
    return Response(body, headers={**NO_STORE, "Content-Type": media_type})


class OwnPort:
    """Keeps `/metrics` to its own port, and all else off it; there any host name is right."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what came in at the right port."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        own = scope["server"] is not None and scope["server"][1] == self._port
        if own is not (scope["path"] == PATH):
            error = NotFoundError("There is nothing at this address on this port.")
            await problems.answer_to(error, scope["path"])(scope, receive, send)
        elif own and scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            await (await read_metrics(Request(scope)))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def beat(metrics: Metrics) -> None:
    """Note now and then how late the event loop is, and what nobody counts."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + PERIOD
        await asyncio.sleep(PERIOD)
        metrics.lagged(loop.time() - due)
        metrics.sample()
