"""The lab: what can be chosen, what it would come to, and the networks that visitors trained."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.serving import strict_json
from app.serving.answers import to_json
from app.serving.errors import (
    NetworkNotFoundError,
    NotFoundError,
    UnsupportedMediaTypeError,
    unknown,
)
from app.serving.lab import card, words
from app.serving.lab.kept import Network
from app.serving.lab.lab import Lab, planned
from app.serving.lab.messages import KnobsBody, choices_of
from app.serving.media import JSON
from app.serving.validate import validate
from app.web import schemas_lab as schemas
from app.web.openapi import binary, problems, takes_json
from app.web.requests import LabDep, ServiceDep, StrictQuery, accepted, read_body
from app.web.responses import NO_STORE, json_answer

router = APIRouter(tags=["lab"])

BUSY = (503, 504)
FAILURES = (403, 404, 406, 413, 415, 429, *BUSY)
MOST_BYTES = 16 << 10
"""Of the knobs."""
Named = Annotated[str, Path(description="What `kept` said.", max_length=64)]


@router.get(
    "/lab",
    operation_id="readLab",
    summary="See what can be trained here",
    response_model=None,
    responses={200: {"model": schemas.Lab}, **problems(406, *BUSY)},
)
async def read_lab(
    request: Request, query: Annotated[StrictQuery, Query()], lab: LabDep, service: ServiceDep
) -> Response:
    """All knobs with their ranges, choices to begin with, limits, and who trains."""
    accepted(request, JSON)
    return json_answer(await service.off_loop(lambda: to_json(lab.about())), NO_STORE)


@router.post(
    "/lab/plan",
    operation_id="planNetwork",
    summary="See what a choice of knobs comes to",
    response_model=None,
    responses={200: {"model": schemas.LabPlan}, **problems(*FAILURES)},
    openapi_extra=takes_json("KnobsBody"),
)
async def plan_network(
    request: Request, query: Annotated[StrictQuery, Query()], lab: LabDep, service: ServiceDep
) -> Response:
    """Shapes, weights, connections and receptive fields without training; knobs have defaults."""
    accepted(request, JSON)
    lab.check()
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaTypeError("Bodies are read without a Content-Encoding.")
    body = await read_body(request, MOST_BYTES)
    choices = choices_of(validate(KnobsBody, strict_json.loads(body)))
    made = await service.off_loop(lambda: to_json(planned(lab.plan(choices))))
    return json_answer(made, NO_STORE)


@router.get(
    "/lab/networks/{network}",
    operation_id="readLabNetwork",
    summary="See how a network of the lab came to be",
    response_model=None,
    responses={200: {"model": schemas.LabNetwork}, **problems(403, 404, 406, *BUSY)},
)
async def read_network(
    network: Named,
    request: Request,
    query: Annotated[StrictQuery, Query()],
    lab: LabDep,
    service: ServiceDep,
) -> Response:
    """Its knobs, steps and accuracy. Whatever else a network has is at `/networks/{id}`."""
    accepted(request, JSON)
    found = await service.off_loop(lambda: _found(lab, network))
    return json_answer(to_json(card.described(found)), NO_STORE)


@router.get(
    "/lab/networks/{network}/{file}",
    operation_id="readLabFile",
    summary="Take a network of the lab away",
    response_model=None,
    responses={200: binary(*card.TYPES.values()), **problems(403, 404, *BUSY)},
)
async def read_file(
    network: Named,
    file: Annotated[str, Path(max_length=64)],
    query: Annotated[StrictQuery, Query()],
    lab: LabDep,
    service: ServiceDep,
) -> Response:
    """Weights as safetensors, a card, the network as a file of plain PyTorch; or all as a zip."""
    if file not in card.TYPES:
        lab.check()
        raise NotFoundError(unknown("file", file, list(card.TYPES)))
    body = await service.off_loop(lambda: _file(lab, network, file))
    if body is None:
        raise NetworkNotFoundError(words.GONE)
    disposition = f'attachment; filename="{file}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, max-age=3600"}
    return Response(body, media_type=card.TYPES[file], headers=headers)


def _found(lab: Lab, network: str) -> Network:
    lab.check()
    found = lab.kept.find(network)
    if found is None:
        raise NetworkNotFoundError(words.GONE)
    return found


def _file(lab: Lab, network: str, file: str) -> bytes | None:
    found = _found(lab, network)
    return card.file_of(lab.kept, found, file)
