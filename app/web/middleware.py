"""What happens to every request before and after its route, as plain ASGI."""

import logging
import re
import secrets
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.errors import (
    AppError,
    HeadersTooLargeError,
    InvalidHostError,
    UriTooLongError,
)
from app.serving.limits import Limits
from app.web import problems

log = logging.getLogger("inkling.web")

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
PAGE_HEADERS = {
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}
_REQUEST_ID = re.compile(rb"[A-Za-z0-9_.-]{1,64}")


class Surroundings:
    """Gives each request an id, each answer its security headers, and each crash an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one HTTP request; sockets and the lifespan pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _dress(MutableHeaders(scope=message), request_id)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            log.debug("Request %s: the client left", request_id)
        except Exception:
            log.exception("Request %s failed", request_id)
            if started:
                raise
            answer = problems.internal_error(request_id, scope["path"])
            await answer(scope, receive, send_with_headers)


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value, "ascii")
    return secrets.token_hex(8)


def _dress(headers: MutableHeaders, request_id: str) -> None:
    """A page gets all of them; in a hundred modules those that mean nothing there would weigh."""
    page = headers.get("content-type", "").startswith("text/html")
    headers["content-security-policy"] = PAGE_POLICY if page else DATA_POLICY
    headers["x-request-id"] = request_id
    for name, value in (HEADERS | PAGE_HEADERS if page else HEADERS).items():
        headers.setdefault(name, value)


class Bounds:
    """Refuses what is too long or meant for another host, before anything reads it."""

    def __init__(self, app: ASGIApp, limits: Limits, hosts: Iterable[str]) -> None:
        self.app = app
        self.limits = limits
        self.hosts = frozenset(host.lower() for host in hosts) - {"*"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or pass on."""
        app = self.app
        if scope["type"] in ("http", "websocket"):
            try:
                self._check(scope)
            except AppError as error:
                app = problems.answer_to(error, scope["path"])
        await app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        limits, headers = self.limits, scope["headers"]
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > limits.url_bytes:
            raise UriTooLongError(f"At most {limits.url_bytes} bytes.")
        size = sum(len(name) + len(value) for name, value in headers)
        if size > limits.header_bytes or len(headers) > limits.header_fields:
            raise HeadersTooLargeError(
                f"At most {limits.header_bytes} bytes in {limits.header_fields} fields."
            )
        if not self._known([value for name, value in headers if name == b"host"]):
            raise InvalidHostError("The Host header does not name this server.")

    def _known(self, hosts: list[bytes]) -> bool:
        if len(hosts) != 1:
            return False
        match = re.fullmatch(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?", hosts[0])
        if match is None:
            return False
        return not self.hosts or match[1].decode("ascii").lower() in self.hosts


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

        await self.app({**scope, "method": "GET"}, receive, send_no_body)
