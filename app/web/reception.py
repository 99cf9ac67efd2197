"""How requests may come in, and what those are told that may not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.serving.errors import FULL, AppError, OverloadedError
from app.serving.life import Life
from app.web import problems
from app.web.middleware import DATA_HEADERS, Header

RECEPTION = "reception"


@dataclass(frozen=True, slots=True)
class Reception:
    """How a request may come in: bytes of its head, of all of it, and seconds for both parts.

    `send_seconds` is for how long a client may take nothing of what is written for it. `full` says
    that no work is taken at the moment, `life` that none will be; `refused` counts reason and
    status.
    """

    head_bytes: int
    bytes: int
    head_seconds: float
    body_seconds: float
    send_seconds: float
    full: Callable[[], bool]
    life: Life
    refused: Callable[[str, int], None]


def written(error: AppError, path: str = "", more: Sequence[Header] = ()) -> bytes:
    """An answer as it goes over the line."""
    answer = problems.answer_to(error, path)
    headers = dict([*answer.raw_headers, *DATA_HEADERS, *more])
    lines = [name + b": " + value + b"\r\n" for name, value in headers.items()]
    return b"".join((STATUS_LINE[error.status], *lines, b"\r\n", bytes(answer.body)))


REFUSAL, FOREIGN_REFUSAL = (written(OverloadedError(FULL), path) for path in ("", "/v2/"))
