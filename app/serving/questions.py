"""Long questions about one drawing: asked of a thread that no live frame waits for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from app.cnn.network import Network
from app.cnn.trace import forward
from app.ink import Ink
from app.networks.store import Model
from app.serving import answers, edits, inputs
from app.serving.errors import ValidationFailedError
from app.serving.inputs import Drawing
from app.serving.jobs import Outcome, Pass
from app.serving.service import Service, Upload
from app.whatif.trials import NoGradientError

Json = dict[str, Any]

SHARE = 0.5
"""Of the deadline, for which a search may work before it gives the best that it has."""
WHOLE = 0.9
"""The same, counted from the arrival of the question: it may have waited for its turn."""


@dataclass(frozen=True)
class Question:
    """A drawing, and the network with the edits that came with it.

    `go_on` raises when nobody waits any more; `late` says that an answer is due.
    """

    service: Service
    model: Model
    drawing: Drawing
    network: Network
    go_on: Callable[[], None]
    late: Callable[[], bool]

    @property
    def image(self) -> Tensor:
        """The input: (1, C, H, W), ink 0..1."""
        return inputs.batch([self.drawing], self.network.input_shape)

    @property
    def ink(self) -> Ink:
        """The strokes.

        Raises:
            ValidationFailedError: it is a picture.
        """
        content = self.drawing.content
        if isinstance(content, Ink):
            return content
        raise ValidationFailedError.at(("body",), "This needs strokes; send ink, not a picture")

    def predicted(self, image: Tensor) -> Json:
        """What `predict` answers for one input (1, C, H, W)."""
        return predicted(self.model, self.network, image)

    def others(self) -> Iterator[Model]:
        """The other networks that are served."""
        return (model for model in self.service.catalog if model.id != self.model.id)


def alone(service: Service, model: Model, drawing: Drawing) -> Question:
    """The question about a drawing for somebody who waits as long as it takes."""
    network = edits.edited(model.network, drawing.edits, drawing.edits_at)
    return Question(service, model, drawing, network, lambda: None, lambda: False)


def predicted(model: Model, network: Network, image: Tensor) -> Json:
    """What `predict` answers for one input (1, C, H, W), without the name of the network."""
    with torch.no_grad():
        logits, probabilities = forward(network, image)
    outcome = Outcome(Pass(network, image, logits, probabilities, {}), slice(0, 1))
    found = answers.prediction(model, outcome)
    name = answers.named(model)
    return {key: value for key, value in found.items() if key not in name}


@dataclass(frozen=True)
class Wait:
    """Somebody who waits: `go_on` raises when nobody does any more, `late` says that it is time."""

    go_on: Callable[[], None]
    late: Callable[[], bool]


async def ask(
    service: Service,
    model: Model,
    upload: Upload,
    work: Callable[[Question], Json],
    write: Callable[[Json], bytes] = answers.to_json,
) -> bytes:
    """Answer a long question, as JSON or as `write` does; the work ends with the wait for it.

    Raises:
        DeadlineExceededError: it took too long.
        ValidationFailedError: the network cannot be asked that.
    """

    def answer(wait: Wait) -> bytes:
        drawing = inputs.read(upload.body, upload.content_type, upload.options, service.limits)
        network = edits.edited(model.network, drawing.edits, drawing.edits_at)
        try:
            question = Question(service, model, drawing, network, wait.go_on, wait.late)
            return write({**answers.named(model), **work(question)})
        except NoGradientError as error:
            raise ValidationFailedError(str(error)) from None

    return await apart(service, upload, answer)


async def apart(service: Service, upload: Upload, answer: Callable[[Wait], bytes]) -> bytes:
    """Run long work on a thread that no live frame waits for; it ends with the wait for it.

    Raises:
        DeadlineExceededError: it took too long.
    """
    arrived, given_up = time.monotonic(), threading.Event()

    def go_on() -> None:
        if given_up.is_set():
            raise CancelledError

    def work() -> bytes:
        due = due_at(arrived, time.monotonic(), service.ablator.deadline)
        return answer(Wait(go_on, lambda: time.monotonic() > due))

    try:
        return await service.ablator.run(work, upload.client)
    finally:
        given_up.set()


def due_at(arrived: float, begun: float, deadline: float) -> float:
    """When a search gives the best that it has, so that the answer is there by the deadline."""
    return min(begun + SHARE * deadline, arrived + WHOLE * deadline)


def runner_up(found: Json) -> int:
    """The second likeliest class of a prediction."""
    logits = found["logits"].copy()
    logits[found["index"]] = -float("inf")
    return int(logits.argmax())
