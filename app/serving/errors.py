"""What can go wrong for a caller, each with the status and slug of the contract."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: where it is and what is expected there."""

    loc: Loc
    msg: str


class AppError(Exception):
    """A request that cannot be answered, in a full sentence for the one who sent it."""

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "invalid-request"
    title: ClassVar[str] = "Malformed request"
    retry_after: ClassVar[int | None] = None
    closes: ClassVar[bool] = False
    """Whether the connection ends, as the rest of the request is not read."""

    def __init__(self, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class InvalidRequestError(AppError):
    """The request is malformed: its framing or its encoding."""


class InvalidFramingError(AppError):
    """Where the request ends cannot be told."""

    closes = True


class InvalidJSONError(AppError):
    """The body is not JSON, or holds what no JSON may."""

    slug, title = "invalid-json", "Malformed JSON"


class InvalidHostError(AppError):
    """The Host header names no server that is here."""

    slug, title, closes = "invalid-host", "Invalid host", True


class UnauthorizedError(AppError):
    """The operator wants a key, and there is none, or a wrong one."""

    status, slug, title = 401, "unauthorized", "Unauthorized"


class ForeignOriginError(AppError):
    """A page of another site asks for what only our own may have."""

    status, slug, title = 403, "origin-not-allowed", "Origin not allowed"


class LabOffError(AppError):
    """Nobody trains networks here."""

    status, slug, title = 403, "lab-off", "The lab is off"


class NetworkNotFoundError(AppError):
    """No network has this name."""

    status, slug, title = 404, "network-not-found", "No such network"


class LayerNotFoundError(AppError):
    """The network has no layer of this name."""

    status, slug, title = 404, "layer-not-found", "No such layer"


class NotFoundError(AppError):
    """There is no such thing here."""

    status, slug, title = 404, "not-found", "Not found"


class NotAcceptableError(AppError):
    """None of the accepted media types is offered."""

    status, slug, title = 406, "not-acceptable", "Not acceptable"


class PayloadTooLargeError(AppError):
    """The body, or a message, is larger than its limit."""

    status, slug, title, closes = 413, "payload-too-large", "Payload too large", True


class UriTooLongError(AppError):
    """The address is longer than its limit."""

    status, slug, title, closes = 414, "uri-too-long", "URI too long", True


class UnsupportedMediaTypeError(AppError):
    """The body is of no kind that is read here."""

    status, slug, title = 415, "unsupported-media-type", "Unsupported media type"


class UnsupportedImageFormatError(AppError):
    """The picture is of no format that is read here."""

    status, slug, title = 415, "unsupported-image-format", "Unsupported image format"


class ValidationFailedError(AppError):
    """Well-formed, but a field is wrong."""

    status, slug, title = 422, "validation-failed", "Validation failed"

    @classmethod
    def at(cls, loc: Iterable[str | int], msg: str) -> "ValidationFailedError":
        """Return the error of one field."""
        place = tuple(loc)
        where = ".".join(str(part) for part in place)
        return cls(f"{where}: {msg}.", [FieldError(place, msg)])


class InvalidImageError(AppError):
    """The picture is broken."""

    status, slug, title = 422, "invalid-image", "Invalid image"


class ImageTooLargeError(AppError):
    """The picture has more pixels than are decoded here."""

    status, slug, title = 422, "image-too-large", "Image too large"


class RateLimitedError(AppError):
    """This client has as much as it may have."""

    status, slug, title, retry_after = 429, "rate-limited", "Rate limited", 5


class HeadersTooLargeError(AppError):
    """The header fields are more, or larger, than their limits."""

    status, slug, title, closes = 431, "headers-too-large", "Headers too large", True


class RequestTimeoutError(AppError):
    """The request did not come in time."""

    status, slug, title, closes = 408, "request-timeout", "Request timeout", True


class InternalError(AppError):
    """Our fault."""

    status, slug, title = 500, "internal-error", "Internal error"


FULL = "Too many requests wait already; try again in a moment."


class OverloadedError(AppError):
    """Too much is waiting already."""

    status, slug, title, retry_after = 503, "overloaded", "Overloaded", 1


class NotReadyError(AppError):
    """The server is starting or stopping."""

    status, slug, title, retry_after = 503, "not-ready", "Not ready", 1


class DeadlineExceededError(AppError):
    """The answer took longer than the deadline."""

    status, slug, title = 504, "deadline-exceeded", "Deadline exceeded"


class ClientGoneError(AppError):
    """Nobody waits for the answer any more; this one is sent to nobody, too."""

    status, slug, title = 499, "client-gone", "Client gone"


def unknown(kind: str, name: str, known: Sequence[str]) -> str:
    """Say that `name` is unknown, name the nearest and what there is.

    What the client sent is repeated only when it could be a name at all.
    """
    shown = f" named {name!r}" if len(name) <= 64 and name.isascii() and name.isprintable() else ""
    near = get_close_matches(name[:64].lower(), known, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(known[:40]) + (", …" if len(known) > 40 else "")
    return f"No {kind}{shown}.{hint} There is: {listed}."
