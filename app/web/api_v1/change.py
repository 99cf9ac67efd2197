"""What would change a network's mind about a drawing: ink, noise, wear."""

from collections.abc import Iterable, Sequence
from functools import partial
from math import prod
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.networks.store import Model
from app.serving import changes, checkpoints
from app.serving.catalog import class_of
from app.serving.errors import ValidationFailedError, unknown
from app.serving.media import JSON
from app.web import schemas_change as schemas
from app.web.long_questions import answer_with
from app.web.openapi import problems, takes_drawing
from app.web.requests import (
    CheckpointQuery,
    Count,
    Flag,
    Seed,
    ServiceDep,
    accepted,
    names,
)
from app.whatif import adversary
from app.whatif.nudge import Kind
from app.whatif.stress import DIALS, Dial

router = APIRouter(tags=["change its mind"])

FAILURES = (400, 404, 406, 413, 415, 422, 429, 503, 504)


class TargetQuery(CheckpointQuery):
    """Which class it shall become."""

    target: str | None = Field(
        None, max_length=64, description="A class by its name; default: the second likeliest."
    )


class NudgeQuery(TargetQuery):
    """Which class, by what, and how long to search."""

    kind: Kind = Field("either", description="Strokes to add, pieces to erase, or what is less.")
    trials: Count = Field(2400, description="Changed drawings that are tried at most.")


class AdversaryQuery(TargetQuery):
    """Which class, and how the noise is made."""

    methods: str | None = Field(
        None, max_length=64, description="fgsm and pgd, by comma; default: both."
    )


class StressQuery(CheckpointQuery):
    """Which dials, and how finely they are turned."""

    dials: str | None = Field(
        None,
        max_length=128,
        description=f"Of {', '.join(DIALS)}, by comma; default: all.",
    )
    steps: Count = Field(33, description="Values of each dial, 3 or more.")
    where: Literal["input", "ink"] = Field(
        "input",
        description="Change what the network gets, or the strokes before they are cropped, scaled "
        "and centred – which undoes most of it.",
    )
    plane: str | None = Field(
        None, max_length=64, description="Two dials, by comma, to be turned together."
    )
    pictures: Flag = Field(False, description="Also send the inputs.")
    seed: Seed = Field(0, description="Of the noise.")


@router.post(
    "/networks/{id}/nudge",
    operation_id="nudge",
    summary="Find the smallest ink that changes the answer",
    response_model=None,
    responses={200: {"model": schemas.Nudge}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def nudge(
    id: str, request: Request, query: Annotated[NudgeQuery, Query()], service: ServiceDep
) -> Response:
    """Strokes to add or pieces to erase, as few as were found; and what other networks say."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    accepted(request, JSON)
    if query.trials > service.limits.trials:
        raise ValidationFailedError.at(("query", "trials"), f"At most {service.limits.trials}")
    _check_target(model, query)
    work = partial(changes.nudged, label=query.target, kind=query.kind, trials=query.trials)
    return await answer_with(work, request, query, service, model)


@router.post(
    "/networks/{id}/adversary",
    operation_id="attack",
    summary="Find the faintest noise that changes the answer",
    response_model=None,
    responses={200: {"model": schemas.Adversary}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def attack(
    id: str, request: Request, query: Annotated[AdversaryQuery, Query()], service: ServiceDep
) -> Response:
    """Noise by FGSM and PGD, what noise without an aim does, and what other networks say."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    accepted(request, JSON)
    _check_target(model, query)
    wanted = names(query.methods) or tuple(adversary.METHODS)
    methods = _known("method", "methods", wanted, adversary.METHODS)
    work = partial(changes.attacked, label=query.target, methods=methods)
    return await answer_with(work, request, query, service, model)


@router.post(
    "/networks/{id}/stress",
    operation_id="stress",
    summary="Turn dials until the answer breaks",
    response_model=None,
    responses={200: {"model": schemas.Stress}, **problems(*FAILURES)},
    openapi_extra=takes_drawing(),
)
async def stress(
    id: str, request: Request, query: Annotated[StressQuery, Query()], service: ServiceDep
) -> Response:
    """How likely the answer is while the drawing is shifted, turned, scaled and more."""
    model = await checkpoints.of_network(service, id, query.checkpoint)
    accepted(request, JSON)
    asked = _asked(query, model.network.input_shape, service.limits.dial_steps)
    work = partial(changes.stressed, asked=asked)
    return await answer_with(work, request, query, service, model)


def _check_target(model: Model, query: TargetQuery) -> None:
    """Refuse a class that there is not before the drawing is read."""
    if query.target is not None:
        class_of(model, query.target)


def _asked(query: StressQuery, shape: tuple[int, ...], most: int) -> changes.Stress:
    """Check what is asked of the dials."""
    if not 3 <= query.steps <= most:
        raise ValidationFailedError.at(("query", "steps"), f"From 3 to {most}")
    usual = [name for name, dial in DIALS.items() if query.where == "input" or dial.redraw]
    dials = _dials("dials", names(query.dials) or usual)
    together = _dials("plane", names(query.plane))
    if len(together) not in (0, 2) or len(set(query.plane or "ab")) == 1:
        raise ValidationFailedError.at(("query", "plane"), "Two dials, as in rotate,scale")
    if together and query.where == "ink":
        raise ValidationFailedError.at(("query", "plane"), "Only with where=input")
    pictures = len(dials) * query.steps * shape[-2] * shape[-1] if query.pictures else 0
    if pictures > changes.MOST_PIXELS:
        said = f"These have {pictures} pixels, at most {changes.MOST_PIXELS}; fewer dials or steps"
        raise ValidationFailedError.at(("query", "pictures"), said)
    cells = query.steps**2 * prod(shape) if together else 0
    if cells > changes.MOST_OF_PLANE:
        most = changes.MOST_OF_PLANE
        said = f"The plane's inputs have {cells} numbers, at most {most}; ask for fewer steps"
        raise ValidationFailedError.at(("query", "steps"), said)
    plane = (together[0], together[1]) if together else None
    return changes.Stress(dials, query.steps, query.where, plane, query.pictures, query.seed)


def _dials(name: str, wanted: Sequence[str]) -> tuple[Dial, ...]:
    return tuple(DIALS[each] for each in _known("dial", name, wanted, DIALS))


def _known(kind: str, name: str, wanted: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """The names without doubles; a name that is none is refused."""
    listed = list(known)
    for each in wanted:
        if each not in listed:
            said = unknown(kind, each, listed).rstrip(".")
            raise ValidationFailedError.at(("query", name), said)
    return tuple(dict.fromkeys(wanted))
