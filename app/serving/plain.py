"""The commonest bodies and messages, read at once: nested lists of numbers and nothing else.

What is not quite so, or wrong, is for the models of `bodies`, which say what is wrong.
"""

import struct
from typing import Any

import numpy as np
import orjson

from app.ink import Ink
from app.ink.raster import Floats, Path
from app.serving.bodies import MOST_SEQ, MOST_SIDE
from app.serving.canvas import Stroke, all_within

NUMBERS = b"0123456789.,[]eE+- \t\r\n"
PIXELS, INK, MESSAGE = (
    text.translate(None, NUMBERS)
    for text in (b'{"pixels":}', b'{"ink":{"strokes":}}', b'{"seq":"ink":{"strokes":}}')
)
"""What is left of them without numbers and lists: no other member, string, true, false or null."""


def pixels(body: bytes) -> Floats | None:
    """Return the pixels (H, W) of a body that has valid ones and nothing else; None otherwise."""
    if body.translate(None, NUMBERS) != PIXELS:
        return None
    try:
        raster = _array(orjson.loads(body)["pixels"])
    except (ValueError, KeyError, TypeError, struct.error, OverflowError):
        return None  # it is not JSON, or not rows of numbers
    if not raster.size or max(raster.shape) > MOST_SIDE:
        return None
    return raster.astype(np.float32) if raster.min() >= 0 and raster.max() <= 1 else None


def _array(rows: list[list[float]]) -> Path:
    """Make an array of rows that are alike: `struct` takes 4 µs for 1,024 numbers, NumPy 16."""
    flat: list[float] = []
    for row in rows:
        flat += row
    packed = struct.pack(f"{len(flat)}d", *flat)
    (columns,) = {len(row) for row in rows}
    return np.frombuffer(packed).reshape(len(rows), columns)


def ink(body: bytes) -> Ink | None:
    """Return the ink of a body that has valid strokes and nothing else; None otherwise."""
    if body.translate(None, NUMBERS) != INK:
        return None
    try:
        return _ink(orjson.loads(body))
    except (ValueError, KeyError, TypeError):
        return None


def message(text: bytes) -> tuple[int, Ink] | None:
    """Return the number and the ink of a live message that has nothing else; None otherwise."""
    if text.translate(None, NUMBERS) != MESSAGE:
        return None
    try:
        value = orjson.loads(text)
        seq, found = value["seq"], _ink(value)
    except (ValueError, KeyError, TypeError):
        return None
    return (seq, found) if found and type(seq) is int and 0 <= seq < MOST_SEQ else None


def _ink(value: Any) -> Ink | None:
    strokes: list[Stroke] = value["ink"]["strokes"]
    points = [point for stroke in strokes for point in stroke]
    if not {*map(len, points)} <= {2, 3} or not all_within(points):
        return None
    return Ink.of(strokes)
