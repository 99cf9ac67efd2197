"""How far to trust a network, and one answer of it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.networks.store import Model
from app.serving import trust
from app.serving.errors import ValidationFailedError
from app.serving.media import JSON
from app.serving.service import Service
from app.web import schemas_trust as schemas
from app.web.long_questions import answer_with
from app.web.openapi import problems, takes_drawing
from app.web.requests import (
    Count,
    DrawingQuery,
    Seed,
    ServiceDep,
    StrictQuery,
    accepted,
)
from app.web.responses import json_answer

router = APIRouter(tags=["trust"])

FAILURES = (400, 404, 406, 413, 415, 422, 429, 503, 504)


class ConfidenceQuery(DrawingQuery):
    """How often dropout is sampled."""

    samples: Count = Field(64, description="Networks with other units dropped that answer.")
    seed: Seed = Field(0, description="Of the choice of units.")


@router.get(
    "/networks/{id}/calibration",
    operation_id="readCalibration",
    summary="See how honest the probabilities are",
    response_model=None,
    responses={200: {"model": schemas.Calibration}, **problems(404, 406, 503)},
)
async def read_calibration(
    id: str, request: Request, query: Annotated[StrictQuery, Query()], service: ServiceDep
) -> Response:
    """Reliability diagrams on digits that the network never saw, and what tells digits apart."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    found = trust.calibration(model, await _known(service, model))
    return json_answer(found, {"Cache-Control": "no-cache"})


@router.post(
    "/networks/{id}/confidence",
    operation_id="readConfidence",
    summary="See how far to trust an answer",
    response_model=None,
    responses={200: {"model": schemas.Confidence}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def read_confidence(
    id: str, request: Request, query: Annotated[ConfidenceQuery, Query()], service: ServiceDep
) -> Response:
    """Its calibrated probability, why it may be no digit, and the spread of dropout samples."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    most = service.limits.dropout_samples
    if query.samples > most:
        raise ValidationFailedError.at(("query", "samples"), f"At most {most}")
    known = await _known(service, model)
    work = partial(trust.confidence, found=known, samples=query.samples, seed=query.seed)
    return await answer_with(work, request, query, service, model)


async def _known(service: Service, model: Model) -> list[trust.Reliability]:
    """The diagrams of a network; an unmeasured one reads the digits that ship, once."""
    read = None
    if not model.trust and trust.judges(model):
        read = await service.gallery.verdicts(model, service.off_loop)
    return trust.reliability(model, read, service.samples)
