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
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from app.cnn.trace import forward
from app.ink import Ink
from app.ink.normalize import fit_ink, place
from app.networks.store import Model
from app.serving import gallery_words as words
from app.serving.errors import ValidationFailedError
from app.serving.samples import SOURCE, Samples

Json = dict[str, Any]
Set = Literal["digits", "mistakes", "uncertain", "pens"]
PENS = "pens-test-100.json"
PEN_SOURCE = "UCI pen digits"
LEAST_CERTAIN = 150
"""How many images the set `uncertain` has."""

BATCH = 32
CLASSES = tuple("0123456789")


@dataclass(frozen=True)
class Verdicts:
    """What a network reads in each test image and each pen drawing: class index, probability."""

    images: tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]
    pens: tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]


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
        pixels = (place(image / np.float32(255), shape) for image in self.samples.images)
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
        return await asyncio.shield(task)

    def answer(
        self, model: Model, read: Verdicts, which: Set, label: str | None, start: int, limit: int
    ) -> Json:
        """Return a part of one set, of one true class or of all.

        Raises:
            ValidationFailedError: there is no such class.
        """
        judged = {name for name in model.classes if name.isdigit()} == set(CLASSES)
        rows = self._rows(model, read, which, judged)
        truth = self._labels(which)
        counts = Counter(truth[row] for row in rows)
        if label is not None and label not in CLASSES:
            raise ValidationFailedError.at(("query", "label"), f"There is {', '.join(CLASSES)}")
        wanted = [row for row in rows if label in (None, truth[row])]
        drawn = which == "pens"
        verdicts = read.pens if drawn else read.images
        make = self._pen if drawn else self._image
        return {
            "network": model.id,
            "set": which,
            "total": len(wanted),
            "offset": start,
            "labels": {name: counts[name] for name in CLASSES},
            **self._coverage(model, read, which, judged),
            "entries": [
                {**make(row), **_verdict(model, verdicts, row, truth[row] if judged else None)}
                for row in wanted[start : start + limit]
            ],
        }

    def _rows(self, model: Model, read: Verdicts, which: Set, judged: bool) -> list[int]:
        """Which entries a set has, in its order."""
        if which == "pens":
            return list(range(len(self.pens)))
        if which == "digits":
            return list(range(self.samples.chosen))
        index, probability = read.images
        order: list[int] = np.argsort(probability, kind="stable").tolist()
        if which == "uncertain":
            return order[:LEAST_CERTAIN]
        if not judged:
            return []
        truth = self._labels(which)
        return [row for row in reversed(order) if model.classes[index[row]] != truth[row]]

    def _labels(self, which: Set) -> list[str]:
        if which == "pens":
            return [pen["label"] for pen in self.pens]
        return [str(label) for label in self.samples.labels]

    def _coverage(self, model: Model, read: Verdicts, which: Set, judged: bool) -> Json:
        """How much of the whole test set is here, in words, and whether that is all there is."""
        here = len(self.samples.images)
        if which == "uncertain":
            least = min(LEAST_CERTAIN, here)
            complete = least <= self.samples.certified.get(model.digest, 0)
            return {"words": words.uncertain(least, here, complete), "complete": complete}
        if which == "mistakes" and judged:
            found = len(self._rows(model, read, which, judged))
            total = _misread(model)
            return {"words": words.mistakes(found, here, total), "complete": found == total}
        if which == "mistakes":
            return {"words": words.NO_DIGITS, "complete": False}
        text = (
            words.digits(self.samples.chosen) if which == "digits" else words.pens(len(self.pens))
        )
        return {"words": text, "complete": False}

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


def _verdicts(
    model: Model, inputs: Iterable[Tensor]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
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


def _verdict(
    model: Model,
    verdicts: tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]],
    row: int,
    truth: str | None,
) -> Json:
    index, probability = verdicts
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
