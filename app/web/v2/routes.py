"""The protocol's addresses; the networks have one version, which may be named or left out."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app import __version__
from app.networks.store import Model
from app.serving.engine import Outcome, Prepared
from app.serving.errors import InvalidRequestError, NotFoundError, NotReadyError
from app.serving.media import JSON
from app.serving.service import SMALL, Service
from app.web import compression
from app.web.requests import ServiceDep, presence_of, read_body
from app.web.responses import NO_STORE, json_answer
from app.web.v2 import answers, tensors

router = APIRouter(prefix="/v2", include_in_schema=False)

OCTETS = "application/octet-stream"
HEAD_SIZE = "Inference-Header-Content-Length"
EXTENSIONS = ["binary_tensor_data"]
VERSIONS = ("/models/{id}", "/models/{id}/versions/{version}")


def _model(id: str, service: ServiceDep, version: str = answers.VERSION) -> Model:
    model = service.catalog.get(id)
    if version != answers.VERSION:
        raise NotFoundError(f"The version of every network is {answers.VERSION!r}.")
    return model


ModelDep = Annotated[Model, Depends(_model)]


def _check_ready(request: Request) -> None:
    if not getattr(request.app.state, "ready", False):
        raise NotReadyError("The server is starting or stopping.")


@router.get("")
async def read_server() -> Response:
    """Say which server this is."""
    return json_answer({"name": "inkling", "version": __version__, "extensions": EXTENSIONS})


@router.get("/health/live")
async def read_live() -> Response:
    """It never waits behind work."""
    return json_answer(b'{"live":true}', NO_STORE)


@router.get("/health/ready")
async def read_ready(request: Request) -> Response:
    """Whether all networks are loaded and warm."""
    _check_ready(request)
    return json_answer(b'{"ready":true}', NO_STORE)


@router.get("/models")
async def list_models(service: ServiceDep) -> Response:
    """KServe's addition."""
    return json_answer({"models": service.catalog.ids()})


@router.post("/repository/index")
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
    _check_ready(request)
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


for _place in VERSIONS:
    router.add_api_route(_place, read_model, methods=["GET"])
    router.add_api_route(f"{_place}/config", read_config, methods=["GET"])
    router.add_api_route(f"{_place}/ready", read_model_ready, methods=["GET"])
    router.add_api_route(f"{_place}/infer", infer, methods=["POST"])
