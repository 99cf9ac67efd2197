"""Why: which ink speaks for an answer, by several methods, each with how far to trust it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.explain import Budget
from app.serving import checkpoints, explanations
from app.serving.media import JSON, SAFETENSORS
from app.serving.wishes import PARTS, Wish
from app.web import schemas_explain as schemas
from app.web.openapi import binary, problems, takes_drawing
from app.web.requests import (
    Amount,
    CheckpointQuery,
    Index,
    Seed,
    ServiceDep,
    Side,
    StrictQuery,
    accepted,
    names,
    read_upload,
    while_here,
)
from app.web.responses import NO_STORE, json_answer

router = APIRouter(tags=["why"])

FAILURES = (400, 404, 406, 413, 415, 422, 429, 503, 504)
_DEFAULT = Budget()


class ExplainQuery(CheckpointQuery):
    """What is to be explained, by which methods, and how much work that may be."""

    method: str | None = Field(
        None, max_length=512, description="Methods, by comma; default: all that can answer."
    )
    target: str | None = Field(
        None, max_length=64, description="A class by its name; default: what the network answers."
    )
    against: str | None = Field(
        None, max_length=64, description="Another class: why the one and not the other?"
    )
    layer: str | None = Field(
        None,
        max_length=64,
        description="With a channel: where the unit is that is asked about. Without: whose maps "
        "Grad-CAM and ablation look at.",
    )
    channel: Index | None = Field(None, description="Ask about this channel of the layer, or unit.")
    row: Index | None = Field(None, description="Ask about one cell of the channel.")
    column: Index | None = None
    depth: Index | None = Field(None, description="For three-dimensional layers only.")
    steps: Amount = Field(_DEFAULT.steps, description="Steps of integrated gradients.")
    samples: Amount = Field(
        _DEFAULT.samples, description="Noisy copies for SmoothGrad; orders for Shapley values."
    )
    window: Side = Field(
        _DEFAULT.window, description="Side of the patches of occlusion and Shapley values."
    )
    seed: Seed = Field(_DEFAULT.seed, description="Of everything random.")
    parts: str | None = Field(
        None,
        max_length=64,
        description="Of curves, sanity and split, by comma; empty: none; default: all.",
    )

    def wish(self) -> Wish:
        """Return the same for the service."""
        axes = ("depth", "row", "column")
        return Wish(
            methods=tuple(dict.fromkeys(names(self.method))),
            target=self.target,
            against=self.against,
            layer=self.layer,
            channel=self.channel,
            place={axis: value for axis in axes if (value := getattr(self, axis)) is not None},
            budget=Budget(self.steps, self.samples, self.window, self.seed),
            parts=PARTS if self.parts is None else names(self.parts),
        )


@router.post(
    "/networks/{id}/explain",
    operation_id="explain",
    summary="See which ink speaks for an answer",
    response_model=None,
    responses={
        200: {"model": schemas.Explanation, **binary(JSON, SAFETENSORS)},
        **problems(*FAILURES),
    },
    openapi_extra=takes_drawing(),
)
async def explain(
    id: str, request: Request, query: Annotated[ExplainQuery, Query()], service: ServiceDep
) -> Response:
    """Signed maps over the input by several methods, with measures of how far to trust each."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    form = accepted(request, JSON, SAFETENSORS)
    upload = await read_upload(request, query, service.limits)
    work = explanations.explain(service, model, upload, query.wish(), form)
    body = await while_here(request, work)
    return Response(body, media_type=form, headers={**NO_STORE, "Vary": "Accept"})


class MethodsQuery(StrictQuery):
    """What they are asked about."""

    layer: str | None = Field(None, max_length=64, description="Of the channel.")
    channel: Index | None = Field(None, description="Default: they are asked about a class.")


@router.get(
    "/networks/{id}/methods",
    operation_id="listMethods",
    summary="List the ways to explain",
    response_model=None,
    responses={200: {"model": schemas.Methods}, **problems(404, 406)},
)
async def list_methods(
    id: str, request: Request, query: Annotated[MethodsQuery, Query()], service: ServiceDep
) -> Response:
    """Every method with its paper, what it promises, and why it cannot explain that."""
    model = service.catalog.get(id)
    accepted(request, JSON)
    wish = Wish(layer=query.layer, channel=query.channel)
    found = await service.off_loop(lambda: explanations.methods(model, wish))
    return json_answer(found, {"Cache-Control": "no-cache"})
