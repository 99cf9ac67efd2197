"""The way of every long question about one drawing: read it, let it be answered, send that."""

from collections.abc import Callable

from fastapi import Request, Response

from app.networks.store import Model
from app.serving import questions
from app.serving.questions import Json, Question
from app.serving.service import Service
from app.web.requests import DrawingQuery, read_upload, while_here
from app.web.responses import NO_STORE, json_answer


async def answer_with(
    work: Callable[[Question], Json],
    request: Request,
    query: DrawingQuery,
    service: Service,
    model: Model,
) -> Response:
    """Read the drawing and send what `work` finds out about it; stop when the client leaves."""
    upload = await read_upload(request, query, service.limits)
    found = await while_here(request, questions.ask(service, model, upload, work))
    return json_answer(found, NO_STORE)
