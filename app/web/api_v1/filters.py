"""What a layer has learned: its weights as JSON, a picture, or arrays."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app import __version__
from app.serving import checkpoints, filters
from app.serving.catalog import layer_of
from app.web import schemas
from app.web.openapi import binary, problems
from app.web.requests import CHECKPOINT, Index, ServiceDep, StrictQuery, accepted
from app.web.responses import etag, not_modified

router = APIRouter(tags=["networks"])

YEAR, MINUTES = 31_536_000, 300


class FiltersQuery(StrictQuery):
    """Which version of the weights is meant."""

    v: str | None = Field(
        None,
        max_length=64,
        description="The network's digest, or the checkpoint's: with it the answer may be kept "
        "for a year.",
    )
    checkpoint: Index | None = Field(None, description=CHECKPOINT)


@router.get(
    "/networks/{id}/layers/{layer}/filters",
    operation_id="readFilters",
    summary="Look at a layer's filters",
    response_model=None,
    responses={
        200: {"model": schemas.Filters, **binary(*filters.FORMS)},
        304: {"description": "The client has it already."},
        **problems(404, 406, 422),
    },
)
async def read_filters(
    id: str,
    layer: str,
    request: Request,
    query: Annotated[FiltersQuery, Query()],
    service: ServiceDep,
) -> Response:
    """The weights as the layer uses them, (out, in, height, width) for a convolution."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    name = layer_of(model, layer).name
    form = accepted(request, *filters.FORMS)
    tag = etag(model.digest[:24], name, form.rpartition("/")[2], __version__)
    age = YEAR if query.v == model.digest else MINUTES
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={age}, immutable",
        "Vary": "Accept",
    }
    if not_modified(request, tag):
        return Response(status_code=304, headers=headers)
    body = await service.off_loop(partial(filters.write, model, name, form))
    return Response(body, media_type=form, headers=headers)
