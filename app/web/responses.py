"""Answers that routes share: JSON written by orjson, and what a cache may keep."""

from typing import Any

from fastapi import Request, Response

from app.serving.answers import to_json
from app.serving.media import JSON

NO_STORE = {"Cache-Control": "no-store"}


def json_answer(value: Any, headers: dict[str, str] | None = None, status: int = 200) -> Response:
    """Return `value` as JSON."""
    body = value if isinstance(value, bytes) else to_json(value)
    return Response(body, status, media_type=JSON, headers=headers)


def etag(*parts: str) -> str:
    """Return a strong entity tag made of names that only change with the content."""
    return '"' + "-".join(parts) + '"'


def not_modified(request: Request, tag: str) -> bool:
    """Whether the client has the representation with this tag (RFC 9110, section 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    known = {part.strip().removeprefix("W/") for part in given.split(",")}
    return tag in known or given.strip() == "*"
