"""Two answers beside each other, and numbers of the one in place of the other's."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.serving import checkpoints, patches, questions
from app.serving.frame import Dtype
from app.serving.media import JSON, SAFETENSORS
from app.serving.questions import Wait
from app.web import schemas_patch as schemas
from app.web.openapi import binary, problems, takes_json
from app.web.requests import (
    CHECKPOINT,
    DrawingQuery,
    Flag,
    Index,
    ServiceDep,
    StrictQuery,
    accepted,
    names,
    read_upload,
    while_here,
)
from app.web.responses import NO_STORE

router = APIRouter(tags=["ask"])

FAILURES = (400, 404, 406, 413, 415, 422, 429, 503, 504)


class PatchQuery(StrictQuery):
    """What to send besides the answers; the drawings and the patches are in the body."""

    checkpoint: Index | None = Field(None, description=CHECKPOINT)
    sweep: str | None = Field(
        None,
        max_length=2048,
        description="Layers, by comma, whose channels are also patched one at a time.",
    )
    layers: str | None = Field(
        None,
        max_length=2048,
        description="Layers, by comma, whose numbers are wanted; default: none in JSON, else all.",
    )
    difference: Flag = Field(
        False, description="Also send by how much these numbers are above the donor's."
    )
    dtype: Dtype = Field(
        "float32", description="Numbers of safetensors; uint8 is scaled per layer."
    )

    def wanted(self, form: str) -> patches.Wanted:
        """Return the same for the service."""
        every = None if form == SAFETENSORS else ()
        layers = every if self.layers is None else names(self.layers)
        return patches.Wanted(names(self.sweep), layers, self.difference, form, self.dtype)


@router.post(
    "/networks/{id}/patch",
    operation_id="patch",
    summary="Compare two answers; patch the one with the other's numbers",
    response_model=None,
    responses={
        200: {"model": schemas.Patched, **binary(JSON, SAFETENSORS)},
        **problems(*FAILURES),
    },
    openapi_extra=takes_json("PatchBody"),
)
async def patch(
    id: str, request: Request, query: Annotated[PatchQuery, Query()], service: ServiceDep
) -> Response:
    """The receiver's answer with maps, units or layers of a donor: does it follow?"""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    form = accepted(request, JSON, SAFETENSORS)
    upload = await read_upload(request, DrawingQuery(), service.limits)
    wanted = query.wanted(form)

    def work(wait: Wait) -> bytes:
        return patches.answer(service, model, upload, wanted, wait.go_on)

    found = await while_here(request, questions.apart(service, upload, work))
    return Response(found, media_type=form, headers={**NO_STORE, "Vary": "Accept"})
