"""How a network came to be: the moments of its training, and a drawing at all of them."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.serving import checkpoints
from app.serving.answers import to_json
from app.serving.catalog import class_of
from app.serving.media import JSON
from app.web import schemas_time as schemas
from app.web.long_questions import answer_with
from app.web.openapi import problems, takes_drawing
from app.web.requests import (
    DrawingQuery,
    ServiceDep,
    StrictQuery,
    accepted,
)
from app.web.responses import json_answer

router = APIRouter(tags=["networks"])

FAILURES = (400, 404, 406, 413, 415, 422, 429, 503, 504)


class HistoryQuery(DrawingQuery):
    """Which answer is right."""

    label: str | None = Field(
        None,
        max_length=64,
        description="The class that it is meant to be; default: what the finished network says.",
    )


@router.get(
    "/networks/{id}/checkpoints",
    operation_id="listCheckpoints",
    summary="List the moments of a training",
    response_model=None,
    responses={200: {"model": schemas.CheckpointList}, **problems(404, 406)},
)
async def list_checkpoints(
    id: str, request: Request, query: Annotated[StrictQuery, Query()], service: ServiceDep
) -> Response:
    """Each step with images seen, loss and accuracy; `checkpoint=STEP` elsewhere goes there."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    found = checkpoints.listed(service.checkpoints, model)
    return json_answer(to_json(found), {"Cache-Control": "no-cache"})


@router.post(
    "/networks/{id}/history",
    operation_id="readHistory",
    summary="See when a drawing's answer was learned",
    response_model=None,
    responses={200: {"model": schemas.History}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def read_history(
    id: str, request: Request, query: Annotated[HistoryQuery, Query()], service: ServiceDep
) -> Response:
    """The answer at every checkpoint, and since when it is what it is; with edits, of those."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    wanted = None if query.label is None else class_of(model, query.label, "label")
    work = partial(checkpoints.history, known=service.checkpoints, wanted=wanted)
    return await answer_with(work, request, query, service, model)
