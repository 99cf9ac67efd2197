"""Plain sentences for what would change a network's mind."""

from __future__ import annotations

from collections.abc import Sequence

from app.networks.store import Model
from app.serving.questions import Json
from app.whatif.adversary import Attack
from app.whatif.nudge import Nudge
from app.whatif.stress import Dial


def nudge(model: Model, found: Nudge, reached: bool, before: int, target: int, after: Json) -> str:
    """What to do to the drawing, or how near the search came."""
    name, wanted = model.classes[before], model.classes[target]
    if before == target:
        return f"It is read as {wanted} already."
    if reached:
        return f"{_deed(found)} makes it {wanted}."
    share = after["probabilities"][target]
    if not (found.change.added or found.change.gaps):
        return f"Nothing that was tried leads from {name} to {wanted}."
    near = f"the nearest is {_deed(found)[0].lower()}{_deed(found)[1:]}, which makes it"
    return (
        f"Nothing small was found that makes it {wanted}: {near} {after['label']}, "
        f"and {wanted} {percent(share)} likely."
    )


def _deed(found: Nudge) -> str:
    """Adding and erasing, with how much of each."""
    added, gaps = found.change.added, found.change.gaps
    dots = sum(len(line) == 1 for line in added)
    lines = len(added) - dots
    parts = [
        *([_count(dots, "a dot", "dots")] if dots else []),
        *([_lines(found, lines)] if lines else []),
    ]
    put = f"Adding {' and '.join(parts)}" if parts else ""
    length = sum(gap.length for gap in gaps)
    what = _count(len(gaps), "a piece", "pieces")
    cut = f"rasing {what} of {_long(length)}" if gaps else ""
    if put and cut:
        return f"{put} and e{cut}"
    return put or f"E{cut}"


def _lines(found: Nudge, count: int) -> str:
    length = found.change.length - sum(gap.length for gap in found.change.gaps)
    return f"{_count(count, 'a line', 'lines')} of {_long(length)}"


def _long(length: float) -> str:
    return (
        f"{100 * length:.0f} % of the canvas" if length >= 0.01 else "less than 1 % of the canvas"
    )


def _count(count: int, one: str, more: str) -> str:
    return one if count == 1 else f"{count} {more}"


def attack(model: Model, found: Attack, before: int, target: int, turned: int, tried: int) -> str:
    """How faint the noise is, and what noise without an aim does."""
    wanted = model.classes[target]
    if before == target:
        return f"It is read as {wanted} already."
    most = f"{100 * found.epsilon:.1f} %"
    if not found.reached:
        return f"No strength of this noise makes it {wanted}."
    aimless = "never" if not turned else f"{turned} times of {tried}"
    return (
        f"Changing each pixel by at most {most} of full ink makes it {wanted}. "
        f"As much noise without an aim changes the answer {aimless}."
    )


def dial(turned: Dial, breaks: Sequence[float | None], name: str) -> str:
    """Where the answer gives way."""
    below, above = breaks
    if below is None and above is None:
        return f"It stays {name} to both ends." if turned.low < turned.rest else f"It stays {name}."
    said = [_value(turned, at) for at in (below, above) if at is not None]
    return f"It stays {name} until {' and '.join(said)}."


def _value(turned: Dial, value: float) -> str:
    if turned.unit == "degrees":
        return f"{value:+.0f}°".replace("-", "−")
    if turned.unit == "times":
        return f"× {value:.2f}"
    if turned.name == "noise":
        return f"{100 * value:.0f} % of full ink"
    sign = "+" if turned.low < turned.rest else ""
    return f"{value:{sign}.1f} {turned.unit}".replace("-", "−")


def percent(share: float) -> str:
    """A probability: never 0 % or 100 % where it is neither."""
    if 0 < share < 0.0005:
        return "less than 0.1 %"
    if 0.9995 < share < 1:
        return "more than 99.9 %"
    return f"{100 * share:.1f} %"
