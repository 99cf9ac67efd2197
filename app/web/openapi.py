"""What routes tell the OpenAPI document: their problems, bodies and forms."""

from typing import Any, NamedTuple

from app.serving import media
from app.web.problems import MEDIA_TYPE, TYPE

Json = dict[str, Any]

SLUGS = {
    400: ("invalid-request", "invalid-json", "invalid-host"),
    401: ("unauthorized",),
    403: ("origin-not-allowed", "lab-off"),
    404: ("network-not-found", "layer-not-found", "not-found"),
    405: ("method-not-allowed",),
    406: ("not-acceptable",),
    408: ("request-timeout",),
    413: ("payload-too-large",),
    414: ("uri-too-long",),
    415: ("unsupported-media-type", "unsupported-image-format"),
    422: ("validation-failed", "invalid-image", "image-too-large"),
    429: ("rate-limited",),
    431: ("headers-too-large",),
    500: ("internal-error",),
    503: ("overloaded", "not-ready"),
    504: ("deadline-exceeded",),
}
ANYWHERE = (400, 401, 403, 405, 408, 414, 422, 431, 500)


class Example(NamedTuple):
    """The parameters of a request, its answer, and its JSON body where it has one."""

    parameters: Json
    answer: Any
    body: Any = None


def problems(*statuses: int) -> dict[int | str, Json]:
    """Describe the problems of a route, with those that any route may answer."""
    return _problems(statuses, "Problem", MEDIA_TYPE)


def foreign(summary: str, answer: Any, *statuses: int, form: str = media.JSON) -> Json:
    """Describe a route that clients of others call: its problems are plain JSON with `error`.

    Args:
        summary: what the route is for.
        answer: the model of its JSON.
        statuses: of its problems, besides those that any route may answer.
        form: another media type that an answer may have.
    """
    forms = binary(media.JSON, form) if form != media.JSON else {}
    told = {200: {"model": answer, **forms}, **_problems(statuses, "ForeignProblem", media.JSON)}
    return {"summary": summary, "response_model": None, "responses": told}


def _problems(statuses: tuple[int, ...], model: str, form: str) -> dict[int | str, Json]:
    return {status: _problem(status, model, form) for status in sorted({*statuses, *ANYWHERE})}


def _problem(status: int, model: str, form: str) -> Json:
    schema = {
        "allOf": [
            {"$ref": f"#/components/schemas/{model}"},
            {"properties": {"type": {"enum": [TYPE + slug for slug in SLUGS[status]]}}},
        ]
    }
    described: Json = {
        "description": " or ".join(f"`{slug}`" for slug in SLUGS[status]),
        "content": {form: {"schema": schema}},
    }
    if status in (429, 503):
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    if status == 405:
        described["headers"] = {"Allow": {"schema": {"type": "string"}}}
    return described


def binary(first: str, *others: str) -> Json:
    """Describe the other forms of an answer, which are not JSON."""
    return {"content": {first: {}} | {form: {"schema": _BYTES} for form in others}}


_BYTES: Json = {"type": "string", "format": "binary"}


def takes_drawing() -> Json:
    """Describe the body that predict, trace and cell take."""
    return takes_picture({"$ref": "#/components/schemas/PredictBody"})


def takes_json(schema: str) -> Json:
    """Describe a body that is JSON with this schema, and nothing else."""
    return _takes({media.JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}})


def takes_picture(json: Json) -> Json:
    """Describe a body that is a picture, a form with one, or JSON with this schema."""
    form = {
        "type": "object",
        "properties": {"file": _BYTES},
        "required": ["file"],
        "additionalProperties": False,
    }
    picture = {"file": {"contentType": ", ".join(media.PICTURES)}}
    return _takes(
        {
            media.JSON: {"schema": json},
            **{kind: {"schema": _BYTES} for kind in media.PICTURES},
            media.MULTIPART: {"schema": form, "encoding": picture},
        }
    )


def takes_bytes(json: Json, head_size: str) -> Json:
    """Describe a body that is JSON with this schema, or such a head with bytes behind it.

    Args:
        json: the schema.
        head_size: the name of the header that tells where the head ends.
    """
    parameter = {
        "in": "header",
        "name": head_size,
        "description": "Bytes of the JSON head, when bytes follow it.",
        "schema": {"type": "integer", "minimum": 0},
    }
    body = _takes({media.JSON: {"schema": json}, media.OCTETS: {"schema": _BYTES}})
    return {"parameters": [parameter], **body}


def _takes(content: Json) -> Json:
    return {"requestBody": {"required": True, "content": content}}
