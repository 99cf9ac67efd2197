"""Plain sentences about how far to trust an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.networks.reliability import Bin
from app.networks.store import Model
from app.serving.change_words import percent
from app.serving.questions import Json


def calibration(model: Model, found: Sequence[Any]) -> str:
    """How the network's probabilities were made honest, if they were."""
    if not found:
        return "Whether its probabilities are honest was never measured."
    heat = model.card.get("temperature")
    if heat is None:
        return (
            "Its probabilities were never calibrated; this is how honest they are on the digits "
            "that ship."
        )
    return (
        f"Its logits are divided by {heat:.2f}, the temperature at which validation digits are "
        "likeliest to be right; measured on digits that it never saw."
    )


def alone(model: Model) -> str:
    """What cannot be said of a network of one's own."""
    if model.novelty is None:
        return "This network has no score for what is none of its classes: nothing was calibrated."
    return ""


def reliability(bins: Sequence[tuple[str, Bin]]) -> str:
    """How often it was right when it was about as sure."""
    said = [_of_bin(title, each) for title, each in bins if each.count]
    if not said:
        return "No measured answer was about as sure as this one."
    low, high = bins[0][1].low, bins[0][1].high
    sure = f"over {100 * low:.3g} %" if high == 1 else f"{100 * low:.3g} to {100 * high:.3g} %"
    return f"When it was about as sure ({sure}), it was right: {'; '.join(said)}."


def _of_bin(title: str, each: Bin) -> str:
    right = round(each.right * each.count)
    return f"{right:,} of {each.count:,} times ({percent(each.right)}) on the {title}"


def doubt(
    model: Model,
    said: Json,
    energy: float,
    digits: float | None,
    others: float | None,
    blank: bool,
) -> str:
    """Which number makes it a digit or none."""
    novelty = model.novelty
    assert novelty is not None
    if blank:
        return "There is no ink."
    best = said["logits"][said["index"]] * novelty.temperature
    lead = (
        f"Before the temperature, all its logits together (log Σ exp) come to {_number(energy)}, "
        f"the largest alone to {_number(best)} for {said['label']}. "
    )
    reach = f"99 % of the digits that it was calibrated on reach {_number(novelty.threshold)}"
    verdict = (
        f"{reach}, so this counts as a digit."
        if energy >= novelty.threshold
        else f"{reach}: no class knows this well."
    )
    if digits is None or others is None:
        return lead + verdict
    where = f" Of test digits {_share(digits)} are lower still, of other shapes {_share(others)}."
    return lead + verdict + where


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _share(share: float) -> str:
    if share < 0.005:
        return "less than 0.5 %"
    if share > 0.995:
        return "more than 99.5 %"
    return f"{100 * share:.0f} %"


def spread(
    classes: Sequence[str], index: int, votes: Sequence[int], samples: int, low: float, high: float
) -> str:
    """How many thinned networks agree."""
    name = classes[index]
    best = int(max(range(len(votes)), key=votes.__getitem__))
    agree = f"{votes[index]} of {samples} thinned networks answer {name}"
    if best != index:
        agree = f"Most thinned networks answer {classes[best]}; {votes[index]} of {samples} {name}"
    between = (
        percent(low) if percent(low) == percent(high) else f"{percent(low)} to {percent(high)}"
    )
    return f"{agree}; nine of ten give it {between}."
