"""The commonest bodies, read at once: rows of numbers and nothing else.

What is not quite so, or wrong, is for the models of `bodies`, which say what is wrong.
"""

import numpy as np
import orjson

from app.ink.raster import Floats
from app.serving.bodies import MOST_SIDE

NUMBERS = b"0123456789.,[]eE+- \t\r\n"
PIXELS = b'{"pixels":}'.translate(None, NUMBERS)


def pixels(body: bytes) -> Floats | None:
    """Return the pixels (H, W) of a body that has valid ones and nothing else; None otherwise."""
    if body.translate(None, NUMBERS) != PIXELS:
        return None  # there are other members, or strings, true, false or null
    try:
        raster = np.array(orjson.loads(body)["pixels"], dtype=np.float64)
    except (ValueError, KeyError, TypeError):
        return None  # it is not JSON, or the rows are not alike
    if raster.ndim != 2 or not raster.size or max(raster.shape) > MOST_SIDE:
        return None
    return raster.astype(np.float32) if raster.min() >= 0 and raster.max() <= 1 else None
