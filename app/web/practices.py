"""What the chapter *Best practices* asks while the reader types and draws."""

from functools import partial
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.cnn.errors import CellError
from app.ink import Ink
from app.lessons import sentence, video
from app.lessons.pictures import maps
from app.serving import frame, strict_json
from app.serving.answers import to_json
from app.serving.bodies import Body, InkBody, Place
from app.serving.errors import ValidationFailedError
from app.serving.media import JSON, PNG, SAFETENSORS
from app.serving.validate import validate
from app.web.requests import read_body, service_of
from app.web.responses import NO_STORE

router = APIRouter(prefix="/learn/best-practices", include_in_schema=False)

MOST_TEXT, MOST_BYTES = 200, 1 << 18
"""Characters of a sentence; bytes of a body."""


class SentenceBody(Body):
    """What was typed, and how many words a filter looks at."""

    text: str = Field(max_length=MOST_TEXT)
    field: Annotated[int, Field(ge=sentence.FIELDS[0], le=sentence.FIELDS[-1])]


class FilmBody(Body):
    """A drawing, the order of its frames, and which number is explained."""

    ink: InkBody
    order: Literal["forwards", "backwards"] = "forwards"
    cell: Annotated[list[Place], Field(min_length=4, max_length=4)] | None = None


@router.get("/film.png")
async def film_still(request: Request) -> Response:
    """The frames of somebody's 5 being drawn."""
    drawn = await service_of(request.app.state).off_loop(lambda: maps(video.still()))
    return Response(drawn, media_type=PNG, headers={"Cache-Control": "public, max-age=3600"})


@router.post("/sentence")
async def read_sentence(request: Request) -> Response:
    """What a convolution over words makes of a sentence."""
    asked = validate(SentenceBody, strict_json.loads(await read_body(request, MOST_BYTES)))
    work = partial(sentence.read, asked.text, asked.field)
    found = await service_of(request.app.state).off_loop(lambda: to_json(work()))
    return Response(found, media_type=JSON, headers=NO_STORE)


@router.post("/film")
async def watch_film(request: Request) -> Response:
    """What a convolution over a drawing being made says: its frames and maps, as a frame."""
    asked = validate(FilmBody, strict_json.loads(await read_body(request, MOST_BYTES)))
    work = partial(_watched, asked.ink.ink(), asked.order, asked.cell)
    found = await service_of(request.app.state).off_loop(work)
    return Response(found, media_type=SAFETENSORS, headers=NO_STORE)


def _watched(ink: Ink, order: str, cell: list[int] | None) -> bytes:
    if ink.empty:
        raise ValidationFailedError.at(("body", "ink"), "There is no ink; draw something")
    try:
        tensors, said = video.watch(ink, order, cell)
    except CellError as error:
        raise ValidationFailedError.at(("body", "cell"), str(error).rstrip(".")) from None
    return frame.encode(frame.pack(tensors), "float16", {"film": orjson.dumps(said).decode()})
