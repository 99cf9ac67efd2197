"""What the busiest requests ask for, by their heads alone.

A head's route, query and media types are looked at by the functions of the long way, once for each
head that is new: clients send the same one again and again. Whatever is not plain has no plan:
another route, a header that somebody else may look at, anything wrong.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fastapi import Response
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.serving import answers, media
from app.serving.errors import AppError
from app.serving.inputs import Options
from app.serving.jobs import Job
from app.serving.lab.kept import ID
from app.serving.service import SMALL, Service, Upload, is_heavy
from app.web.api_v1.ask import FORMS, TraceQuery
from app.web.middleware import DATA_HEADERS, Bounds, Header
from app.web.negotiation import choose
from app.web.requests import names
from app.web.responses import NO_STORE
from app.web.shortcut import TEMPLATES, found

PLAIN = frozenset(
    (b"host", b"content-type", b"content-length", b"accept", b"accept-encoding",
     b"accept-language", b"user-agent", b"connection")
)  # fmt: skip
"""Headers that nobody looks at but the functions here."""
HEALTH = "/healthz"
ALIVE = b'{"status":"ok"}'


@dataclass(frozen=True, slots=True)
class Plan:
    """What a head asks for, and the head of the answer up to what differs each time.

    Without `ask` there is nothing to compute: the answer is `ALIVE`.
    """

    method: str
    path: str
    template: str
    head: bytes
    content_type: str = ""
    options: Options = field(default_factory=Options)
    ask: Callable[[Upload], Job[bytes]] | None = None
    length: int = 0

    def takes(self, body: bytes) -> bool:
        """Whether the body is plain, too."""
        return self.ask is None or not is_heavy(body, self.content_type)


class Planner:
    """Knows the plans of heads."""

    def __init__(self, service: Service, bounds: Bounds) -> None:
        self.engine = service.engine
        self._service = service
        self._bounds = bounds
        self.plan = lru_cache(maxsize=1024)(self._plan)

    def _plan(self, method: bytes, url: bytes, headers: tuple[Header, ...]) -> Plan | None:
        """The plan for a request; None when it has to go the long way."""
        given = dict(headers)
        if len(given) != len(headers) or not given.keys() <= PLAIN or not url.isascii():
            return None
        if given.get(b"connection", b"keep-alive").lower() != b"keep-alive":
            return None
        path, _, query = url.partition(b"?")
        scope = {
            "type": "http", "method": method.decode("latin-1"), "path": path.decode(),
            "raw_path": path, "query_string": query, "headers": headers,
        }  # fmt: skip
        try:
            self._bounds.check(scope)
            return self._health(scope) or self._question(scope, given)
        except AppError:
            return None

    def _health(self, scope: Mapping[str, Any]) -> Plan | None:
        if (scope["method"], scope["path"], scope["query_string"]) != ("GET", HEALTH, b""):
            return None
        return Plan("GET", HEALTH, HEALTH, _head(media.JSON, NO_STORE))

    def _question(self, scope: Mapping[str, Any], given: Mapping[bytes, bytes]) -> Plan | None:
        asked = found(scope)
        size, content_type = given.get(b"content-length", b""), _text(given, b"content-type")
        most = min(SMALL, self._service.limits.json_bytes)
        plain = size.isdigit() and int(size) <= most and media.declared(content_type) == "json"
        if asked is None or not plain or asked[2].checkpoint is not None:
            return None
        network, route, query = asked
        if ID.fullmatch(network):  # one of the lab: a plan would hold it for ever
            return None
        model, service, headers = self._service.catalog.get(network), self._service, NO_STORE
        accept = _text(given, b"accept")
        ask: Callable[[Upload], Job[bytes]]
        if isinstance(query, TraceQuery):
            form = choose(accept, FORMS)
            layers, dtype = answers.chosen(model, names(query.layers)), query.dtype
            ask = lambda upload: service.tracing(model, upload, layers, form, dtype)  # noqa: E731
            headers = {**NO_STORE, "Vary": "Accept"}
        else:
            form = choose(accept, (media.JSON,))
            ask = lambda upload: service.prediction(model, upload)  # noqa: E731
        head, options = _head(form, headers), query.options()
        known = content_type, options, ask, int(size)
        return Plan("POST", scope["path"], TEMPLATES[route], head, *known)


def _text(given: Mapping[bytes, bytes], name: bytes) -> str:
    return given.get(name, b"").decode("latin-1")


def _head(form: str, headers: Mapping[str, str]) -> bytes:
    """What the long way says before a body of this form, but for the body's length."""
    answer = Response(media_type=form, headers=headers)
    return head_of(200, (pair for pair in answer.raw_headers if pair[0] != b"content-length"))


def head_of(status: int, headers: Iterable[Header], more: Iterable[Header] = ()) -> bytes:
    """Write the head of data, without its end; of headers of one name the last is kept."""
    lines = (
        name + b": " + value + b"\r\n"
        for name, value in dict([*headers, *DATA_HEADERS, *more]).items()
    )
    return b"".join((STATUS_LINE[status], *lines))
