"""The protocol's addresses; the networks have one version, which may be named or left out."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from app import __version__
from app.networks.store import Model
from app.serving.engine import Outcome, Prepared
from app.serving.errors import InvalidRequestError, NotFoundError
from app.serving.media import JSON, OCTETS
from app.serving.service import SMALL, Service
from app.web import compression
from app.web.health import check_ready
from app.web.openapi import foreign, takes_bytes
from app.web.requests import ServiceDep, presence_of, read_body, spans_of
from app.web.responses import NO_STORE, json_answer
from app.web.v2 import answers, schemas, tensors

router = APIRouter(prefix="/v2", tags=["v2"])

HEAD_SIZE = "Inference-Header-Content-Length"
EXTENSIONS = ["binary_tensor_data"]
MODEL = "/models/{id}"


def _model(id: str, service: ServiceDep) -> Model:
    return service.catalog.get(id)


def _check_version(version: str) -> None:
    if version != answers.VERSION:
        raise NotFoundError(f"The version of every network is {answers.VERSION!r}.")


ModelDep = Annotated[Model, Depends(_model)]


@router.get("", operation_id="readServer", **foreign("Which server is this?", schemas.Server))
async def read_server() -> Response:
    """Say which server this is."""
    return json_answer({"name": "inkling", "version": __version__, "extensions": EXTENSIONS})


@router.get("/health/live", operation_id="readLive", **foreign("Does it answer?", schemas.Live))
async def read_live() -> Response:
    """It never waits behind work."""
    return json_answer(b'{"live":true}', NO_STORE)


@router.get(
    "/health/ready",
    operation_id="readReady",
    **foreign("Are all networks ready?", schemas.Ready, 503),
)
async def read_ready(request: Request) -> Response:
    """Whether all networks are loaded and warm."""
    check_ready(request)
    return json_answer(b'{"ready":true}', NO_STORE)


@router.get("/models", operation_id="listModels", **foreign("Name the networks", schemas.Models))
async def list_models(service: ServiceDep) -> Response:
    """KServe's addition."""
    return json_answer({"models": service.catalog.ids()})


@router.post(
    "/repository/index",
    operation_id="readIndex",
    **foreign("List the networks for Triton", list[schemas.IndexEntry], 429, 503),
)
async def read_index(service: ServiceDep) -> Response:
    """Triton's list of the same."""
    entry = {"version": answers.VERSION, "state": "READY", "reason": ""}
    return json_answer([{"name": name, **entry} for name in service.catalog.ids()])


async def read_model(model: ModelDep) -> Response:
    """What goes in and what comes out."""
    return json_answer(answers.metadata(model))


async def read_config(model: ModelDep, service: ServiceDep) -> Response:
    """The same in Triton's words."""
    return json_answer(answers.config(model, service.limits.batch))


async def read_model_ready(request: Request, model: ModelDep) -> Response:
    """Whether a network is loaded and warm."""
    check_ready(request, model.id)
    return json_answer({"name": model.id, "ready": True}, NO_STORE)


async def infer(request: Request, model: ModelDep, service: ServiceDep) -> Response:
    """Compute outputs for one or more images."""
    limit = service.limits.tensor_bytes
    coding = compression.coding_of(request.headers)
    head_size = _head_size(request.headers)
    body = await read_body(request, limit)
    question = Question(model, service, body, head_size, limit if coding else None)
    answer, head = await service.compute(
        model,
        question.prepare,
        question.finish,
        heavy=bool(coding) or len(body) > SMALL,
        client=presence_of(request),
        spans=spans_of(request),
    )
    headers = dict(NO_STORE)
    if head is not None:
        headers[HEAD_SIZE] = str(head)
    chosen = compression.chosen(request.headers.get("accept-encoding", ""))
    if chosen and len(answer) >= compression.SMALL:
        answer = await service.off_loop(partial(compression.CODINGS[chosen], answer))
        headers |= {"Content-Encoding": chosen, "Vary": "Accept-Encoding"}
    return Response(answer, media_type=JSON if head is None else OCTETS, headers=headers)


def _head_size(headers: Mapping[str, str]) -> int | None:
    text = headers.get(HEAD_SIZE)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise InvalidRequestError(f"The {HEAD_SIZE} is not a number.")
    return int(text)


class Question:
    """One inference: read and answered on the engine's thread, or read by a helper."""

    def __init__(
        self, model: Model, service: Service, body: bytes, head_size: int | None, unpack: int | None
    ) -> None:
        self._model = model
        self._limits = service.limits
        self._body = body
        self._head_size = head_size
        self._unpack = unpack
        self._request: tensors.Inference | None = None

    def prepare(self) -> Prepared:
        """Read the request."""
        body = self._body
        if self._unpack is not None:
            body = compression.decompressed(body, self._unpack)
        found = tensors.read(body, self._head_size, self._model, self._limits)
        self._request = found
        return Prepared(found.ink, traced=found.traced)

    def finish(self, outcome: Outcome) -> tuple[bytes, int | None]:
        """Write the answer."""
        assert self._request is not None
        return answers.written(self._model, self._request, outcome)


def _add(
    path: str, route: Callable[..., Awaitable[Response]], method: str, name: str, **told: Any
) -> None:
    """Add a question to a network, with its version in the address and without it."""
    for place, more, checks in (
        (MODEL, "", []),
        (f"{MODEL}/versions/{{version}}", "OfVersion", [Depends(_check_version)]),
    ):
        router.add_api_route(
            place + path,
            route,
            methods=[method],
            operation_id=name + more,
            dependencies=checks,
            **told,
        )


_add("", read_model, "GET", "readModel", **foreign("Describe a network", schemas.Metadata, 404))
_add(
    "/config",
    read_config,
    "GET",
    "readConfig",
    **foreign("Describe a network to Triton's tools", schemas.Config, 404),
)
_add(
    "/ready",
    read_model_ready,
    "GET",
    "readModelReady",
    **foreign("Is this network ready?", schemas.ModelReady, 404, 503),
)
_add(
    "/infer",
    infer,
    "POST",
    "infer",
    **foreign("Compute outputs", schemas.Inferred, 404, 413, 415, 429, 503, 504, form=OCTETS),
    openapi_extra=takes_bytes(schemas.REQUEST, HEAD_SIZE),
)
