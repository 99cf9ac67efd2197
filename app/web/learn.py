"""The crash course: an overview, its chapters, and their still pictures."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from app.lessons import charts, sentence, video
from app.lessons.anchor import Anchor
from app.lessons.chapters import CHAPTERS, SAMPLE, Chapter, Course
from app.lessons.descent import as_json
from app.lessons.experiments import Experiments
from app.lessons.facts import Facts
from app.lessons.measured import measured
from app.lessons.pictures import maps
from app.lessons.thinned import SAMPLES, thinned
from app.resources import resource
from app.serving.answers import to_json
from app.serving.errors import NotFoundError
from app.serving.media import JSON, PNG
from app.web.pages import answer
from app.web.requests import service_of

router = APIRouter(include_in_schema=False)


@router.get("/learn")
async def overview(request: Request) -> Response:
    """All chapters."""
    return await answer(
        request, "learn/index.html", chapters=_listed(request), course=_course(request)
    )


@router.get("/learn/{slug}")
async def chapter(request: Request, slug: str, only: str = "") -> Response:
    """One chapter, or one step of it."""
    found = _chapter(request, slug)
    steps = _course(request).steps[slug]
    if only and only not in steps:
        raise NotFoundError(f"This chapter has no step {only!r}; there is {', '.join(steps)}.")
    chapters = _listed(request)
    at = chapters.index(found)
    facts = await _facts(request, found, lambda facts: facts.descent if found.learns else None)
    off_loop = service_of(request.app.state).off_loop
    more = await off_loop(partial(_practices, request, facts)) if found.experiments else {}
    return await answer(
        request,
        found.template,
        chapter=found,
        chapters=chapters,
        before=chapters[at - 1] if at else None,
        after=chapters[at + 1] if at + 1 < len(chapters) else None,
        only=only,
        sample=SAMPLE,
        facts=facts,
        charts=charts,
        measured=measured,
        **more,
        networks={model.id: model for model in service_of(request.app.state).catalog},
    )


@router.get("/learn/{slug}/descent.json")
async def descent(request: Request, slug: str) -> Response:
    """The first steps of learning of the chapter's network, by learning rate."""
    found = _chapter(request, slug)
    if not found.learns:
        raise NotFoundError("No network learns in this chapter.")
    facts = await _facts(request, found, lambda facts: facts.descent)
    return Response(to_json(as_json(facts.descent)), media_type=JSON)


@router.get("/learn/{slug}/{place}.png")
async def picture(request: Request, slug: str, place: str, shuffled: bool = False) -> Response:
    """The maps of a layer of the chapter's network, for the chapter's digit."""
    found = _chapter(request, slug)
    facts = await _facts(request, found)
    try:
        layer = Anchor.of(place).layer(facts.model.network)
    except ValueError as error:
        raise NotFoundError(str(error)) from None
    output = facts.shuffled() if shuffled else facts.outputs[layer.name]
    drawn = await asyncio.to_thread(partial(maps, output))
    return Response(drawn, media_type=PNG, headers={"Cache-Control": "public, max-age=3600"})


def _listed(request: Request) -> list[Chapter]:
    """The chapters of which all that they show is served here."""
    served = service_of(request.app.state).catalog.ids()
    known = _experiments(request) is not None
    return [
        chapter
        for chapter in CHAPTERS.values()
        if {*chapter.networks} <= {*served} and (known or not chapter.experiments)
    ]


def _practices(request: Request, facts: Facts) -> dict[str, Any]:
    """What the chapter of the experiments needs besides."""
    get = service_of(request.app.state).catalog.get
    return {
        "experiments": _experiments(request),
        "sentence": sentence.about(),
        "film": video.about(),
        "samples": SAMPLES,
        "thinned": lambda network: thinned(get(network), facts.ink),
    }


def _experiments(request: Request) -> Experiments | None:
    """What turning the knobs was found to do; None where nobody has."""
    practices = service_of(request.app.state).catalog.practices
    return Experiments(practices.results) if practices and practices.results else None


def _chapter(request: Request, slug: str) -> Chapter:
    for found in _listed(request):
        if found.slug == slug:
            return found
    known = ", ".join(found.slug for found in _listed(request))
    raise NotFoundError(f"There is no chapter {slug!r}; there is {known}.")


async def _facts(
    request: Request, found: Chapter, need: Callable[[Facts], object] = lambda facts: None
) -> Facts:
    """What the chapter may say; the layers' outputs, and what is needed, are there."""
    service, course = service_of(request.app.state), _course(request)
    facts = course.facts(service.catalog.get(found.network), service.samples)
    await service.off_loop(lambda: (facts.outputs, need(facts)))
    return facts


def _course(request: Request) -> Course:
    course = request.app.state.course
    assert isinstance(course, Course)
    return course


def make_course() -> Course:
    """Return the course of this installation."""
    return Course(resource("templates"))
