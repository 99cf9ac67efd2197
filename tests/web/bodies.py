"""Drawings and pictures that tests send."""

import base64
import io
from functools import cache
from typing import Any

import numpy as np
from PIL import Image

SEVEN: dict[str, Any] = {
    "ink": {"strokes": [[[0.3, 0.2], [0.7, 0.2], [0.5, 0.8]], [[0.4, 0.5], [0.6, 0.5]]]}
}


def digit() -> np.ndarray:
    """A 7 of 28×28 pixels, bytes."""
    image = np.zeros((28, 28), dtype=np.uint8)
    image[6:9, 8:20] = 255
    for row in range(9, 23):
        column = 18 - (row - 9) // 2
        image[row, column - 2 : column + 1] = 230
    return image


def picture(form: str = "PNG", image: Image.Image | None = None, **options: Any) -> bytes:
    buffer = io.BytesIO()
    (image or Image.fromarray(digit())).save(buffer, form, **options)
    return buffer.getvalue()


def pixels() -> dict[str, Any]:
    return {"pixels": (digit() / np.float32(255)).tolist()}


def base64_picture() -> dict[str, Any]:
    return {"image": base64.b64encode(picture()).decode()}


def animation() -> bytes:
    frames = [Image.fromarray(digit()), Image.new("L", (28, 28))]
    return picture("GIF", frames[0], save_all=True, append_images=frames[1:])


@cache
def bomb() -> bytes:
    return picture(image=Image.new("1", (8_000, 8_000)))
