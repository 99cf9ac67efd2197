"""Validation errors in plain words: which field, what is expected, what kind of thing was got."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.serving.errors import FieldError, Loc, ValidationFailedError

MOST_ERRORS = 10
Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], value: Any, loc: Loc = ("body",)) -> Model:
    """Return `value` as a `model`.

    Raises:
        ValidationFailedError: with at most ten fields, each below `loc`.
    """
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        raise failed(found, loc, names_in(model)) from None


@lru_cache(maxsize=16)
def names_in(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of all fields of a model and of the models inside it."""
    schema = model.model_json_schema()
    objects = [schema, *schema.get("$defs", {}).values()]
    return tuple(name for part in objects for name in part.get("properties", {}))


def failed(
    errors: Sequence[Mapping[str, Any]], loc: Loc, known: Sequence[str] = ()
) -> ValidationFailedError:
    """Turn pydantic's errors into ours."""
    fields = [
        FieldError(_safe((*loc, *error["loc"])), _message(error, known))
        for error in errors[:MOST_ERRORS]
    ]
    first = fields[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    stop = "" if first.msg.endswith("?") and not more else "."
    where = ".".join(map(str, first.loc))
    return ValidationFailedError(f"{where + ': ' if where else ''}{first.msg}{more}{stop}", fields)


def _message(error: Mapping[str, Any], known: Sequence[str]) -> str:
    kind, msg = error["type"], error["msg"]
    if kind == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1])[:64], known, n=1)
        return "Unknown field" + (f"; did you mean {near[0]!r}?" if near else "")
    if kind == "missing":
        return "This field is required"
    if kind == "said":
        return msg
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        msg = "Input should be an object"
    return f"{msg}; got {describe(error.get('input'))}"


def describe(value: Any) -> str:
    """Say what kind of thing `value` is, without repeating what a client wrote."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return f"{value:.6g}" if abs(value) < 1e300 else "a huge number"
    if isinstance(value, str):
        return f"a string of {len(value)} character{'' if len(value) == 1 else 's'}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "an object"


def _safe(loc: Loc) -> Loc:
    """Cut client-made names short; numbers and our own names stay as they are."""
    return tuple(
        part if isinstance(part, int) else part[:64].encode("ascii", "replace").decode()
        for part in loc
    )
