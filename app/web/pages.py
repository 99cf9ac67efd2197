"""The page, its files, and the API's documentation page."""

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from app import __version__
from app.resources import resource

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

    def render(self, template: str) -> str:
        """Return a page as HTML."""
        digest = digest_of(self._static)
        return self._environment.get_template(template).render(
            version=__version__, digest=digest, static=f"/static/{digest}"
        )


def digest_of(folder: Path) -> str:
    """Return twelve hex digits that change when a file of the folder does."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            found.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return found.hexdigest()[:12]


class Assets(StaticFiles):
    """`/static/FILE`, and the same as `/static/DIGEST/FILE`, which never changes."""

    def lookup_path(self, path: str) -> tuple[str, object]:  # type: ignore[override]
        """Find a file; a leading digest is no folder."""
        head, _, rest = path.partition("/")
        return super().lookup_path(rest if _is_digest(head) else path)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file with what a cache may do with it."""
        response = await super().get_response(path, scope)
        kept = "public, max-age=31536000, immutable" if _is_digest(path.partition("/")[0]) else ""
        response.headers["Cache-Control"] = kept or "no-cache"
        return response


def _is_digest(part: str) -> bool:
    return len(part) == 12 and set(part) <= set("0123456789abcdef")


def _page(request: Request, template: str) -> Response:
    pages = request.app.state.pages
    assert isinstance(pages, Pages)
    return Response(
        pages.render(template),
        media_type="text/html",
        headers={"Cache-Control": "no-cache"},
    )


@router.get("/")
async def playground(request: Request) -> Response:
    """The page."""
    return _page(request, "playground.html")


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's documentation, from vendored files."""
    return _page(request, "docs.html")


def make_pages() -> Pages:
    """Return the pages of this installation."""
    return Pages(resource("templates"), resource("static"))


def make_assets() -> Assets:
    """Return the files of this installation."""
    return Assets(directory=resource("static"))
