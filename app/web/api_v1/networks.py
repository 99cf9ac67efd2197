"""Which networks there are, and what each is made of."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.serving.answers import to_json
from app.serving.catalog import anatomy, summary
from app.serving.media import JSON
from app.web import schemas
from app.web.openapi import problems
from app.web.requests import ServiceDep, StrictQuery, accepted
from app.web.responses import etag, json_answer, not_modified

router = APIRouter(tags=["networks"])


@router.get(
    "/networks",
    operation_id="listNetworks",
    summary="List the networks",
    response_model=None,
    responses={200: {"model": schemas.NetworkList}, **problems(406)},
)
async def list_networks(
    request: Request, query: Annotated[StrictQuery, Query()], service: ServiceDep
) -> Response:
    """Every network with its input, classes, size and what it was measured to get right."""
    return _kept(request, {"networks": [summary(model) for model in service.catalog]})


@router.get(
    "/networks/{id}",
    operation_id="readNetwork",
    summary="Look at one network",
    response_model=None,
    responses={200: {"model": schemas.Network}, **problems(404, 406)},
)
async def read_network(
    id: str, request: Request, query: Annotated[StrictQuery, Query()], service: ServiceDep
) -> Response:
    """All layers in forward order, with shapes, windows, counts and receptive fields."""
    return _kept(request, anatomy(service.catalog.get(id)))


def _kept(request: Request, value: dict[str, Any]) -> Response:
    """An answer that a client may keep, but asks about each time."""
    accepted(request, JSON)
    body = to_json(value)
    tag = etag(hashlib.sha256(body).hexdigest()[:32])
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
    if not_modified(request, tag):
        return Response(status_code=304, headers=headers)
    return json_answer(body, headers)
