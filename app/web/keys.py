"""API keys, where the operator has set some: who has none gets nothing but health and files.

Programs send theirs as `Authorization: Bearer KEY` or `X-API-Key: KEY`. For the page a browser
asks for it as a password (any name will do); a cookie of this site then opens the socket, too,
as not every browser sends passwords there. The cookie is made of the key and good as long as it.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Iterator

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.errors import UnauthorizedError
from app.web import problems

OPEN = frozenset({"/healthz", "/readyz", "/v2/health/live", "/v2/health/ready"})
FILES = "/static/"
COOKIE = b"inkling"
WANTED = "This server wants an API key: send it as Authorization: Bearer KEY, or as X-API-Key."
CHALLENGES = [
    (b"www-authenticate", b'Basic realm="Inkling", charset="UTF-8"'),
    (b"www-authenticate", b'Bearer realm="Inkling"'),
]


class Keys:
    """Refuses requests and sockets without a key."""

    def __init__(self, app: ASGIApp, keys: Iterable[str], https: bool) -> None:
        self.app = app
        self._keys = [_hash(key.encode()) for key in keys]
        self._cookies = [_hash(_cookie(key)) for key in self._keys]
        self._attributes = b"; Path=/; HttpOnly; SameSite=Strict" + (b"; Secure" if https else b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what has a key, or needs none."""
        path = scope.get("path", "")
        if scope["type"] not in ("http", "websocket") or path in OPEN or path.startswith(FILES):
            await self.app(scope, receive, send)
            return
        headers = scope["headers"]
        key = _match(_keys_in(headers), self._keys)
        if key is not None:
            await self.app(scope, receive, self._with_cookie(key, send))
        elif _match(_cookies_in(headers), self._cookies) is not None:
            await self.app(scope, receive, send)
        else:
            answer = problems.answer_to(UnauthorizedError(WANTED), path)
            answer.raw_headers.extend(CHALLENGES)
            await answer(scope, receive, send)

    def _with_cookie(self, key: bytes, send: Send) -> Send:
        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                cookie = COOKIE + b"=" + _cookie(key) + self._attributes
                message["headers"] = [*message["headers"], (b"set-cookie", cookie)]
            await send(message)

        return send_with_cookie


def _keys_in(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for name, value in headers:
        if name == b"x-api-key":
            yield value
        elif name == b"authorization":
            scheme, _, secret = value.partition(b" ")
            if scheme.lower() == b"bearer":
                yield secret.strip()
            elif scheme.lower() == b"basic":
                yield _password(secret.strip())


def _password(pair: bytes) -> bytes:
    """The password in HTTP's `Basic` credentials."""
    try:
        return base64.b64decode(pair, validate=True).partition(b":")[2]
    except binascii.Error:
        return b""


def _cookies_in(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for name, value in headers:
        if name == b"cookie":
            for pair in value.split(b";"):
                title, _, content = pair.strip().partition(b"=")
                if title == COOKIE:
                    yield content


def _match(sent: Iterable[bytes], known: Iterable[bytes]) -> bytes | None:
    """The known hash of something sent; how long it takes says nothing about what is known."""
    found = None
    for secret in sent:
        hashed = _hash(secret)
        for one in known:
            if hmac.compare_digest(hashed, one):
                found = one
    return found


def _cookie(key: bytes) -> bytes:
    return hmac.new(key, COOKIE, hashlib.sha256).hexdigest().encode()


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


def _is_page(message: Message) -> bool:
    return dict(message["headers"]).get(b"content-type", b"").startswith(b"text/html")
