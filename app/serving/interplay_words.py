"""Plain sentences about channels together."""

from __future__ import annotations

from app.serving.questions import Json


def group(label: str, found: Json, count: int) -> str:
    """What the group does, and whether that is more than one by one."""
    points, alone = 100 * found["drop"], 100 * found["sum_drop"]
    certain = max(abs(points), abs(alone)) < 1
    unit = "margin" if certain else "points"
    both, one = (found["fall"], found["sum_fall"]) if certain else (points, alone)
    after = "" if found["label"] == label else f" and becomes {found['label']}"
    said = f"Without these {count}, {label} {_moves(both, unit)}{after}"
    more = both - one
    if abs(more) < 0.1 * max(abs(both), abs(one), 0.1):
        return f"{said}: as much as one by one ({_size(one, unit)})."
    if more > 0:
        return f"{said}, more than one by one ({_size(one, unit)}): they stand in for each other."
    return f"{said}, less than one by one ({_size(one, unit)}): their effects overlap or cancel."


def _moves(by: float, unit: str) -> str:
    what = "loses" if by >= 0 else "gains"
    return f"{what} {_size(abs(by), unit)}"


def _size(by: float, unit: str) -> str:
    sign = "−" if by < 0 else ""
    return f"{sign}{abs(by):.1f} {'of its margin' if unit == 'margin' else 'points'}"
