"""Digits to look at: test images, each network's mistakes and doubts, and real pen drawings."""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from app.cnn.trace import forward
from app.ink import Ink
from app.ink.normalize import fit_ink, place
from app.networks.store import Model
from app.serving import gallery_words as words
from app.serving.samples import SOURCE, Samples

Json = dict[str, Any]
Set = Literal["digits", "mistakes", "uncertain", "pens"]
Digit = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
CLASSES: tuple[Digit, ...] = get_args(Digit)
PENS = "pens-test-100.json"
PEN_SOURCE = "UCI pen digits"
LEAST_CERTAIN = 150
"""How many images the set `uncertain` has."""

BATCH = 32
REMEMBERED = 128
"""Networks whose answers to all of it are kept."""

Readings = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]
"""What a network reads in many digits: class index and probability of each, (N,)."""


@dataclass(frozen=True)
class Verdicts:
    """What a network reads in each test image and each pen drawing."""

    images: Readings
    pens: Readings


@dataclass(frozen=True)
class Shelf:
    """One set, for one network.

    `labels` are the true classes of all images (or pen drawings), `readings` what the network
    makes of them, and `entry` describes one; `rows` says which of them are in the set, in its
    order. `words` tell what it covers, `complete` whether that is all there is.
    """

    labels: Sequence[str]
    readings: Readings
    entry: Callable[[int], Json]
    rows: Sequence[int]
    words: str
    complete: bool = False


Run = Callable[[Callable[[], Verdicts]], Coroutine[Any, Any, Verdicts]]


@dataclass(frozen=True)
class Gallery:
    """What ships to be looked at: test images and pen drawings."""

    samples: Samples
    pens: Sequence[Json]
    _reading: dict[str, asyncio.Task[Verdicts]] = field(default_factory=dict)

    @classmethod
    def load(cls, models: Path, samples: Samples) -> "Gallery":
        """Read the pen drawings beside the networks, if they are there."""
        path = models / "samples" / PENS
        return cls(samples, json.loads(path.read_text("utf-8")) if path.is_file() else [])

    def read(self, model: Model) -> Verdicts:
        """Ask a network for everything here; takes a while."""
        shape = model.network.input_shape
        images = range(len(self.samples.images))
        pixels = (place(self.samples.ink(at), shape) for at in images)
        inks = (Ink.of(pen["ink"]["strokes"], pen["ink"]["width"]) for pen in self.pens)
        return Verdicts(
            _verdicts(model, pixels), _verdicts(model, (fit_ink(ink, shape) for ink in inks))
        )

    async def verdicts(self, model: Model, run: Run) -> Verdicts:
        """Ask a network once, with `run` off the event loop; who comes meanwhile waits, too."""
        task = self._reading.get(model.id)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = asyncio.ensure_future(run(partial(self.read, model)))
            self._reading[model.id] = task
            if len(self._reading) > REMEMBERED:  # networks of the lab come and go
                del self._reading[next(iter(self._reading))]
        return await asyncio.shield(task)

    def answer(
        self, model: Model, read: Verdicts, which: Set, label: Digit | None, start: int, limit: int
    ) -> Json:
        """Return a part of one set, of one true class or of all."""
        judged = {name for name in model.classes if name.isdigit()} == set(CLASSES)
        shelf = self._shelf(model, read, which, judged)
        truth = {row: shelf.labels[row] for row in shelf.rows}
        counts = Counter(truth.values())
        wanted = [row for row in shelf.rows if label in (None, truth[row])]
        return {
            "network": model.id,
            "set": which,
            "total": len(wanted),
            "offset": start,
            "labels": {name: counts[name] for name in CLASSES},
            "words": shelf.words,
            "complete": shelf.complete,
            "entries": [
                shelf.entry(row)
                | _verdict(model, shelf.readings, row, truth[row] if judged else None)
                for row in wanted[start : start + limit]
            ],
        }

    def _shelf(self, model: Model, read: Verdicts, which: Set, judged: bool) -> Shelf:
        """A set with what is said about it; only a `judged` network can be wrong."""
        if which == "pens":
            drawn = [pen["label"] for pen in self.pens]
            rows = range(len(drawn))
            return Shelf(drawn, read.pens, self._pen, rows, words.pens(len(drawn)))
        labels = [str(label) for label in self.samples.labels]
        images = partial(Shelf, labels, read.images, self._image)
        if which == "digits":
            blind = self.samples.chosen
            return images(range(blind), words.digits(blind))
        index, probability = read.images
        order: list[int] = np.argsort(probability, kind="stable").tolist()
        if which == "uncertain":
            least = order[:LEAST_CERTAIN]
            complete = len(least) <= self.samples.certified.get(model.digest, 0)
            return images(least, words.uncertain(len(least), len(labels), complete), complete)
        if not judged:
            return images((), words.NO_DIGITS)
        misread = [row for row in reversed(order) if model.classes[index[row]] != labels[row]]
        total = _misread(model)
        said = words.mistakes(len(misread), len(labels), total)
        return images(misread, said, len(misread) == total)

    def _image(self, row: int) -> Json:
        return {
            "index": int(self.samples.indices[row]),
            "label": str(self.samples.labels[row]),
            "source": SOURCE,
            "bytes": base64.b64encode(self.samples.images[row].tobytes()).decode(),
            "ink": None,
        }

    def _pen(self, row: int) -> Json:
        pen = self.pens[row]
        source = f"{PEN_SOURCE}, writer {pen['writer']}"
        return {
            "index": row,
            "label": pen["label"],
            "source": source,
            "bytes": None,
            "ink": pen["ink"],
        }


def _verdicts(model: Model, inputs: Iterable[Tensor]) -> Readings:
    waiting = iter(inputs)
    rows = [_best(model, batch) for batch in iter(lambda: list(islice(waiting, BATCH)), [])]
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    probability, index = (torch.cat(part).numpy() for part in zip(*rows, strict=True))
    return index, probability


def _best(model: Model, batch: Sequence[Tensor]) -> Iterator[Tensor]:
    with torch.inference_mode():
        _, probabilities = forward(model.network, torch.stack(list(batch)))
        return iter(probabilities.max(dim=1))


def _verdict(model: Model, readings: Readings, row: int, truth: str | None) -> Json:
    index, probability = readings
    predicted = model.classes[index[row]]
    return {
        "predicted": predicted,
        "probability": probability[row],
        "wrong": None if truth is None else predicted != truth,
    }


def _misread(model: Model) -> int | None:
    """How many of all test images it misreads, where that was measured."""
    accuracy = model.metrics.get("mnist_accuracy")
    return None if accuracy is None else round(words.WHOLE * (1 - accuracy))
