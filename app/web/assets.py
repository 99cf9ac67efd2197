"""The page's files: kept for good under their digest, freed of comments, compressed once."""

import asyncio
import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

FOREVER = "public, max-age=31536000, immutable"
COMPRESSIBLE = {".js", ".css", ".html", ".svg", ".json", ".md", ".txt"}
SMALL = 1024
"""Smaller files fit in one packet anyway."""


class Assets(StaticFiles):
    """`/static/FILE`, and the same as `/static/DIGEST/FILE`, which never changes."""

    def lookup_path(self, path: str) -> tuple[str, object]:  # type: ignore[override]
        """Find a file; a leading digest is no folder."""
        head, _, rest = path.partition("/")
        return super().lookup_path(rest if _is_digest(head) else path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with whole files only: none is so long that a part of it would help."""
        whole = [header for header in scope["headers"] if header[0] != b"range"]
        await super().__call__({**scope, "headers": whole}, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file with what a cache may do with it."""
        response = await super().get_response(path, scope)
        headers = Headers(scope=scope)
        if isinstance(response, FileResponse) and Path(path).suffix in COMPRESSIBLE:
            if accepts_gzip(headers):
                response = await _compressed(response, headers)
            response.headers["Vary"] = "Accept-Encoding"
        if isinstance(response, FileResponse):
            response.headers["Accept-Ranges"] = "none"
        kept = _is_digest(path.partition("/")[0])
        response.headers["Cache-Control"] = FOREVER if kept else "no-cache"
        if kept and "etag" in response.headers:
            del response.headers["etag"], response.headers["last-modified"]
        return response


def accepts_gzip(headers: Headers) -> bool:
    """Whether a client reads gzip; a quality of zero says no."""
    for part in headers.get("accept-encoding", "").lower().split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def _compressed(response: FileResponse, headers: Headers) -> Response:
    """The same file as gzip, with a tag of its own."""
    status = response.stat_result
    if status is None or status.st_size < SMALL:
        return response
    tag = response.headers["etag"].removesuffix('"') + '-gzip"'
    if headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    body = await asyncio.to_thread(_gzip_file, str(response.path), status.st_mtime_ns)
    return Response(
        body,
        media_type=response.media_type,
        headers={"ETag": tag, "Content-Encoding": "gzip"},
    )


@lru_cache(maxsize=256)
def _gzip_file(path: str, changed: int) -> bytes:
    """Compress a file, once for each state of it; our modules without what only readers need."""
    data = Path(path).read_bytes()
    if path.endswith(".js") and "/vendor/" not in path:
        data = without_comments(data.decode()).encode()
    return gzip.compress(data, compresslevel=9, mtime=0)


_DOC_COMMENT = re.compile(r"^[ \t]*/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*$", re.MULTILINE)


def without_comments(module: str) -> str:
    """Empty the lines of doc comments, a third of a module; all lines keep their numbers."""
    return _DOC_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), module)


def digest_of(folder: Path) -> str:
    """Return twelve hex digits that change when a file of the folder does."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            status = path.stat()
            found.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return found.hexdigest()[:12]


def _is_digest(part: str) -> bool:
    return len(part) == 12 and set(part) <= set("0123456789abcdef")
