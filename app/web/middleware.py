"""What happens to every request before and after its route, as plain ASGI."""

import logging
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from random import getrandbits
from time import perf_counter
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.errors import (
    AppError,
    HeadersTooLargeError,
    InvalidFramingError,
    InvalidHostError,
    UriTooLongError,
)
from app.serving.limits import Limits
from app.telemetry.logs import ACCESS, REQUEST_ID
from app.telemetry.metrics import Metrics
from app.telemetry.spans import server_timing
from app.web import problems
from app.web.origins import SAFE, Origins
from app.web.visit import VISIT, Visit, route_of, visit_of

log = logging.getLogger("inkling.web")
access = logging.getLogger(ACCESS)
GONE = 499
"""The status in log and figures of a request whose client left before the answer."""

Header = tuple[bytes, bytes]

PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    b"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'"
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
DATA_HEADERS = [*HEADERS, (b"content-security-policy", DATA_POLICY)]
PARTS = (b"text/javascript", b"text/css", b"font/")
"""What only a page loads, under the page's own policy."""
PAGE_HEADERS = [
    *HEADERS,
    (b"content-security-policy", PAGE_POLICY),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (
        b"permissions-policy",
        b"camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    ),
]
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=63072000")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9_.-]{1,64}")


class Surroundings:
    """Gives each request an id, each answer its headers, each crash an answer, and counts them.

    `https` says that the site is reached by HTTPS only, and shall be.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, https: bool = False) -> None:
        self.app = app
        self._metrics = metrics
        strict = [STRICT_TRANSPORT] if https else []
        self._page = [*PAGE_HEADERS, *strict]
        self._data = [*DATA_HEADERS, *strict]
        self._part = [*HEADERS, *strict]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one HTTP request; sockets and the lifespan pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visit = scope[VISIT] = Visit(_request_id(scope))
        REQUEST_ID.set(visit.id)
        began, status = perf_counter(), 0
        self._metrics.under_way += 1

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._dressed(message.get("headers", ()), visit)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            log.debug("The client left")
        except Exception:
            log.exception("A request failed")
            if status:
                raise
            answer = problems.internal_error(visit.id, scope["path"])
            await answer(scope, receive, send_with_headers)
        finally:
            self._metrics.under_way -= 1
            self._note(scope, visit, status or GONE, perf_counter() - began)

    def _note(self, scope: Scope, visit: Visit, status: int, seconds: float) -> None:
        method, route = scope["method"], route_of(scope)
        self._metrics.answered(method, route, status, seconds)
        if visit.refusal:
            self._metrics.refused(visit.refusal)
        if access.isEnabledFor(logging.INFO):
            fields = {"method": method, "route": route, "status": status}
            fields["duration_ms"] = spent = round(seconds * 1000, 2)
            if visit.refusal:
                fields["reason"] = visit.refusal
            access.info("%s %s %d, %s ms", method, route, status, spent, extra={"fields": fields})

    def _dressed(self, headers: Iterable[Header], visit: Visit) -> list[Header]:
        """A page gets all; in a hundred modules those that mean nothing there would weigh."""
        there = dict(headers)
        more = [header for header in self._meant_for(there) if header[0] not in there]
        dressed = [*headers, *more, (b"x-request-id", visit.id.encode())]
        if visit.spans:
            dressed.append((b"server-timing", server_timing(visit.spans)))
        return dressed

    def _meant_for(self, headers: Mapping[bytes, bytes]) -> list[Header]:
        kind = headers.get(b"content-type", b"")
        if kind.startswith(b"text/html"):
            return self._page
        return self._part if kind.startswith(PARTS) else self._data


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value, "ascii")
    return f"{getrandbits(64):016x}"


class Bounds:
    """Refuses what is too long, for another host or of another site, before anything reads it."""

    def __init__(
        self, app: ASGIApp, limits: Limits, hosts: Iterable[str], origins: Origins
    ) -> None:
        self.app = app
        self.limits = limits
        self.origins = origins
        self.hosts = frozenset(host.lower() for host in hosts) - {"*"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or pass on."""
        app = self.app
        if scope["type"] in ("http", "websocket"):
            try:
                self.check(scope)
            except AppError as error:
                app = problems.answer_to(error, scope["path"])
        await app(scope, receive, send)

    def check(self, scope: Mapping[str, Any]) -> None:
        """Return when a request is within the bounds.

        Raises:
            UriTooLongError, HeadersTooLargeError, InvalidHostError: it is not.
        """
        limits, headers = self.limits, scope["headers"]
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > limits.url_bytes:
            raise UriTooLongError(f"At most {limits.url_bytes} bytes.")
        size, hosts = 0, []
        origin = fetch_site = None
        for name, value in headers:
            size += len(name) + len(value)
            if name == b"host":
                hosts.append(value)
            elif name == b"transfer-encoding" and value.lower() != b"chunked":
                raise InvalidFramingError("A body comes as it is, or chunked.")
            elif name == b"origin":
                origin = value
            elif name == b"sec-fetch-site":
                fetch_site = value
        if size > limits.header_bytes or len(headers) > limits.header_fields:
            raise HeadersTooLargeError(
                f"At most {limits.header_bytes} bytes in {limits.header_fields} fields."
            )
        if len(hosts) != 1 or not self._known(hosts[0]):
            raise InvalidHostError("The Host header does not name this server.")
        if (origin or fetch_site) and scope.get("method") not in SAFE:  # a socket has no method
            self.origins.check(origin, fetch_site, hosts[0])

    def _known(self, host: bytes) -> bool:
        name = _name(host)
        return name is not None and (not self.hosts or name in self.hosts)


@lru_cache(maxsize=256)
def _name(host: bytes) -> str | None:
    """The name in a Host header; None when it is malformed."""
    match = re.fullmatch(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?", host)
    return match and match[1].decode("ascii").lower()


class Head:
    """Answers HEAD as GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn HEAD into GET on the way in, and drop the body on the way out."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_no_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        inner = {**scope, "method": "GET"}
        await self.app(inner, receive, send_no_body)
        if (visit := visit_of(scope)) is not None:
            visit.route = route_of(inner)
