"""What would change a network's mind: ink, noise, wear. What was found, in numbers and words."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from torch import Tensor

from app.ink import Ink
from app.ink.normalize import fit_ink
from app.networks.store import Model
from app.serving import change_words as words
from app.serving.catalog import class_of
from app.serving.errors import ValidationFailedError
from app.serving.preprocess import plane
from app.serving.questions import Json, Question, predicted, runner_up
from app.whatif import adversary, stress
from app.whatif.nudge import Kind, nudge
from app.whatif.trials import answers

CONTROLS = 32
"""Times that noise without an aim is tried."""
MOST_PIXELS = 1 << 22
"""Pixels of all pictures in one answer about stress."""
MOST_OF_PLANE = 1 << 26
"""Numbers of all inputs of a plane: 65 × 65 of 3 × 72 × 72."""

Where = Literal["input", "ink"]


@dataclass(frozen=True)
class Stress:
    """What is asked about dials: which, how finely, where they act, and for which pictures."""

    dials: tuple[stress.Dial, ...]
    steps: int
    where: Where
    plane: tuple[stress.Dial, stress.Dial] | None
    pictures: bool
    seed: int


def nudged(question: Question, label: str | None, kind: Kind, trials: int) -> Json:
    """Find the smallest ink that makes the drawing another class, and what others say of it."""
    ink, network = question.ink, question.network
    before = question.predicted(question.image)
    target = _aim(question.model, label, before)
    found = nudge(
        network,
        ink,
        target,
        kind,
        switches=question.drawing.fit,
        most=trials,
        strokes=question.service.limits.strokes,
        go_on=question.go_on,
        late=question.late,
    )
    drawn = found.change.of(ink)
    after = question.predicted(_inputs(question, drawn, question.model))
    reached = after["index"] == target
    return {
        "target": _target(question, target, before),
        "kind": kind,
        "reached": reached,
        "words": words.nudge(question.model, found, reached, before["index"], target, after),
        "length": round(found.change.length, 4),
        "added": found.change.added,
        "erased": found.change.erased(ink),
        "ink": {"strokes": drawn.strokes, "width": drawn.width},
        "before": before,
        "after": after,
        "margin": {"before": found.before, "after": found.margin},
        "trials": found.trials,
        "others": [_judged_ink(question, other, ink, drawn) for other in question.others()],
    }


def attacked(question: Question, label: str | None, methods: Sequence[str]) -> Json:
    """Find the faintest noise that makes the input another class, by each of the methods."""
    image = question.image
    before = question.predicted(image)
    target = _aim(question.model, label, before)
    return {
        "target": _target(question, target, before),
        "before": before,
        "methods": [_attack(question, image, before, target, name) for name in methods],
    }


def _attack(question: Question, image: Tensor, before: Json, target: int, name: str) -> Json:
    method = adversary.METHODS[name]
    go_on, network = question.go_on, question.network
    if before["index"] == target:
        found = adversary.Attack(True, 0.0, image)
    else:
        found = adversary.faintest(method, network, image, target, go_on=go_on)
    after = question.predicted(found.image)
    control = adversary.random_signs(image, found.epsilon, CONTROLS)
    turned = int((answers(network, control, go_on)[0].argmax(1) != before["index"]).sum())
    return {
        "method": name,
        "title": method.title,
        "paper": method.paper,
        "reached": found.reached,
        "words": words.attack(question.model, found, before["index"], target, turned, CONTROLS),
        "epsilon": found.epsilon,
        "noise": (found.image - image)[0].numpy(),
        "image": found.image[0].numpy(),
        "after": after,
        "control": {"tried": CONTROLS, "turned": turned},
        "others": [
            _judged_image(other, image, found.image)
            for other in question.others()
            if other.network.input_shape == network.input_shape
        ],
    }


def stressed(question: Question, asked: Stress) -> Json:
    """Turn each dial from end to end and ask the network at every step."""
    image = question.image
    before = question.predicted(image)
    make = _maker(question, asked, image)
    found: dict[str, Any] = {
        **{name: before[name] for name in ("label", "index", "probability")},
        "where": asked.where,
        "dials": [_curve(question, asked, dial, before["index"], make) for dial in asked.dials],
        "plane": None,
    }
    if asked.plane is not None:
        found["plane"] = _landscape(question, asked, asked.plane, image, before["index"])
    return found


Make = Callable[[stress.Dial, Tensor], Tensor]
"""(dial, values (N,)) -> inputs (N, C, H, W)."""


def _maker(question: Question, asked: Stress, image: Tensor) -> Make:
    if asked.where == "input":
        return lambda dial, values: dial.turned(image, values, asked.seed)
    ink, shape = question.ink, question.network.input_shape
    if lacking := [dial.name for dial in asked.dials if dial.redraw is None]:
        said = f"Strokes have no {' and no '.join(lacking)}; a pen draws sharp lines"
        raise ValidationFailedError.at(("query", "dials"), said)
    fit, go_on = question.drawing.fit, question.go_on
    return lambda dial, values: stress.redrawn(dial, ink, values, shape, fit, go_on)


def _curve(question: Question, asked: Stress, dial: stress.Dial, index: int, make: Make) -> Json:
    """One dial: how likely the answer is at each value, and where another takes its place."""
    question.go_on()
    values = dial.values(asked.steps, question.network.input_shape)
    numbers = values.numpy()
    images = make(dial, values)
    labels, share, best = _read(question, images, index)
    holds = [label == index for label in labels]
    rest = int((values == dial.rest).nonzero()[0])
    below = next((at for at in range(rest, -1, -1) if not holds[at]), None)
    above = next((at for at in range(rest, len(holds)) if not holds[at]), None)
    breaks = [None if at is None else numbers[at] for at in (below, above)]
    named = [question.model.classes[label] for label in labels]
    return {
        "name": dial.name,
        "title": dial.title,
        "unit": dial.unit,
        "rest": dial.rest,
        "values": numbers,
        "probability": share,
        "label": named,
        "label_probability": best,
        "breaks": {"below": breaks[0], "above": breaks[1]},
        "words": words.dial(dial, breaks, question.model.classes[index]),
        "pictures": _pictures(images) if asked.pictures else None,
    }


def _landscape(
    question: Question,
    asked: Stress,
    dials: tuple[stress.Dial, stress.Dial],
    image: Tensor,
    index: int,
) -> Json:
    """Two dials at once: the answer's probability over their plane, column by column."""
    question.go_on()
    shape, steps = question.network.input_shape, asked.steps
    labels, shares = [], []
    for images in stress.plane(*dials, image, steps, asked.seed):  # (steps, C, H, W)
        found, share, _ = _read(question, images, index)
        labels.append(found)
        shares.append(share)
    best = np.array(labels).T  # (steps, steps), rows by the second one's values
    return {
        "across": {"name": dials[0].name, "values": dials[0].values(steps, shape).numpy()},
        "down": {"name": dials[1].name, "values": dials[1].values(steps, shape).numpy()},
        "probability": np.ascontiguousarray(np.array(shares).T),
        "label": [[question.model.classes[label] for label in row] for row in best],
        "holds": round(float(np.mean(best == index)), 4),
    }


