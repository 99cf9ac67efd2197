"""Whether the process lives, and whether it can answer."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.serving.life import Life
from app.web import schemas
from app.web.openapi import problems
from app.web.requests import StrictQuery
from app.web.responses import NO_STORE, json_answer

router = APIRouter(tags=["server"])


@router.get(
    "/healthz",
    operation_id="readHealth",
    summary="Is the process alive?",
    response_model=None,
    responses={200: {"model": schemas.Health}, **problems()},
)
async def healthz(query: Annotated[StrictQuery, Query()]) -> Response:
    """It never waits behind work."""
    return json_answer(b'{"status":"ok"}', NO_STORE)


def check_ready(request: Request, network: str | None = None) -> None:
    """Return when all networks, or this one, may be asked.

    Raises:
        NotReadyError: not now; says why.
    """
    life = request.app.state.life
    assert isinstance(life, Life)
    life.check(network)


@router.get(
    "/readyz",
    operation_id="readReadiness",
    summary="Are the networks loaded and warm?",
    response_model=None,
    responses={200: {"model": schemas.Health}, **problems(503)},
)
async def readyz(request: Request, query: Annotated[StrictQuery, Query()]) -> Response:
    """Each has to answer as it did when it was trained; it is over when the server is to stop."""
    check_ready(request)
    return json_answer(b'{"status":"ready"}', NO_STORE)
