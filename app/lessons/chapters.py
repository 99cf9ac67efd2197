"""The chapters of the crash course, in reading order. A chapter is a line here and a template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from app.lessons.descent import DIGITS
from app.lessons.facts import Facts
from app.networks.store import Model
from app.serving.samples import Samples

STEP = re.compile(r"call step\(\s*\"([a-z0-9-]+)\"")
SAMPLE = 7628
"""The digit of the MNIST test set that a chapter shows until the reader draws one: a 3."""
ASK = re.compile(r"\bask(?:_number|_live)?\(\s*\"([a-z0-9-]+)\"")


@dataclass(frozen=True)
class Chapter:
    """One lesson, about one of the shipped networks.

    Args:
        slug: its name in the address, and its template's.
        title: what stands above it.
        summary: one sentence.
        network: the id of the network that it is about.
        others: of others that it shows.
        learns: whether a fresh copy of the network learns in it.
        experiments: whether it shows what was measured of `app.networks.practices`.
    """

    slug: str
    title: str
    summary: str
    network: str
    others: tuple[str, ...] = ()
    learns: bool = False
    experiments: bool = False

    @property
    def networks(self) -> tuple[str, ...]:
        """The ids of all networks that it shows."""
        return (self.network, *self.others)

    @property
    def template(self) -> str:
        """The template that holds its words."""
        return f"learn/{self.slug}.html"


class Course:
    """The chapters, what is read from their templates, and the facts that they tell."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates
        self._facts: dict[str, Facts] = {}

    def facts(self, model: Model, samples: Samples) -> Facts:
        """What a network makes of the course's digit; computed once.

        Raises:
            NotFoundError: the digit is not among the samples.
        """
        if model.digest not in self._facts:
            ink = samples.numbered(SAMPLE)["pixels"]
            digits = np.stack([samples.ink(at) for at in range(DIGITS)])
            labels = [int(label) for label in samples.labels[:DIGITS]]
            self._facts[model.digest] = Facts(model, ink, (digits, labels))
        return self._facts[model.digest]

    @cached_property
    def steps(self) -> Mapping[str, tuple[str, ...]]:
        """The names of each chapter's steps, in order."""
        return {slug: tuple(STEP.findall(self._source(slug))) for slug in CHAPTERS}

    @cached_property
    def questions(self) -> Mapping[str, tuple[str, ...]]:
        """The names of each chapter's questions, in order."""
        return {slug: tuple(ASK.findall(self._source(slug))) for slug in CHAPTERS}

    def _source(self, slug: str) -> str:
        return (self._templates / CHAPTERS[slug].template).read_text(encoding="utf-8")


_ALL = (
    Chapter(
        "why-convolution",
        "Why convolution",
        "A layer that reads all pixels at once works, until the drawing moves.",
        "mlp",
        ("crash-course", "vgg-mini"),
    ),
    Chapter(
        "filters",
        "Filters and feature maps",
        "A small window of weights slides over your drawing and leaves a map of where it answered.",
        "crash-course",
    ),
    Chapter(
        "stride-and-padding",
        "Stride and zero padding",
        "How far the window steps, and what it does at the edge, decide how large the map is.",
        "vgg-mini",
    ),
    Chapter(
        "non-linearity",
        "Non-linearity",
        "Between two layers stands a function that bends; without it, depth would be for nothing.",
        "crash-course",
        ("lenet-5",),
    ),
    Chapter(
        "pooling",
        "Pooling",
        "A map is made smaller by keeping one number of each window: the largest, or the mean.",
        "crash-course",
    ),
    Chapter(
        "dense-and-softmax",
        "Dense layers and softmax",
        "Every number meets every unit, and ten scores become ten probabilities.",
        "crash-course",
    ),
    Chapter(
        "worked-example",
        "The worked example",
        "One whole network, layer by layer, with every count worked out before it is shown.",
        "crash-course",
    ),
    Chapter(
        "best-practices",
        "Best practices",
        "Words, pictures, films; and eight knobs of one small network, turned and measured.",
        "vgg-mini",
        experiments=True,
    ),
    Chapter(
        "how-it-learns",
        "How it learns",
        "A loss, a gradient, a small step: repeated, that is all there is to training.",
        "crash-course",
        learns=True,
    ),
    Chapter(
        "lenet-5",
        "LeNet-5",
        "The network of 1998 that read cheques: every layer, its odd table, its 60,000 parameters.",
        "lenet-5",
    ),
)
CHAPTERS: Mapping[str, Chapter] = {chapter.slug: chapter for chapter in _ALL}
