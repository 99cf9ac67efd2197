"""The page, and the API's documentation page."""

import asyncio
import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import __version__
from app.resources import resource
from app.web.assets import Assets, accepts_gzip, digest_of

router = APIRouter(include_in_schema=False)


class Pages:
    """Renders templates.

    Every template gets `version`, the program's; `digest`, which changes with any file of
    `static/`; and `static`, the address of that folder: `/static/DIGEST`, so that a browser
    may keep what it loads from there for good.
    """

    def __init__(self, templates: Path, static: Path) -> None:
        self._static = static
        self._environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, facts: Mapping[str, Any]) -> bytes:
        """Return a page as HTML."""
        digest = digest_of(self._static)
        page = self._environment.get_template(template)
        known = {"version": __version__, "digest": digest, "static": f"/static/{digest}"}
        return page.render(known, **facts).encode()


async def answer(request: Request, template: str, status: int = 200, **facts: Any) -> Response:
    """Answer with a page, in which the template finds these facts by name."""
    pages = request.app.state.pages
    assert isinstance(pages, Pages)
    body = await asyncio.to_thread(pages.render, template, facts)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if accepts_gzip(request.headers):
        body = gzip.compress(body, compresslevel=6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, media_type="text/html", headers=headers)


@router.get("/")
async def playground(request: Request) -> Response:
    """The page."""
    return await answer(request, "playground.html")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's documentation, from vendored files."""
    return await answer(request, "docs.html")


def make_pages() -> Pages:
    """Return the pages of this installation."""
    return Pages(resource("templates"), resource("static"))


def make_assets() -> Assets:
    """Return the files of this installation."""
    return Assets(directory=resource("static"))
