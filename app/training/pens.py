"""Real pen strokes: UCI Pen-Based Recognition of Handwritten Digits, split by writer.

E. Alpaydin and F. Alimoglu, Boğaziçi University, 1998; CC BY 4.0; 30 writers on a tablet.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.training.mnist import DataError
from app.training.strokes import Strokes

FILE = "pendigits-orig.tra.gz"

VALIDATION_WRITERS = frozenset({4, 14, 24})
TEST_WRITERS = frozenset({2, 9, 17, 23, 30})
"""Fixed once, by number, before anything was trained; never trained on, never chosen by."""


@dataclass(frozen=True)
class PenDigit:
    """One digit as written: strokes of (N, 2) points, y downwards, longer side 1."""

    label: int
    writer: int
    strokes: Strokes


@dataclass(frozen=True)
class Pens:
    """The digits of three disjoint groups of people."""

    train: list[PenDigit]
    validation: list[PenDigit]
    test: list[PenDigit]


def load(folder: Path) -> Pens | None:
    """Read the pen strokes in `folder` or below it; None when the file is not there."""
    for path in sorted(folder.rglob(FILE)) if folder.is_dir() else ():
        try:
            text = gzip.decompress(path.read_bytes()).decode("ascii")
        except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
            raise DataError(
                f"{path} is not a readable gzip file of pen strokes: {error}."
            ) from error
        return split(list(parse(text)))
    return None


def split(digits: list[PenDigit]) -> Pens:
    """Deal the digits out by writer."""
    held_out = VALIDATION_WRITERS | TEST_WRITERS
    return Pens(
        train=[digit for digit in digits if digit.writer not in held_out],
        validation=[digit for digit in digits if digit.writer in VALIDATION_WRITERS],
        test=[digit for digit in digits if digit.writer in TEST_WRITERS],
    )


def parse(text: str) -> Iterator[PenDigit]:
    """Read UNIPEN text: `.COMMENT label writer n`, then pen-downs, points `x y` and pen-ups.

    Raises:
        DataError: a line is none of these.
    """
    label, writer, strokes = -1, -1, list[list[tuple[float, float]]]()
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        try:
            if line.startswith(".COMMENT"):
                if strokes:
                    yield _digit(label, writer, strokes)
                label, writer, strokes = int(words[1]), int(words[2]), []
            elif line.startswith(".PEN_DOWN"):
                strokes.append([])
            elif words and not line.startswith("."):
                x, y = words
                strokes[-1].append((float(x), -float(y)))
        except (ValueError, IndexError) as error:
            raise DataError(f"Line {number} of the pen strokes is unreadable: {line!r}.") from error
    if strokes:
        yield _digit(label, writer, strokes)


def _digit(label: int, writer: int, strokes: list[list[tuple[float, float]]]) -> PenDigit:
    """Scale strokes so that their longer side is 1; the y axis already points down."""
    arrays = [np.array(stroke, dtype=np.float64) for stroke in strokes if stroke]
    points = np.concatenate(arrays)
    low = points.min(axis=0)
    size = max(float((points.max(axis=0) - low).max()), 1e-6)
    return PenDigit(label, writer, [(array - low) / size for array in arrays])
