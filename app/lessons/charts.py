"""Curves and bars for the chapters: inline SVG that follows the page's colours, and its table.

A template calls `lines` or `bars`. The picture is one image for a screen reader, with words that
say what it shows; every number stands in a table below it. Series differ by colour, and by dash
and mark (or hatching), so that paper without colours tells them apart as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

WIDTH, HEIGHT = 400, 250
TOP, BOTTOM, LEFT = 14, 40, 46
LETTER = 6.3
"""The width of a letter, about; names at the ends of lines get so much room."""
LEAST = 13.0
"""Between two names at the right: a line of text."""

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Axis:
    """From numbers to places in the picture.

    Args:
        title: what is counted, with its unit.
        low: the number at `start`.
        high: the number at `end`.
        start: a place in the picture.
        end: a place; above or left of `start` for an axis that goes that way.
        whole: whether it counts, so that there is nothing to say of a half.
    """

    title: str
    low: float
    high: float
    start: float
    end: float
    whole: bool = False

    def at(self, value: float) -> float:
        """The place of a number."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)

    def ticks(self, most: int = 6) -> list[float]:
        """Round numbers on it, `most` at most."""
        step = _step((self.high - self.low) / (most - 1))
        step = max(step, 1.0) if self.whole else step
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [round(step * count, 10) for count in range(first, last + 1)]

    @property
    def numbers(self) -> list[float]:
        """Low, high, start, end: for the page, which may mark a place."""
        return [self.low, self.high, self.start, self.end]


def percents(places: Sequence[float], shares: Sequence[float]) -> Points:
    """Points of shares 0 to 1, in per cent."""
    return [(x, round(100 * share, 4)) for x, share in zip(places, shares, strict=True)]


def lines(
    title: str,
    words: str,
    series: Mapping[str, Points],
    x: str,
    y: str,
    y_range: tuple[float, float] | None = None,
) -> Markup:
    """A curve for each series.

    Args:
        title: the caption.
        words: what is to be seen, for whom does not see it.
        series: name -> its points (x, y), by rising x.
        x: the axis' title, with its unit.
        y: the same.
        y_range: of the axis; None: round numbers around what there is.
    """
    xs = [at for points in series.values() for at, _ in points]
    ys = [at for points in series.values() for _, at in points]
    right = WIDTH - 12 - LETTER * max(map(len, series))
    across = Axis(x, min(xs), max(xs), LEFT, right, all(at == int(at) for at in xs))
    low, high = y_range or _around(ys)
    up = Axis(y, low, high, HEIGHT - BOTTOM, TOP + 8)
    ends = _apart([up.at(points[-1][1]) for points in series.values()])
    parts = [_grid(up, LEFT, right), _below(across)]
    for number, (points, end) in enumerate(zip(series.values(), ends, strict=True), 1):
        name = [*series][number - 1]
        places = [(across.at(at), up.at(value)) for at, value in points]
        parts.append(_line(number, name, places, (right + 8, end)))
    head = f'class="chart-lines" data-x="{json.dumps(across.numbers)}"'
    head += f' data-y="{json.dumps(up.numbers)}"'
    return _figure(title, words, _svg(head, words, parts), _table_of_points(x, series))


def bars(
    title: str,
    words: str,
    groups: Mapping[str, Mapping[str, float]],
    y: str,
    y_range: tuple[float, float] | None = None,
    digits: int = 1,
) -> Markup:
    """A group of bars for each name; all groups have the same series.

    Args:
        title: the caption.
        words: what is to be seen, for whom does not see it.
        groups: name -> series -> number, not negative.
        y: the axis' title, with its unit.
        y_range: of the axis; None: from 0 to a round number.
        digits: after the point, of the number above a bar.
    """
    names = [*next(iter(groups.values()))]
    most = max(value for group in groups.values() for value in group.values())
    low, high = y_range or _around([0, most])
    up = Axis(y, low, high, HEIGHT - BOTTOM, TOP + 18)
    room = (WIDTH - LEFT) / len(groups)
    wide = min(48.0, 0.8 * room / len(names))
    parts = [_grid(up, LEFT, WIDTH), _legend(names) if len(names) > 1 else Markup()]
    for place, (group, values) in enumerate(groups.items()):
        middle = LEFT + room * (place + 0.5)
        parts.append(_text(group, middle, HEIGHT - BOTTOM + 16, "middle"))
        for number, value in enumerate(values.values(), 1):
            left = middle + wide * (number - 1 - len(names) / 2)
            parts.append(_bar(number, up, (left, wide), value, digits))
    table = _table("", names, [(name, [*values.values()]) for name, values in groups.items()])
    return _figure(title, words, _svg('class="chart-bars"', words, parts), table)


def _figure(title: str, words: str, picture: Markup, table: Markup) -> Markup:
    return Markup(
        '<figure class="chart">{}<figcaption>{}</figcaption>'
        "<details><summary>The numbers</summary>{}</details></figure>"
    ).format(picture, title, table)


