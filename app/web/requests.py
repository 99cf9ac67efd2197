"""What routes share when they read a request: the body within its limit, a strict query."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError
from starlette.datastructures import State
from starlette.requests import ClientDisconnect

from app.serving import media, strict_json
from app.serving.bodies import EditBody, Edits
from app.serving.errors import (
    InvalidJSONError,
    InvalidRequestError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
    ValidationFailedError,
)
from app.serving.inputs import Options
from app.serving.jobs import Presence
from app.serving.lab.lab import Lab
from app.serving.limits import Limits
from app.serving.service import Service, Upload
from app.serving.validate import failed
from app.telemetry.spans import Span
from app.web.negotiation import choose
from app.web.visit import visit_of

T = TypeVar("T")


def _service(request: Request) -> Service:
    return service_of(request.app.state)


def service_of(state: State) -> Service:
    """Return the service of an application that has started."""
    service = state.service
    assert isinstance(service, Service)
    return service


def lab_of(state: State) -> Lab:
    """Return the lab of an application that has started."""
    lab = state.lab
    assert isinstance(lab, Lab)
    return lab


def _lab(request: Request) -> Lab:
    return lab_of(request.app.state)


PRESENCE = "inkling.presence"
"""The extension of the scope in which our protocol says whether the client is still there."""


def presence_of(request: Request) -> Presence | None:
    """Return it; None on servers that do not say."""
    found = request.scope.get("extensions", {}).get(PRESENCE)
    return found if isinstance(found, Presence) else None


def spans_of(request: Request) -> list[Span]:
    """Return where the stages of the answer are noted."""
    visit = visit_of(request.scope)
    return [] if visit is None else visit.spans


ServiceDep = Annotated[Service, Depends(_service)]
LabDep = Annotated[Lab, Depends(_lab)]


def _boolean(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("boolean", "Input should be true or false")


def _integer(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 16:
        return int(value)
    raise PydanticCustomError("integer", "Input should be a whole number, 0 or more")


Flag = Annotated[bool, BeforeValidator(_boolean)]
Index = Annotated[int, Field(ge=0, le=1 << 31), BeforeValidator(_integer)]
Amount = Annotated[int, Field(ge=1, le=1024), BeforeValidator(_integer)]
Side = Annotated[int, Field(ge=1, le=64), BeforeValidator(_integer)]
PartSize = Annotated[int, Field(ge=1, le=200), BeforeValidator(_integer)]
Count = Annotated[int, Field(ge=1, le=1 << 31), BeforeValidator(_integer)]
Seed = Annotated[int, Field(ge=0, lt=1 << 53), BeforeValidator(_integer)]


CHECKPOINT = (
    "A step of the training, as `checkpoints` lists them: the network as it was then. "
    "Default: the finished one. Edits change the network that is meant."
)


class StrictQuery(BaseModel):
    """Parameters of a URL; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")


class DrawingQuery(StrictQuery):
    """How to read the drawing in the body."""

    fit: Flag | None = Field(
        None,
        description="Crop to the ink, scale and centre it as MNIST does. "
        "Default: true for ink and pictures, false for pixels.",
    )
    invert: Flag | None = Field(
        None, description="Whether the picture is dark ink on light paper; recognised by default."
    )
    edits: str | None = Field(
        None, max_length=4096, description="Changes of the network for this call, as JSON."
    )

    def options(self) -> Options:
        """Return the same, parsed.

        Raises:
            InvalidJSONError, ValidationFailedError: `edits` is not a list of edits.
        """
        return Options(self.fit, self.invert, _edits(self.edits))


class CheckpointQuery(DrawingQuery):
    """How to read the drawing, and how far the network that answers had learned."""

    checkpoint: Index | None = Field(None, description=CHECKPOINT)


_EDITS: TypeAdapter[list[EditBody]] = TypeAdapter(Edits)


def _edits(text: str | None) -> tuple[EditBody, ...] | None:
    if text is None:
        return None
    try:
        value = strict_json.loads(text.encode("utf-8", "surrogatepass"))
        return tuple(_EDITS.validate_python(value))
    except InvalidJSONError as error:
        raise InvalidJSONError(f"The parameter edits: {error.detail}") from None
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        raise failed(found, ("query", "edits"), tuple(EditBody.model_fields)) from None


def names(text: str | None) -> tuple[str, ...]:
    """Return the names in a list by comma."""
    return tuple(name for name in (text or "").split(",") if name)


def accepted(request: Request, *forms: str) -> str:
    """Return the media type that the client likes best of those that an answer can have.

    Raises:
        NotAcceptableError: it takes none of them.
    """
    return choose(request.headers.get("accept", ""), forms)


async def while_here(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Wait for `work`, but cancel it when the client leaves. Its body has been read before.

    Raises:
        ClientDisconnect: it left.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def single_parameters(request: Request) -> None:
    """Refuse a query that has the same parameter twice."""
    query = request.scope["query_string"].decode("latin-1")
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    if len(set(names)) != len(names):
        raise ValidationFailedError.at(("query",), "Each parameter may be there once")


async def read_upload(request: Request, query: DrawingQuery, limits: Limits) -> Upload:
    """Read the body of a request, and stop as soon as it is longer than its kind may be.

    Raises:
        UnsupportedMediaTypeError: its media type, or coding, is not read here.
        PayloadTooLargeError: it is too long.
    """
    content_type = request.headers.get("content-type", "")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaTypeError("Bodies are read without a Content-Encoding.")
    kind = media.declared(content_type)
    options = query.options()
    limit = {"json": limits.json_bytes, "multipart": limits.image_bytes + 4096}.get(
        kind or "", limits.image_bytes
    )
    body = await read_body(request, limit)
    return Upload(body, content_type, options, presence_of(request), spans_of(request))


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; a declared length is checked before, the real one while reading."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit():
        raise InvalidRequestError("The Content-Length is not a number.")
    if int(declared) > limit:
        raise PayloadTooLargeError(f"A body of this kind has at most {limit} bytes.")
    chunks, size = [], 0
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk, more = message.get("body", b""), message.get("more_body", False)
        size += len(chunk)
        if size > limit:
            raise PayloadTooLargeError(f"A body of this kind has at most {limit} bytes.")
        chunks.append(chunk)
    return b"".join(chunks)
