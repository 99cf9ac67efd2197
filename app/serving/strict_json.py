"""JSON as RFC 8259 has it: no NaN, no lone surrogate, no key twice, not too deep."""

import json
from typing import Any

import orjson

from app.serving.errors import InvalidJSONError

MAX_DEPTH = 64
NUMBERS, LISTS = {int, float}, {list}


def loads(data: bytes) -> Any:
    """Parse JSON text.

    Raises:
        InvalidJSONError: with the place, never with the content.
    """
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InvalidJSONError(f"The text is not JSON: {error}.") from None
    # Every key and every string has two quotation marks. When the parsed value accounts for
    # all of them, no key was lost, so none stood there twice; only otherwise look closely.
    quotes = data.count(b'"')
    if isinstance(value, dict) and quotes == 2 * len(value) and _shallow(data):
        return value
    if quotes != 2 * _strings(value, 0):
        _refuse_duplicates(data)
    return value


def _shallow(data: bytes) -> bool:
    """Whether there are too few brackets for it to be deep."""
    return data.count(b"[") + data.count(b"{") <= MAX_DEPTH


def _strings(value: Any, depth: int) -> int:
    """Count keys and string values. Lists of lists are looked at level by level, not one by one."""
    if depth > MAX_DEPTH:
        raise InvalidJSONError(f"The JSON text is nested deeper than {MAX_DEPTH} levels.")
    if isinstance(value, str):
        return 1
    if isinstance(value, dict):
        return len(value) + sum([_strings(item, depth + 1) for item in value.values()])
    if not isinstance(value, list):
        return 0
    kinds = {*map(type, value)}
    if kinds == LISTS:
        return _strings([item for inner in value for item in inner], depth + 1)
    return 0 if kinds <= NUMBERS else sum([_strings(item, depth + 1) for item in value])


def _refuse_duplicates(data: bytes) -> None:
    try:
        json.loads(data, object_pairs_hook=_unique)
    except RecursionError:
        raise InvalidJSONError(f"The JSON text is nested deeper than {MAX_DEPTH} levels.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise InvalidJSONError("The JSON text has an object with the same key twice.")
    return found
