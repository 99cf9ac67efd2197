"""What a network makes of a drawing: its prediction, all its numbers, or one of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.serving import checkpoints
from app.serving.bodies import CellBody
from app.serving.frame import Dtype
from app.serving.media import JSON, NPZ, SAFETENSORS
from app.web import schemas
from app.web.openapi import binary, problems, takes_drawing
from app.web.requests import (
    CheckpointQuery,
    Index,
    ServiceDep,
    accepted,
    names,
    read_upload,
    while_here,
)
from app.web.responses import NO_STORE, json_answer

router = APIRouter(tags=["ask"])

FAILURES = (400, 404, 406, 413, 415, 422, 429, 503, 504)


FORMS = (JSON, SAFETENSORS, NPZ)
"""How a trace can be written."""


class TraceQuery(CheckpointQuery):
    """Which layers, and how their numbers are written."""

    layers: str | None = Field(
        None, max_length=2048, description="Names of layers, by comma; default: all."
    )
    dtype: Dtype = Field(
        "float32", description="Numbers of the binary forms; uint8 is scaled per layer."
    )


class AblateQuery(CheckpointQuery):
    """Which layers' channels to switch off."""

    layers: str | None = Field(
        None,
        max_length=2048,
        description="Names of layers, by comma; default: all but the probabilities.",
    )


class CellQuery(CheckpointQuery):
    """Which number; a flat layer has a channel (its unit) only."""

    layer: str = Field(min_length=1, max_length=64)
    channel: Index
    row: Index | None = None
    column: Index | None = None
    depth: Index | None = Field(None, description="For three-dimensional layers only.")


@router.post(
    "/networks/{id}/predict",
    operation_id="predict",
    summary="Tell which class a drawing is",
    response_model=None,
    responses={200: {"model": schemas.Prediction}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def predict(
    id: str, request: Request, query: Annotated[CheckpointQuery, Query()], service: ServiceDep
) -> Response:
    """Send ink, pixels or a picture; get the class and how sure the network is."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    accepted(request, JSON)
    upload = await read_upload(request, query, service.limits)
    return json_answer(await service.predict(model, upload), NO_STORE)


@router.post(
    "/networks/{id}/trace",
    operation_id="trace",
    summary="Get every layer's output",
    response_model=None,
    responses={
        200: {"model": schemas.Trace, **binary(JSON, SAFETENSORS, NPZ)},
        **problems(*FAILURES),
    },
    openapi_extra=takes_drawing(),
)
async def trace(
    id: str, request: Request, query: Annotated[TraceQuery, Query()], service: ServiceDep
) -> Response:
    """The prediction and the output of every layer, as JSON, safetensors or npz."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    form = accepted(request, *FORMS)
    upload = await read_upload(request, query, service.limits)
    body = await service.trace(model, upload, names(query.layers), form, query.dtype)
    return Response(body, media_type=form, headers={**NO_STORE, "Vary": "Accept"})


@router.post(
    "/networks/{id}/ablate",
    operation_id="ablate",
    summary="See how far the answer falls without each channel",
    response_model=None,
    responses={200: {"model": schemas.Ablation}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def ablate(
    id: str, request: Request, query: Annotated[AblateQuery, Query()], service: ServiceDep
) -> Response:
    """The answer's probability with each channel of the layers switched off, one at a time."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    accepted(request, JSON)
    upload = await read_upload(request, query, service.limits)
    work = service.ablate(model, upload, names(query.layers))
    return json_answer(await while_here(request, work), NO_STORE)


@router.post(
    "/networks/{id}/preprocess",
    operation_id="preprocess",
    summary="See what the network saw, step by step",
    response_model=None,
    responses={200: {"model": schemas.Preprocessing}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def preprocess(
    id: str, request: Request, query: Annotated[CheckpointQuery, Query()], service: ServiceDep
) -> Response:
    """Each step from the drawing to the input: its picture, and the prediction without it."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    accepted(request, JSON)
    upload = await read_upload(request, query, service.limits)
    return json_answer(await service.preprocess(model, upload), NO_STORE)


@router.post(
    "/networks/{id}/cell",
    operation_id="readCell",
    summary="See how one number came to be",
    response_model=None,
    responses={200: {"model": schemas.Cell}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def read_cell(
    id: str, request: Request, query: Annotated[CellQuery, Query()], service: ServiceDep
) -> Response:
    """Operands, weights, products, sum, bias and result of one number of one layer."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    accepted(request, JSON)
    upload = await read_upload(request, query, service.limits)
    which = query.model_dump(include=set(CellBody.model_fields), exclude_none=True)
    return json_answer(await service.cell(model, upload, CellBody(**which)), NO_STORE)
