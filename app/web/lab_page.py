"""The page of the lab: it reads without JavaScript as an explanation of what the lab is."""

import asyncio

from fastapi import APIRouter, Request, Response

from app.lessons.chapters import SAMPLE
from app.web.pages import answer
from app.web.requests import lab_of

router = APIRouter(include_in_schema=False)


@router.get("/lab")
async def lab_page(request: Request) -> Response:
    """Choose a network by knobs, and watch it learn."""
    about = await asyncio.to_thread(lab_of(request.app.state).about)
    return await answer(request, "lab.html", about=about, sample=SAMPLE)
