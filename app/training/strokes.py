"""Endless handwriting: skeletons bent, slanted, shaken and sampled like real pens do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.ink.raster import Path
from app.training.skeletons import DIGITS, OTHERS

Strokes = list[Path]
Random = np.random.Generator
Skeleton = list[list[tuple[float, float, bool]]]


def parse(skeleton: str) -> Skeleton:
    """Read one line of `skeletons`: strokes of (x, y, corner)."""
    return [[_control(word) for word in stroke.split()] for stroke in skeleton.split("|")]


def _control(word: str) -> tuple[float, float, bool]:
    x, y = word.rstrip("!").split(",")
    return float(x), float(y), word.endswith("!")


_DIGITS = {digit: [parse(line) for line in lines] for digit, lines in DIGITS.items()}
_OTHERS = {name: [parse(line) for line in lines] for name, lines in OTHERS.items()}


def digit(value: int, random: Random) -> Strokes:
    """Write one digit in one of its styles."""
    return write(_choose(_DIGITS[value], random), random)


def other(name: str, random: Random) -> Strokes:
    """Write one letter or sign of `skeletons.OTHERS`."""
    return write(_choose(_OTHERS[name], random), random)


def _choose(styles: list[Skeleton], random: Random) -> Skeleton:
    return styles[int(random.integers(len(styles)))]


def scribble(random: Random) -> Strokes:
    """Draw aimlessly: one to five smooth or jagged lines."""
    count = int(random.integers(1, 6))
    return [_wander(random, int(random.integers(4, 14))) for _ in range(count)]


def glyph(random: Random) -> Strokes:
    """Invent a sign: three to six lines between the places of a grid."""
    places = np.array([(x, y) for x in (0, 3.3, 6.6, 10) for y in (0, 4.6, 9.3, 14)])
    skeleton = []
    for _ in range(int(random.integers(3, 7))):
        chosen = places[random.choice(len(places), int(random.integers(2, 4)), replace=False)]
        corner = random.random() < 0.5
        skeleton.append([(float(x), float(y), corner) for x, y in chosen])
    return write(skeleton, random)


def _wander(random: Random, points: int) -> Path:
    steps = np.cumsum(random.normal(0, random.uniform(0.5, 3), (points, 2)), axis=0)
    start = random.uniform(2, 10, 2)
    corner = random.random() < 0.3
    return curve([(float(x), float(y), corner) for x, y in start + steps])


def write(skeleton: Skeleton, random: Random) -> Strokes:
    """Draw a skeleton by an unsteady hand: (N, 2) points a stroke, about 10 × 14 units."""
    jitter = random.uniform(0.1, 0.55)
    strokes = []
    for controls in skeleton:
        move = random.normal(0, 0.6 * jitter, 2)
        shaken = [
            (x + move[0] + random.normal(0, jitter), y + move[1] + random.normal(0, jitter), corner)
            for x, y, corner in controls
        ]
        strokes.append(curve(shaken))
    strokes = warp(strokes, random, random.uniform(0, 0.7))
    return lean(strokes, random)


def curve(controls: Sequence[tuple[float, float, bool]], per_span: int = 10) -> Path:
    """Run a centripetal-like Catmull-Rom curve through the points, straight off at corners."""
    points = np.array([control[:2] for control in controls], dtype=np.float64)
    if len(points) < 2:
        return points
    spans = []
    t = np.linspace(0, 1, per_span, endpoint=False)[:, None]
    tangents = _tangents(points, [control[2] for control in controls])
    for i in range(len(points) - 1):
        a, b = points[i], points[i + 1]
        leave, arrive = tangents[i][1], tangents[i + 1][0]
        spans.append(
            (2 * t**3 - 3 * t**2 + 1) * a
            + (t**3 - 2 * t**2 + t) * leave
            + (3 * t**2 - 2 * t**3) * b
            + (t**3 - t**2) * arrive
        )
    return np.concatenate([*spans, points[-1:]])


def _tangents(points: npt.NDArray[np.float64], corners: Sequence[bool]) -> list[tuple[Path, Path]]:
    """Tangents on arriving at and on leaving each point."""
    last = len(points) - 1
    found = []
    for i, corner in enumerate(corners):
        before = points[i] - points[max(i - 1, 0)]
        after = points[min(i + 1, last)] - points[i]
        if corner or i in (0, last):
            found.append((before, after))
            continue
        through = (points[i + 1] - points[i - 1]) / 2
        length = np.hypot(*through) + 1e-9
        arrive = through * min(1.0, 1.2 * np.hypot(*before) / length)
        leave = through * min(1.0, 1.2 * np.hypot(*after) / length)
        found.append((arrive, leave))
    return found


def warp(strokes: Strokes, random: Random, strength: float) -> Strokes:
    """Bend the plane by slow waves of about `strength` units; lines stay connected."""
    frequency = random.uniform(0.12, 0.5, (3, 2)) * random.choice([-1, 1], (3, 2))
    phase = random.uniform(0, 2 * np.pi, 3)
    push = random.normal(0, strength / 2, (3, 2))
    return [points + np.sin(points @ frequency.T + phase) @ push for points in strokes]


def lean(strokes: Strokes, random: Random, strength: float = 1.0) -> Strokes:
    """Slant, turn and stretch the whole character."""
    turn = random.normal(0, np.radians(6) * strength)
    slant = random.normal(0.08, 0.2) * strength
    aspect = np.exp(random.normal(0, 0.22) * strength)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    shear = np.array([[aspect, -slant], [0.0, 1.0]])
    matrix = rotation @ shear
    return [points @ matrix.T for points in strokes]


def tablet(strokes: Strokes, random: Random) -> Strokes:
    """Record the strokes as a device would: its rate, its tremor, its resolution.

    The result is scaled so that the longer side of the character is 1.
    """
    low = np.min([points.min(axis=0) for points in strokes], axis=0)
    high = np.max([points.max(axis=0) for points in strokes], axis=0)
    size = max(float((high - low).max()), 1e-6)
    spacing = np.exp(random.uniform(np.log(0.01), np.log(0.09)))
    tremor = max(0.0, random.normal(0, 0.006))
    grid = np.exp(random.uniform(np.log(1 / 500), np.log(1 / 40)))
    recorded = []
    for points in strokes:
        sampled = _sample((points - low) / size, spacing)
        shaken = sampled + random.normal(0, tremor, sampled.shape)
        recorded.append(np.round(shaken / grid) * grid)
    return recorded


def _sample(points: Path, spacing: float) -> Path:
    """Pick points about `spacing` apart along a line; both ends are kept."""
    distance = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    if distance[-1] == 0:
        return points[:1]
    at = np.linspace(0, distance[-1], max(2, round(distance[-1] / spacing) + 1))
    return np.stack([np.interp(at, distance, points[:, axis]) for axis in (0, 1)], axis=1)


def pen_width(hand: Strokes, random: Random, *, plain: bool = False) -> float:
    """The pen's diameter as a fraction of the character's longer side: small and large hands.

    A pen never fills the loops of a narrow character, which nobody could read any more;
    one that is `plain`, a 1, has none.
    """
    points = np.concatenate(hand)
    shorter = float((points.max(axis=0) - points.min(axis=0)).min())
    widest = 0.2 if plain else min(0.2, max(0.06, 0.24 * shorter))
    return float(np.exp(random.uniform(np.log(0.05), np.log(widest))))
