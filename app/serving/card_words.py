"""What a model card says, in plain sentences made of what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.networks.store import Model
from app.serving.trust import judges

if TYPE_CHECKING:
    from app.serving.card import Confusion

WHOLE = "MNIST test set"


def shipped(count: int) -> str:
    """The digits that ship."""
    return f"{count} digits of the MNIST test set that ship, chosen blindly"


def figures(model: Model, found: Confusion | None) -> list[tuple[str, str, str]]:
    """What it gets right: a number, what it is, and of what."""
    metrics, rows = model.metrics, []
    if found is not None:
        share = f"{100 * found.right / found.total:.2f} %"
        rows.append((share, "read rightly", f"{found.right:,} of {found.total:,}: {found.title}"))
    for key, what, of in (
        ("pens_accuracy", "pens read rightly", "pen strokes of writers that no training saw"),
        ("mnist_calibration_error", "calibration error", "how far its probabilities are off"),
        ("digits_accepted", "digits accepted", "with a score for “no digit” up to 0.5"),
        ("others_rejected", "other shapes rejected", "that no training saw, by the same score"),
    ):
        if key in metrics:
            rows.append((f"{100 * metrics[key]:.2f} %", what, of))
    return rows


def limits(model: Model, found: Confusion | None) -> list[str]:
    """What not to expect of it."""
    channels, height, width = model.network.input_shape
    said = [
        f"It sees one picture of {height} × {width} pixels"
        f"{' in ' + str(channels) + ' channels' if channels > 1 else ''} and answers one of "
        f"{len(model.classes)} classes: of two digits in one drawing it names one or none."
    ]
    if not model.card:
        return [
            *said,
            "It came without a card: what it learned from, and how, is not known here."
            + (
                ""
                if judges(model)
                else " Its classes are not the ten digits, so nothing here"
                " can say how often it is right."
            ),
        ]
    if "lab" in model.card:
        return [
            *said,
            "A visitor trained it in the lab, on digits as MNIST has them, neither turned nor "
            "bent: expect less of other hands.",
            "Its probabilities are not calibrated, and nothing tells whether a drawing is a digit.",
        ]
    if found is not None and found.whole:
        hard = max(found.classes(), key=lambda one: one["missed"] / one["total"])
        said.append(
            f"It misreads {found.total - found.right} of {found.total:,} test digits, "
            f"{hard['label']} most often ({hard['missed']} of {hard['total']:,}). "
            f"Of its surest mistake it was sure to {_percent(found.mistakes[0]['probability'])}: "
            "that is no proof."
        )
    pens = model.metrics.get("pens_per_class")
    if pens:
        label = min(pens, key=lambda name: pens[name])
        said.append(
            "Of pen strokes by writers whom no training saw it reads "
            f"{_percent(model.metrics['pens_accuracy'])}, and of the digit {label} the least: "
            f"{_percent(pens[label])}. They wrote on one kind of tablet: expect less of other "
            "people."
        )
    if "others_rejected" in model.metrics:
        missed = 1 - model.metrics["others_rejected"]
        said.append(
            f"Of letters, signs and scribbles that no training saw it takes {_percent(missed)} for "
            "digits."
        )
    said.append(
        "Drawings are cropped, scaled and centred before it sees them. It learned digits as they "
        "are written in the United States and in Türkiye, a little turned and bent; other ways to "
        "write them, and other scripts, are not in its data."
    )
    return said


def _percent(share: float) -> str:
    """A share in words; rounding claims no certainty."""
    return "more than 99.9 %" if share > 0.9995 else f"{100 * share:.1f} %"