def _svg(head: str, words: str, parts: Sequence[Markup]) -> Markup:
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    return Markup(f'<svg {Markup(head)} {box} role="img" aria-label="{{}}">{{}}</svg>').format(
        words, Markup().join(parts)
    )


def _text(words: str, x: float, y: float, anchor: str, rest: str = "") -> Markup:
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}" {rest}'
    return Markup(f"<text {place}>{{}}</text>").format(words)


def _grid(up: Axis, left: float, right: float) -> Markup:
    """The lines across, their numbers, and what they count."""
    parts = [_text(up.title, 0, TOP - 3, "start", 'class="chart-title"')]
    for tick in up.ticks():
        y = up.at(tick)
        parts.append(Markup(f'<path class="chart-grid" d="M{left:g} {y:g}H{right:g}"/>'))
        parts.append(_text(f"{tick:g}", left - 6, y + 4, "end"))
    return Markup().join(parts)


def _below(across: Axis) -> Markup:
    """The numbers below, and what they count."""
    ticks = [
        _text(f"{at:g}", across.at(at), HEIGHT - BOTTOM + 16, "middle") for at in across.ticks(9)
    ]
    middle = (across.start + across.end) / 2
    return Markup().join([*ticks, _text(across.title, middle, HEIGHT - 6, "middle")])


MARKS = (
    "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0",  # a circle
    "m-2.7-2.7h5.4v5.4h-5.4z",  # a square
    "m0-3.6l3.4 6h-6.8z",  # a triangle
    "m0-3.8l3.8 3.8l-3.8 3.8l-3.8-3.8z",  # a diamond
)


def _line(
    number: int, name: str, places: Sequence[tuple[float, float]], end: tuple[float, float]
) -> Markup:
    """One curve, a mark at each of its points, and its name at the end."""
    path = "L".join(f"{x:g} {y:g}" for x, y in places)
    mark = MARKS[(number - 1) % len(MARKS)]
    marks = "".join(f"M{x:g} {y:g}{mark}" for x, y in places)
    return Markup(
        f'<g data-series="{number}"><path class="chart-line" d="M{path}"/>'
        f'<path class="chart-marks" d="{marks}"/>{{}}</g>'
    ).format(_text(name, end[0], end[1] + 4, "start"))


def _bar(number: int, up: Axis, across: tuple[float, float], value: float, digits: int) -> Markup:
    """One bar with its number above."""
    (left, wide), top = across, up.at(value)
    box = f'x="{left + 1:g}" y="{top:g}" width="{wide - 2:g}" height="{up.start - top:g}"'
    said = _text(f"{value:.{digits}f}", left + wide / 2, top - 4, "middle")
    return Markup(f'<g data-series="{number}"><rect class="chart-bar" {box}/>{{}}</g>').format(said)


def _legend(names: Sequence[str]) -> Markup:
    parts, right = [], float(WIDTH)
    for number, name in reversed([*enumerate(names, 1)]):
        right -= LETTER * len(name) + 20
        box = f'x="{right:g}" y="{TOP - 11}" width="10" height="10"'
        said = _text(name, right + 14, TOP - 2, "start")
        parts.append(
            Markup(f'<g data-series="{number}"><rect class="chart-bar" {box}/>{{}}</g>').format(
                said
            )
        )
    return Markup().join(parts)


def _table_of_points(x: str, series: Mapping[str, Points]) -> Markup:
    known = {name: dict(points) for name, points in series.items()}
    places = sorted({at for points in known.values() for at in points})
    rows = [(f"{at:g}", [points.get(at) for points in known.values()]) for at in places]
    return _table(x, [*known], rows)


def _table(
    corner: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[float | None]]]
) -> Markup:
    cells = Markup().join(
        Markup('<th scope="col">{}</th>').format(each) for each in (corner, *names)
    )
    body = Markup().join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            name,
            Markup().join(
                Markup("<td>{}</td>").format("" if value is None else f"{value:.4g}")
                for value in values
            ),
        )
        for name, values in rows
    )
    return Markup(
        '<table class="counts"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(cells, body)


def _step(least: float) -> float:
    """The smallest 1, 2 or 5 times a power of ten that is not below `least`."""
    power = 10.0 ** floor(log10(least))
    return next(power * by for by in (1, 2, 5, 10) if power * by >= least * (1 - 1e-9))


def _around(values: Sequence[float]) -> tuple[float, float]:
    """Round numbers below and above all of them."""
    low, high = min(values), max(values)
    step = _step(max(high - low, 1e-9) / 5)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return first * step, max(last, first + 1) * step


def _apart(places: Sequence[float]) -> list[float]:
    """Move names so that none covers another, as little as that takes."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    found: dict[int, float] = {}
    least = -float("inf")
    for at in order:
        found[at] = max(places[at], least)
        least = found[at] + LEAST
    most = float(HEIGHT - BOTTOM)
    for at in reversed(order):
        found[at] = min(found[at], most)
        most = found[at] - LEAST
    return [found[at] for at in range(len(places))]
