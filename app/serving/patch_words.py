"""Plain sentences about patched answers."""

from typing import Any

Json = dict[str, Any]


def patched(donor: Json, receiver: Json, found: Json, count: int) -> str:
    """Whether the answer follows the donor."""
    theirs, before, after = (said["label"] for said in (donor, receiver, found))
    if not count:
        apart = f"The donor answers {theirs}, the receiver {before}"
        return f"Nothing is patched. {f'Both answer {before}' if theirs == before else apart}."
    with_them = f"With {count} {'patch' if count == 1 else 'patches'}"
    change = f"{_share(receiver)} before, {_share(found)} now"
    if after == before:
        tail = "" if theirs == before else f" The donor's {theirs} is not followed."
        return f"{with_them} the receiver still answers {before}: {change}.{tail}"
    if after == theirs:
        return f"{with_them} the receiver follows the donor: {before} becomes {after}, {change}."
    return f"{with_them} {before} becomes {after}, {change}; the donor answers {theirs}."


def sweep(target: str, against: str, best: Json | None, count: int) -> str:
    """Which single patch moves the answer most."""
    if best is None:
        return "There is nothing to patch."
    where = f"channel {best['channel']} of {best['layer']!r}"
    way = "towards" if best["moved"] >= 0 else "away from"
    return (
        f"Of {count} single patches, {where} moves the answer most: {abs(best['moved']):.2f} "
        f"{way} {target} and {'from' if best['moved'] >= 0 else 'towards'} {against}, in logits; "
        f"the receiver then answers {best['label']}."
    )


def _share(said: Json) -> str:
    share = float(said["probability"])
    return "over 99.9 %" if share > 0.9995 else f"{100 * share:.1f} %"
