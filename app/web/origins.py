"""Whose pages may ask: this server's own, and those of the origins that the operator named.

A browser lets any page send a POST or open a socket to any server; what it keeps from the page is
the answer. So work is refused to pages of other sites before it is done, as Go's
`CrossOriginProtection` does it: by `Sec-Fetch-Site`, and by `Origin` where a browser does not send
that. Programs send neither.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.errors import ForeignOriginError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({b"same-origin", b"none"})
ALLOWED = [
    (b"access-control-allow-methods", b"GET, HEAD, POST"),
    (
        b"access-control-allow-headers",
        b"accept, authorization, content-encoding, content-type, inference-header-content-length, "
        b"x-api-key, x-request-id",
    ),
    (b"access-control-max-age", b"600"),
    (b"content-length", b"0"),
]
EXPOSED = (
    b"etag, inference-header-content-length, retry-after, server-timing, x-request-id, "
    b"www-authenticate"
)


class Origins:
    """The origins that the operator named, `*` for any."""

    def __init__(self, named: Iterable[str]) -> None:
        self._named = frozenset(origin.lower().rstrip("/").encode() for origin in named)
        self.any = b"*" in self._named

    def __contains__(self, origin: bytes) -> bool:
        return self.any or origin.lower() in self._named

    def check(self, origin: bytes | None, fetch_site: bytes | None, host: bytes) -> None:
        """Let pass what a page of ours, of a named origin, or a program sends.

        Raises:
            ForeignOriginError: it is another site's page.
        """
        if origin is not None and origin in self:
            return
        if fetch_site is not None:
            ours = fetch_site in OURS
        else:
            ours = origin is None or _place(origin) == host.lower()
        if not ours:
            raise ForeignOriginError(
                "Pages of other sites may not ask this server; INKLING_ALLOWED_ORIGINS names those"
                " that may."
            )


def _place(origin: bytes) -> bytes:
    try:
        return urlsplit(origin.lower()).netloc
    except ValueError:  # brackets without an address
        return b""


class Cors:
    """Lets pages of the named origins read the answers. There is no login that could be abused."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self.app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what a browser asks beforehand, and add to every answer who may read it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        more = self._headers(headers.get(b"origin"))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *more]
            await send(message)

        if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            start = {"type": "http.response.start", "status": 204, "headers": ALLOWED}
            await send_with_headers(start)
            await send({"type": "http.response.body", "body": b""})
        else:
            await self.app(scope, receive, send_with_headers)

    def _headers(self, origin: bytes | None) -> list[tuple[bytes, bytes]]:
        varies = [] if self._origins.any else [(b"vary", b"Origin")]
        if origin is None or origin not in self._origins:
            return varies
        return [
            *varies,
            (b"access-control-allow-origin", b"*" if self._origins.any else origin),
            (b"access-control-expose-headers", EXPOSED),
            (b"cross-origin-resource-policy", b"cross-origin"),
        ]
