"""The commonest bodies and messages, read at once: nested lists of numbers and nothing else.

What is not quite so, or wrong, is for the models of `bodies`, which say what is wrong.
"""

import struct
from itertools import chain
from typing import Any

import numpy as np
import orjson

from app.ink import DEFAULT_WIDTH, Ink
from app.ink.raster import Floats
from app.ink.strokes import Points, in_rows
from app.serving.bodies import MOST_SEQ, MOST_SIDE, THICKEST
from app.serving.canvas import numbers_within

NUMBERS = b"0123456789.,[]eE+- \t\r\n"


def _bare(*texts: bytes) -> frozenset[bytes]:
    """What is left of them without numbers and lists: no other member, string, true or null."""
    return frozenset(text.translate(None, NUMBERS) for text in texts)


PIXELS = _bare(b'{"pixels":}')
INK = _bare(b'{"ink":{"strokes":}}', b'{"ink":{"strokes":"width":}}')
MESSAGE = _bare(b'{"seq":"ink":{"strokes":}}', b'{"seq":"ink":{"strokes":"width":}}')
ADDITION = _bare(b'{"seq":"append":}')


def pixels(body: bytes) -> Floats | None:
    """Return the pixels (H, W) of a body that has valid ones and nothing else; None otherwise."""
    if body.translate(None, NUMBERS) not in PIXELS:
        return None
    try:
        raster = _array(orjson.loads(body)["pixels"])
    except (ValueError, KeyError, TypeError, struct.error, OverflowError):
        return None  # it is not JSON, or not rows of numbers
    if not raster.size or max(raster.shape) > MOST_SIDE:
        return None
    return raster.astype(np.float32) if raster.min() >= 0 and raster.max() <= 1 else None


def _array(rows: list[list[float]]) -> Points:
    """Make an array of rows that are alike."""
    flat: list[float] = []
    for row in rows:
        flat += row
    (_,) = {len(row) for row in rows}
    return in_rows(flat, len(rows))


def ink(body: bytes) -> Ink | None:
    """Return the ink of a body that has valid strokes and nothing else; None otherwise."""
    if body.translate(None, NUMBERS) not in INK:
        return None
    try:
        return _ink(orjson.loads(body)["ink"])
    except (ValueError, KeyError, TypeError):
        return None


def message(text: bytes) -> tuple[int, Ink | Points] | None:
    """Return the number of a live message, and its ink or the points that it adds.

    None where it has something else, or something that is not valid.
    """
    kind = text.translate(None, NUMBERS)
    if kind not in MESSAGE and kind not in ADDITION:
        return None
    try:
        value = orjson.loads(text)
        seq, whole = value["seq"], kind in MESSAGE
        found = _ink(value["ink"]) if whole else _points(value["append"])
    except (ValueError, KeyError, TypeError):
        return None
    if found is None or type(seq) is not int or not 0 <= seq < MOST_SEQ:
        return None
    return seq, found


def _ink(found: dict[str, Any]) -> Ink | None:
    strokes, width = found["strokes"], found.get("width", DEFAULT_WIDTH)
    if type(width) not in (int, float) or not 0 < width <= THICKEST:
        return None
    sizes = tuple(map(len, strokes))
    if not any(sizes):
        return Ink(tuple(map(tuple, strokes)), width)
    points = _points([*chain.from_iterable(strokes)])
    return None if points is None else Ink.laid_out(points, sizes, width)


def _points(points: list[list[float]]) -> Points | None:
    """Points that are valid, all with a time or none; None where there is no point, too."""
    numbers = numbers_within(points)
    return in_rows(numbers, len(points)) if numbers else None
