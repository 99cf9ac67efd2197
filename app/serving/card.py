"""A network's model card: what it confuses, how honest it is, its worst mistakes, its training.

Mitchell and others, "Model cards for model reporting", 2019 (arXiv:1810.03993).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.networks.reliability import CONFUSION, MISTAKES
from app.networks.store import Model
from app.serving import card_words as words
from app.serving.gallery import CLASSES, Verdicts
from app.serving.samples import SOURCE, Samples
from app.serving.trust import judges

Json = dict[str, Any]
WORST = 24
"""Mistakes, or digits of one cell, that are shown at once."""


@dataclass(frozen=True)
class Confusion:
    """What is read in what.

    `counts` is (10, 10), true class by answer; `mistakes` are the wrong answers, surest first,
    each with `index` (in the test set), `label`, `predicted` and `probability`; `whole` says that
    the whole test set was read.
    """

    title: str
    counts: Sequence[Sequence[int]]
    mistakes: Sequence[Mapping[str, Any]]
    whole: bool

    @property
    def total(self) -> int:
        """Digits that were read."""
        return sum(map(sum, self.counts))

    @property
    def right(self) -> int:
        """Of them rightly."""
        return sum(row[at] for at, row in enumerate(self.counts))

    @property
    def worst(self) -> int:
        """The largest number of one mistake."""
        return max(
            n for at, row in enumerate(self.counts) for other, n in enumerate(row) if at != other
        )

    def classes(self) -> list[Json]:
        """How many digits of each class are read rightly."""
        rows = ((at, row[at], sum(row)) for at, row in enumerate(self.counts))
        return [
            {"label": str(at), "right": right, "total": total, "missed": total - right}
            for at, right, total in rows
        ]


def confusion(model: Model, read: Verdicts | None, samples: Samples) -> Confusion | None:
    """What a network confuses: as measured on the test set, else on the digits that ship.

    Args:
        model: which.
        read: what it reads in the shipped digits; None: nothing is known.
        samples: these digits.
    """
    if CONFUSION in model.trust:
        mistakes = model.trust[MISTAKES]
        return Confusion(words.WHOLE, model.trust[CONFUSION], mistakes, whole=True)
    if read is None or not judges(model) or not samples.chosen:
        return None
    index, probability = (part[: samples.chosen] for part in read.images)
    answers = np.array([int(name) if name.isdigit() else -1 for name in model.classes])[index]
    labels = samples.labels[: samples.chosen]
    counts = np.zeros((10, 10), dtype=int)
    known = answers >= 0
    np.add.at(counts, (labels[known], answers[known]), 1)
    wrong = [at for at in np.argsort(-probability, kind="stable") if answers[at] != labels[at]]
    mistakes = [
        {
            "index": int(samples.indices[at]),
            "label": int(labels[at]),
            "predicted": model.classes[index[at]],
            "probability": float(probability[at]),
        }
        for at in wrong
    ]
    return Confusion(words.shipped(samples.chosen), counts.tolist(), mistakes, whole=False)


def digits(
    found: Confusion, samples: Samples, label: str | None, read_as: str | None
) -> list[Json]:
    """The digits of one cell, as far as they ship; without a cell the worst mistakes.

    Right answers are of the digits that were chosen blindly: all that is read wrongly is known.
    """
    if label is not None and label == read_as:
        return _right(found, samples, int(label))
    cell = (label, read_as)
    chosen = [
        one
        for one in found.mistakes
        if label is None or (str(one["label"]), str(one["predicted"])) == cell
    ]
    places = {int(index): at for at, index in enumerate(samples.indices)}
    return [
        {**one, "at": places[one["index"]], "source": SOURCE}
        for one in chosen[:WORST]
        if one["index"] in places
    ]


def _right(found: Confusion, samples: Samples, label: int) -> list[Json]:
    wrong = {one["index"] for one in found.mistakes}
    rows = np.flatnonzero(samples.labels[: samples.chosen] == label)
    return [
        {
            "index": index,
            "label": label,
            "predicted": label,
            "probability": None,
            "at": int(at),
            "source": SOURCE,
        }
        for at in rows
        if (index := int(samples.indices[at])) not in wrong
    ][:WORST]


def training(model: Model) -> Json:
    """How it learned, as its card tells it; empty for a network without one."""
    card = model.card
    if not card:
        return {}
    known = {
        "Epochs": card.get("epochs"),
        "Seed": card.get("seed"),
        "Threads": card.get("threads"),
        "bfloat16": card.get("bfloat16"),
        "Temperature": card.get("temperature"),
        "Teachers": len(card["teachers"]) if card.get("teachers") else None,
        "PyTorch": card.get("torch"),
    }
    stages = _stages(card.get("recipe") or {})
    return {
        "facts": {name: value for name, value in known.items() if value is not None},
        "data": card.get("data", {}),
        "stages": stages,
        "settings": list(dict.fromkeys(name for _, values in stages for name in values)),
        "learning": model.learning.get("checkpoints", []),
        "learned_on": model.learning.get("train"),
        "licence": card.get("licence"),
        "sha256": model.digest,
    }


def _stages(recipe: Mapping[str, Any]) -> list[tuple[str, Json]]:
    """The recipe of each part of a training, without the parts inside it."""
    parts = [
        ("training", recipe),
        ("polish", recipe.get("polish")),
        ("distil", recipe.get("distil")),
    ]
    return [
        (name, {key: value for key, value in part.items() if not isinstance(value, dict | None)})
        for name, part in parts
        if part
    ]


def facts(model: Model, found: Confusion | None) -> Json:
    """All but the digits."""
    return {
        "figures": words.figures(model, found),
        "limits": words.limits(model, found),
        "training": training(model),
        "classes": CLASSES,
    }
