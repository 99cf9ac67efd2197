"""What the server allows, and digits to try it with."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.serving.errors import ValidationFailedError
from app.serving.media import JSON
from app.web import schemas
from app.web.openapi import problems
from app.web.requests import Index, Seed, ServiceDep, StrictQuery, accepted
from app.web.responses import NO_STORE, json_answer

router = APIRouter(tags=["server"])


class SampleQuery(StrictQuery):
    """Which digit."""

    network: str | None = Field(
        None, max_length=64, description="The network that will read it; all read the same."
    )
    seed: Seed | None = Field(None, description="The same seed gives the same digit.")
    index: Index | None = Field(
        None, description="The digit with this index in the test set; not together with a seed."
    )


@router.get(
    "/limits",
    operation_id="readLimits",
    summary="Read the limits",
    response_model=None,
    responses={200: {"model": schemas.LimitsAnswer}, **problems(406)},
)
async def read_limits(
    request: Request, query: Annotated[StrictQuery, Query()], service: ServiceDep
) -> Response:
    """How much one request may ask for."""
    accepted(request, JSON)
    return json_answer(service.limits.as_dict(), {"Cache-Control": "no-cache"})


@router.get(
    "/sample",
    operation_id="readSample",
    summary="Get a real handwritten digit",
    response_model=None,
    responses={200: {"model": schemas.Sample}, **problems(404, 406, 422)},
)
async def read_sample(
    request: Request, query: Annotated[SampleQuery, Query()], service: ServiceDep
) -> Response:
    """A digit of the MNIST test set, as pixels that predict and trace take."""
    accepted(request, JSON)
    if query.network is not None:
        service.catalog.get(query.network)
    if query.index is None:
        return json_answer(service.samples.pick(query.seed), NO_STORE)
    if query.seed is not None:
        raise ValidationFailedError.at(("query", "seed"), "Send a seed or an index, not both")
    return json_answer(service.samples.numbered(query.index), NO_STORE)