def _read(question: Question, images: Tensor, index: int) -> tuple[list[int], Any, Any]:
    """Of each image: the class, the probability of class `index`, and that of the class."""
    _, probabilities = answers(question.network, images, question.go_on)
    best, labels = probabilities.max(dim=1)
    return labels.tolist(), probabilities[:, index].contiguous().numpy(), best.numpy()


def _pictures(images: Tensor) -> str:
    """All of them, one byte a pixel, as base64: N·H·W bytes."""
    planes = np.stack([plane(image) for image in images])
    return base64.b64encode((planes * 255).round().astype(np.uint8).tobytes()).decode()


def _aim(model: Model, label: str | None, before: Json) -> int:
    """The class that is wished, or the second likeliest."""
    return runner_up(before) if label is None else class_of(model, label)


def _target(question: Question, index: int, before: Json) -> Json:
    return {
        "label": question.model.classes[index],
        "index": index,
        "probability": before["probabilities"][index],
    }


def _inputs(question: Question, ink: Ink, model: Model) -> Tensor:
    return fit_ink(ink, model.network.input_shape, question.drawing.fit)[None]


def _judged_ink(question: Question, other: Model, ink: Ink, drawn: Ink) -> Json:
    return _judged(other, *(_inputs(question, one, other) for one in (ink, drawn)))


def _judged_image(other: Model, image: Tensor, changed: Tensor) -> Json:
    return _judged(other, image, changed)


def _judged(other: Model, before: Tensor, after: Tensor) -> Json:
    """What another network says of both; its edits are nobody's."""
    said = (predicted(other, other.network, image) for image in (before, after))
    first, then = ({name: one[name] for name in ("label", "index", "probability")} for one in said)
    return {"network": other.id, "title": other.title, "before": first, "after": then}
