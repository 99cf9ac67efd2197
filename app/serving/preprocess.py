"""What the steps between a drawing and a network's input did, and what each is worth."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.cnn.trace import forward
from app.ink.hint import Geometry, geometry_of, hint, paper_words
from app.ink.normalize import NONE, Switches, place
from app.ink.raster import Floats
from app.ink.sizes import resize_area
from app.networks.store import Model
from app.serving import answers
from app.serving.engine import Outcome
from app.serving.inputs import Drawing, of_picture

Json = dict[str, Any]
SMALL = 64


@dataclass(frozen=True, slots=True)
class Step:
    """One step for people."""

    name: str
    title: str
    words: Callable[[Geometry], str]


STEPS = (
    Step("crop", "Crop to the ink", lambda seen: seen.crop_words),
    Step("thicken", "Thicken hair lines", lambda seen: seen.thicken_words),
    Step("scale", "Scale to 20 of 28", lambda seen: seen.scale_words),
    Step("centre", "Centre of mass", lambda seen: seen.centre_words),
)
"""The steps that have a switch, in the order in which they are taken."""


INVERT = "invert"
"""The step before all others, which pictures have: light and dark change places."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawing after each number of steps, and with each step turned round: inputs (C, H, W).

    `stages` begins with the drawing as it stands and ends with what the network gets;
    `turned` has, for each step, the input with that switch the other way; of a picture, `inverted`
    is the input with light and dark the other way.
    """

    drawing: Drawing
    geometry: Geometry
    stages: tuple[Tensor, ...]
    turned: tuple[Tensor, ...]
    inverted: Tensor | None = None

    @property
    def variants(self) -> Tensor:
        """What else the network has to be asked, (variants, C, H, W)."""
        last = [] if self.inverted is None else [self.inverted]
        return torch.stack([*self.turned, *last])


def strip_of(drawing: Drawing, shape: tuple[int, ...]) -> Strip:
    """Take a drawing through the steps, one by one."""

    @cache
    def made(switches: Switches) -> Tensor:
        return replace(drawing, fit=switches).tensor(shape)

    chosen = drawing.fit
    stages = [NONE]
    for step in STEPS:
        stages.append(replace(stages[-1], **{step.name: getattr(chosen, step.name)}))
    turned = [replace(chosen, **{step.name: not getattr(chosen, step.name)}) for step in STEPS]
    return Strip(
        drawing,
        geometry_of(drawing.steps(shape), drawing.size, chosen, shape),
        tuple(map(made, stages)),
        tuple(map(made, turned)),
        _inverted(drawing, shape),
    )


def _inverted(drawing: Drawing, shape: tuple[int, ...]) -> Tensor | None:
    """The input that a picture would be with light and dark the other way."""
    if drawing.picture is None:
        return None
    other = drawing.picture.turned()
    return of_picture(other, drawing.fit, drawing.edits, drawing.edits_at).tensor(shape)


def explain(model: Model, strip: Strip, outcome: Outcome) -> Json:
    """Say what each step did; one more forward pass answers for all variants of the input.

    Args:
        model: whose classes are meant.
        strip: of the drawing that was asked.
        outcome: what the engine made of it; its network has the caller's edits.
    """
    _, probabilities = forward(outcome.network, strip.variants)
    now, *turned = (
        answers.verdict(model, row)
        for row in (outcome.probabilities.numpy()[0], *probabilities.numpy())
    )
    steps = [
        *_paper(strip, now, turned[-1]),
        _stage("ink", "Found ink", strip.geometry.ink_words, strip.stages[0]),
        *(_step(step, strip, at, now, turned[at]) for at, step in enumerate(STEPS)),
        _stage("input", "Input", strip.geometry.input_words, strip.stages[-1])
        | {"image": plane(strip.stages[-1]), "prediction": now},
    ]
    return {
        **answers.named(model),
        "fit": asdict(strip.drawing.fit),
        "hint": hint(strip.geometry),
        "geometry": strip.geometry.as_dict(),
        "prediction": now,
        "steps": steps,
    }


def _step(step: Step, strip: Strip, at: int, now: Json, turned: Json) -> Json:
    on = getattr(strip.drawing.fit, step.name)
    words = step.words(strip.geometry) if strip.geometry.box else "There is no ink to work on."
    with_it, without = (now, turned) if on else (turned, now)
    return {
        **_stage(step.name, step.title, words, strip.stages[at + 1]),
        "on": on,
        "matters": not torch.equal(strip.stages[-1], strip.turned[at]),
        "prediction": with_it,
        "without": without,
    }


def _paper(strip: Strip, now: Json, turned: Json) -> list[Json]:
    """The step that only a picture has."""
    picture = strip.drawing.picture
    if picture is None or strip.inverted is None:
        return []
    with_it, without = (now, turned) if picture.inverted else (turned, now)
    grey = place(1 - picture.grey if picture.inverted else picture.grey, strip.inverted.shape)
    return [
        {
            **_stage(INVERT, "Turn light and dark", paper_words(picture), grey),
            "on": picture.inverted,
            "matters": not torch.equal(strip.stages[-1], strip.inverted),
            "prediction": with_it,
            "without": without,
        }
    ]


def plane(image: Tensor) -> Floats:
    """One plane of an input (C, H, W): all are alike, or colours, whose mean is shown."""
    alike = bool((image == image[:1]).all())
    return (image[0] if alike else image.mean(dim=0)).numpy()


def _small(image: Floats) -> Floats:
    """A picture of a step, for the eye: at most 64 pixels wide and high."""
    factor = SMALL / max(SMALL, *image.shape)
    rows, columns = (max(1, round(side * factor)) for side in image.shape)
    return np.round(resize_area(image, rows, columns), 3)


def _stage(name: str, title: str, words: str, image: Tensor) -> Json:
    """A step without a switch."""
    return {
        "name": name,
        "title": title,
        "words": words,
        "image": _small(plane(image)),
        "on": None,
        "matters": True,
        "prediction": None,
        "without": None,
    }
