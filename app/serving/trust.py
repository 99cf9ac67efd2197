"""How far to trust an answer: is it right when it is this sure, is it a digit, does it hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from app.networks.novelty import LEAST_INK
from app.networks.reliability import KEY, Bin, bin_of, diagram
from app.networks.store import Model
from app.serving import trust_words as words
from app.serving.gallery import Verdicts
from app.serving.questions import Json, Question
from app.serving.samples import SOURCE, Samples
from app.whatif.dropout import dropouts, spread

MIDDLE = 0.9
"""Share of the samples between the two ends that are given."""


@dataclass(frozen=True)
class Reliability:
    """One diagram: what it was measured on, and its bins."""

    title: str
    count: int
    error: float | None
    bins: Sequence[Bin]


def reliability(model: Model, read: Verdicts | None, samples: Samples) -> list[Reliability]:
    """The diagrams that are known of a network; of an unmeasured one, of the digits that ship.

    Args:
        model: which.
        read: what it reads in the shipped digits; None: nothing is known.
        samples: these digits.
    """
    known = model.trust.get(KEY, [])
    if known:
        return [
            Reliability(
                each["title"], each["count"], each["error"], [Bin(**b) for b in each["bins"]]
            )
            for each in known
        ]
    if read is None or not samples.chosen or not judges(model):
        return []
    index, probability = (part[: samples.chosen] for part in read.images)
    labels = [str(label) for label in samples.labels[: samples.chosen]]
    right = np.array([model.classes[at] == label for at, label in zip(index, labels, strict=True)])
    title = f"{samples.chosen} {SOURCE} digits"
    return [Reliability(title, samples.chosen, None, diagram(probability, right))]


def judges(model: Model) -> bool:
    """Whether its classes are the ten digits, so that it can be right."""
    return {name for name in model.classes if name.isdigit()} == set("0123456789")


def calibration(model: Model, found: Sequence[Reliability]) -> Json:
    """The diagrams, and the energies of digits and of others."""
    return {
        "network": model.id,
        "words": words.calibration(model, found),
        "temperature": model.card.get("temperature"),
        "sets": [
            {
                "title": each.title,
                "count": each.count,
                "error": each.error,
                "bins": [b.as_dict() | {"interval": b.interval} for b in each.bins],
            }
            for each in found
        ],
        "energies": _energies(model),
    }


def _energies(model: Model) -> Json | None:
    known = model.trust.get("energies")
    if model.novelty is None or known is None:
        return None
    return {"threshold": model.novelty.threshold, **known}


def confidence(question: Question, found: Sequence[Reliability], samples: int, seed: int) -> Json:
    """What speaks for and against believing one answer."""
    model = question.model
    said = question.predicted(question.image)
    return {
        **{name: said[name] for name in ("label", "index", "probability")},
        "edited": bool(question.drawing.edits),
        "reliability": _reliability(said, found),
        "not_a_digit": _doubt(question, said),
        "dropout": _spread(question, said, samples, seed),
        "words": words.alone(model),
    }


def _reliability(said: Json, found: Sequence[Reliability]) -> Json | None:
    """The bins in which this answer is."""
    if not found:
        return None
    bins = [(each.title, bin_of(each.bins, float(said["probability"]))) for each in found]
    return {
        "words": words.reliability(bins),
        "bins": [
            {"title": title, **each.as_dict(), "interval": each.interval} for title, each in bins
        ],
    }


def _doubt(question: Question, said: Json) -> Json | None:
    """Why it may be no digit: how low its logits are together, beside those of known digits."""
    novelty = question.model.novelty
    if novelty is None:
        return None
    logits = torch.from_numpy(said["logits"])
    energy = float(torch.logsumexp(logits * novelty.temperature, dim=-1))
    blank = float(question.image[:, 0].sum()) < LEAST_INK
    known = question.model.trust.get("energies")
    digits, others = (_below(known and known[name], energy) for name in ("digits", "others"))
    return {
        "score": said["not_a_digit"],
        "energy": energy,
        "threshold": novelty.threshold,
        "digits_below": digits,
        "others_below": others,
        "words": words.doubt(question.model, said, energy, digits, others, blank),
    }


def _below(known: Json | None, energy: float) -> float | None:
    """Share of a distribution that is below; None: it is not known."""
    if known is None:
        return None
    quantiles = known["quantiles"]
    return float(np.interp(energy, quantiles, np.linspace(0, 1, len(quantiles))))


def _spread(question: Question, said: Json, samples: int, seed: int) -> Json | None:
    """What thinned networks say; None where nothing can be dropped."""
    layers = dropouts(question.network)
    if not layers:
        return None
    question.go_on()
    found = spread(question.network, question.image, samples, seed)
    shares = found.probabilities.numpy()
    index, classes = said["index"], question.model.classes
    votes = np.bincount(shares.argmax(axis=1), minlength=len(classes))
    low, high = np.quantile(shares, ((1 - MIDDLE) / 2, (1 + MIDDLE) / 2), axis=0)
    return {
        "layers": layers,
        "samples": samples,
        "seed": seed,
        "mean": shares.mean(axis=0),
        "low": low,
        "high": high,
        "votes": votes.tolist(),
        "probabilities": shares,
        "entropy": found.entropy,
        "information": found.information,
        "words": words.spread(classes, index, votes.tolist(), samples, low[index], high[index]),
    }
