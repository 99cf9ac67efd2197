"""What channels are worth in general, and together."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.serving import causes, checkpoints, interplay
from app.serving.answers import to_json
from app.serving.media import JSON
from app.web import schemas_interplay as schemas
from app.web.long_questions import answer_with
from app.web.openapi import problems, takes_drawing
from app.web.requests import (
    CheckpointQuery,
    Flag,
    ServiceDep,
    StrictQuery,
    accepted,
    names,
)
from app.web.responses import NO_STORE, json_answer

router = APIRouter(tags=["ask"])

FAILURES = (400, 404, 406, 413, 415, 422, 429, 503, 504)


class CausesQuery(StrictQuery):
    """Of which layers."""

    layers: str | None = Field(
        None,
        max_length=2048,
        description="Names of layers, by comma; default: all but the probabilities.",
    )
    classes: Flag = Field(False, description="Also by the class that is answered.")


class InteractionsQuery(CheckpointQuery):
    """Which channels."""

    channels: str = Field(
        min_length=1,
        max_length=4096,
        description="Two or more, as layer:channel, by comma; of one layer or of several.",
    )


@router.get(
    "/networks/{id}/causes",
    operation_id="readCauses",
    summary="See what each channel is worth in general",
    response_model=None,
    responses={
        200: {"model": schemas.Causes},
        202: {"model": schemas.Measuring, "description": "It is being measured; ask again."},
        **problems(404, 406, 422, 503),
    },
)
async def read_causes(
    id: str, request: Request, query: Annotated[CausesQuery, Query()], service: ServiceDep
) -> Response:
    """How far answers fall without it, on average; 202 while that is being measured."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    layers = causes.chosen(model, names(query.layers))
    found = await service.causes.get(service, model)
    if not isinstance(found, causes.General):
        return json_answer(found, {**NO_STORE, "Retry-After": "1"}, 202)
    write = partial(causes.in_general, model, found, layers, query.classes)
    body = await service.off_loop(lambda: to_json(write()))
    return json_answer(body, {"Cache-Control": "no-cache"})


@router.post(
    "/networks/{id}/interactions",
    operation_id="readInteractions",
    summary="See what channels do together",
    response_model=None,
    responses={200: {"model": schemas.Interactions}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def read_interactions(
    id: str, request: Request, query: Annotated[InteractionsQuery, Query()], service: ServiceDep
) -> Response:
    """The answer without each of some channels, without each two, and without all of them."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    accepted(request, JSON)
    channels = interplay.chosen(model, query.channels)
    work = partial(interplay.together, channels=channels)
    return await answer_with(work, request, query, service, model)
