"""A span for each request, and one for each stage of its answer, by OpenTelemetry's conventions."""

import time
from typing import Any

from opentelemetry.context import Context
from opentelemetry.propagate import extract
from opentelemetry.propagators.textmap import Getter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import SpanKind, StatusCode, Tracer, set_span_in_context
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import __version__
from app.telemetry.spans import Span
from app.web.visit import route_of, visit_of


class Tracing:
    """Writes down each HTTP request, within the trace that its `traceparent` header names."""

    def __init__(self, app: ASGIApp, provider: TracerProvider) -> None:
        self.app = app
        self._tracer: Tracer = provider.get_tracer("inkling", __version__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; sockets and the lifespan pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.time_ns()
        try:
            await self.app(scope, receive, send_noting)
        finally:
            self._write(scope, status, began)

    def _write(self, scope: Scope, status: int, began: int) -> None:
        """Write the request's span when all is known of it, and below it those of its stages."""
        visit, route = visit_of(scope), route_of(scope)
        span = self._tracer.start_span(
            f"{scope['method']} {route}",
            extract(scope, getter=_HEADERS),
            SpanKind.SERVER,
            _attributes(scope, route, status),
            start_time=began,
        )
        if visit is not None:
            span.set_attribute("inkling.request_id", visit.id)
            self._write_stages(set_span_in_context(span), visit.spans)
        if status >= 500 or not status:
            span.set_status(StatusCode.ERROR)
        span.end()

    def _write_stages(self, parent: Context, spans: list[Span]) -> None:
        past = time.time_ns() - time.perf_counter_ns()
        for stage, start, end in spans:
            child = self._tracer.start_span(stage, parent, start_time=past + round(start * 1e9))
            child.end(past + round(end * 1e9))


def _attributes(scope: Scope, route: str, status: int) -> dict[str, str | int]:
    found: dict[str, str | int] = {
        "http.request.method": scope["method"],
        "http.route": route,
        "url.scheme": scope["scheme"],
        "url.path": scope["path"],
        "network.protocol.version": scope["http_version"],
    }
    if status:
        found["http.response.status_code"] = status
    if status >= 500:
        found["error.type"] = str(status)
    return found


class _Headers(Getter[Any]):
    """Reads the headers of a scope."""

    def get(self, carrier: Any, key: str) -> list[str] | None:
        """The values of one."""
        wanted = key.lower().encode()
        found = [str(value, "latin-1") for name, value in carrier["headers"] if name == wanted]
        return found or None

    def keys(self, carrier: Any) -> list[str]:
        """Their names."""
        return [str(name, "latin-1") for name, _ in carrier["headers"]]


_HEADERS = _Headers()
