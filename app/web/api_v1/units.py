"""What the units of a network want, and which digits are near a drawing."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from app.serving import neighbours, units
from app.serving.answers import to_json
from app.serving.media import JSON, PNG
from app.web import schemas_units
from app.web.openapi import binary, problems, takes_drawing
from app.web.requests import (
    Count,
    DrawingQuery,
    Index,
    ServiceDep,
    StrictQuery,
    accepted,
    read_upload,
)
from app.web.responses import NO_STORE, etag, json_answer, not_modified

router = APIRouter(tags=["units and neighbours"])

LAYER = "Default: the last one with more numbers than classes."


class MapQuery(StrictQuery):
    """Which layer's map."""

    layer: str | None = Field(None, max_length=64, description=LAYER)
    limit: Count | None = Field(None, description="So many of the digits; default: all.")


class NeighboursQuery(DrawingQuery):
    """In which layer to look for neighbours."""

    layer: str | None = Field(None, max_length=64, description=LAYER)


@router.get(
    "/networks/{id}/units/{layer}/{channel}",
    operation_id="readUnit",
    summary="See what a unit wants",
    response_model=None,
    responses={200: {"model": schemas_units.Unit}, **problems(404, 406, 503, 504)},
)
async def read_unit(
    id: str,
    layer: str,
    channel: Annotated[Index, Path()],
    request: Request,
    query: Annotated[StrictQuery, Query()],
    service: ServiceDep,
) -> Response:
    """Its kernel, the digits that it answers most and least to, a picture made for it, and more."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    found = units.unit_of(model, layer, channel)
    known = await service.dissections.get(model, service.off_loop)
    return json_answer(
        await service.off_loop(lambda: to_json(units.unit(model, known, found, channel)))
    )


@router.get(
    "/networks/{id}/neighbours",
    operation_id="readNeighbourMap",
    summary="See a layer's map of digits",
    response_model=None,
    responses={200: {"model": schemas_units.NeighbourMap}, **problems(404, 406, 503, 504)},
)
async def read_map(
    id: str, request: Request, query: Annotated[MapQuery, Query()], service: ServiceDep
) -> Response:
    """Two thousand test digits, near each other where the layer takes them to be alike."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    layer = neighbours.layer_for(model, query.layer)
    atlas = await neighbours.atlas_of(service, model)
    return json_answer(await service.off_loop(lambda: to_json(atlas.map(layer, query.limit))))


@router.post(
    "/networks/{id}/neighbours",
    operation_id="findNeighbours",
    summary="Find the digits nearest to a drawing",
    response_model=None,
    responses={
        200: {"model": schemas_units.Neighbours},
        **problems(400, 404, 406, 413, 415, 422, 429, 503, 504),
    },
    openapi_extra=takes_drawing(),
)
async def find_neighbours(
    id: str, request: Request, query: Annotated[NeighboursQuery, Query()], service: ServiceDep
) -> Response:
    """Twelve test digits that the layer takes to be most like the drawing, and its place."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    upload = await read_upload(request, query, service.limits)
    return json_answer(await neighbours.near(service, model, upload, query.layer), NO_STORE)


@router.get(
    "/networks/{id}/digits",
    operation_id="readDigits",
    summary="Get the picture of all digits",
    response_model=None,
    responses={
        200: {"model": schemas_units.DigitSheet, **binary(JSON, PNG)},
        304: {"description": "The client has it already."},
        **problems(404, 406, 503, 504),
    },
)
async def read_digits(
    id: str, request: Request, query: Annotated[StrictQuery, Query()], service: ServiceDep
) -> Response:
    """Where each digit that the network was dissected with is; `Accept: image/png` shows them."""
    model = service.catalog.get(id)
    form = accepted(request, JSON, PNG)
    known = await service.dissections.get(model, service.off_loop)
    tag = etag(known.digits.digest[:24], form.rpartition("/")[2])
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300", "Vary": "Accept"}
    if not_modified(request, tag):
        return Response(status_code=304, headers=headers)
    if form == PNG:
        return Response(known.sheet, media_type=PNG, headers=headers)
    return json_answer(units.sheet(model, known), headers)
