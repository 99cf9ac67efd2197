"""Digits to look at, with what a network reads in them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.serving.gallery import Digit, Set
from app.serving.media import JSON
from app.web import schemas
from app.web.openapi import problems
from app.web.requests import Index, PartSize, ServiceDep, StrictQuery, accepted
from app.web.responses import NO_STORE, json_answer

router = APIRouter(tags=["ask"])


class GalleryQuery(StrictQuery):
    """Which digits."""

    set: Set = Field(
        "digits",
        description="Test digits chosen blindly, those that this network misreads (surest "
        "first), those that it is least certain of, or pen drawings.",
    )
    label: Digit | None = Field(None, description="Of this true class only.")
    limit: PartSize = Field(60)
    offset: Index = Field(0)


@router.get(
    "/networks/{id}/gallery",
    operation_id="readGallery",
    summary="Look at digits and at mistakes",
    response_model=None,
    responses={200: {"model": schemas.Gallery}, **problems(404, 406, 422, 503)},
)
async def read_gallery(
    id: str, request: Request, query: Annotated[GalleryQuery, Query()], service: ServiceDep
) -> Response:
    """Real test digits, the network's own mistakes and doubts, and pen drawings."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    found = await service.show(model, query.set, query.label, query.offset, query.limit)
    return json_answer(found, NO_STORE)
