"""Every error as RFC 9457 problem+json: one shape, one handler, nothing of ours inside."""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from app.serving.errors import AppError, InternalError, Loc
from app.serving.validate import MOST_ERRORS, failed
from app.web.visit import visit_of

MEDIA_TYPE = "application/problem+json"
TYPE = "https://inkling.example/problems/"
MOST_BYTES = 8 << 10
MOST_TEXT = 1000
FOREIGN = ("/v2", "/models/")
"""Where clients of others' protocols call: they read plain JSON with a member `error`."""

_HTTP = {
    400: ("invalid-request", "Malformed request", "The request is malformed."),
    404: ("not-found", "Not found", "There is nothing at this address."),
    405: ("method-not-allowed", "Method not allowed", "This address has other methods."),
}


class Problem(Response):
    """An answer that notes its reason."""

    reason = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        visit = visit_of(scope)
        if visit is not None:
            visit.refusal = self.reason
        await super().__call__(scope, receive, send)


def problem(
    status: int,
    slug: str,
    title: str,
    detail: str,
    errors: tuple[tuple[Loc, str], ...] = (),
) -> dict[str, Any]:
    """Return the members of a problem, cut to fit."""
    found: dict[str, Any] = {
        "type": TYPE + slug,
        "title": title,
        "status": status,
        "detail": detail[:MOST_TEXT],
    }
    if errors:
        found["errors"] = [
            {"loc": list(loc)[:12], "msg": msg[:300]} for loc, msg in errors[:MOST_ERRORS]
        ]
    return found


def problem_of(error: AppError, within: Loc = ()) -> dict[str, Any]:
    """Return the members that say what an error of ours says; places are told from `within`."""
    start = len(within)
    places = tuple(
        (field.loc[start:] if field.loc[:start] == within else field.loc, field.msg)
        for field in error.errors
    )
    return problem(error.status, error.slug, error.title, error.detail, places)


def answer(
    members: Mapping[str, Any], headers: Mapping[str, str] | None = None, path: str = ""
) -> Problem:
    """Return a problem as an HTTP answer, in the words of those who call at `path`."""
    foreign = path.startswith(FOREIGN)
    if foreign:
        members = {"error": members["detail"], **members}
    body = orjson.dumps(members)
    if len(body) > MOST_BYTES:
        body = orjson.dumps({name: members[name] for name in members if name != "errors"})
    found = Problem(
        body,
        status_code=members["status"],
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type="application/json" if foreign else MEDIA_TYPE,
    )
    found.reason = members["type"].removeprefix(TYPE)
    return found


def answer_to(error: AppError, path: str = "") -> Problem:
    """Return the HTTP answer to an error of ours."""
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.closes:
        headers["Connection"] = "close"
    return answer(problem_of(error), headers, path)


def internal_error(request_id: str, path: str = "") -> Problem:
    """Return the answer when it is our fault."""
    detail = f"Something went wrong here. The log tells more under request {request_id}."
    members = {**problem_of(InternalError(detail)), "request_id": request_id}
    return answer(members, path=path)


def _methods(request: Request) -> list[str]:
    """The methods of all routes of an address; HEAD works where GET does."""
    found = [
        method
        for method in ("DELETE", "GET", "PATCH", "POST", "PUT")
        for route in request.app.routes
        if route.matches({**request.scope, "method": method})[0] is Match.FULL
    ]
    return sorted({*found, "HEAD"} if "GET" in found else set(found))


def install(app: FastAPI) -> None:
    """Let every error of the application become a problem."""

    async def on_app_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, AppError)
        return answer_to(error, request.scope["path"])

    async def on_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        slug, title, detail = _HTTP.get(error.status_code, _HTTP[400])
        headers = dict(error.headers or {})
        if error.status_code == 405 and (methods := _methods(request)):
            headers = {"Allow": ", ".join(methods)}
        members = problem(error.status_code, slug, title, detail)
        return answer(members, headers, request.scope["path"])

    async def on_validation_error(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer_to(failed(error.errors(), ()))

    app.add_exception_handler(AppError, on_app_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)
