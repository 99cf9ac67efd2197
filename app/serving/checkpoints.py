"""How a network came to be: its checkpoints, and what it said of a drawing at each of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import torch

from app.cnn.trace import forward
from app.networks.checkpoints import Checkpoints
from app.networks.learning import of_step
from app.networks.store import Model, ModelError
from app.serving import answers, edits
from app.serving import checkpoint_words as words
from app.serving.errors import Loc, NotFoundError, ValidationFailedError
from app.serving.questions import Question
from app.serving.service import Service

Json = dict[str, Any]
HERE: Loc = ("query", "checkpoint")


def check(known: Checkpoints, model: Model, step: int, loc: Loc = HERE) -> None:
    """Refuse a step at which nothing was kept.

    Raises:
        ValidationFailedError: says what there is.
    """
    steps = known.steps(model)
    if step not in steps:
        listed = f"there is {', '.join(map(str, steps))}" if steps else words.NONE
        raise ValidationFailedError.at(loc, f"No checkpoint at step {step}; {listed}")


async def of_network(service: Service, id: str, step: int | None) -> Model:
    """The network of this name, finished or at a step of its training.

    Raises:
        NetworkNotFoundError: there is none.
        ValidationFailedError: it has no such checkpoint; says what there is.
    """
    model = service.catalog.get(id)
    if step is not None:
        check(service.checkpoints, model, step)
    return await at(service, model, step)


async def at(service: Service, model: Model, step: int | None) -> Model:
    """The network at a checkpoint that it has, read off the event loop; None: as it is."""
    if step is None:
        return model
    if found := service.checkpoints.known(model, step):
        return found
    return await service.off_loop(partial(read, service.checkpoints, model, step))


def read(known: Checkpoints, model: Model, step: int) -> Model:
    """The network at a checkpoint that it has.

    Raises:
        NotFoundError: its file is damaged, or of other weights.
    """
    try:
        return known.at(model, step)
    except ModelError as error:
        raise NotFoundError(str(error)) from None


def listed(known: Checkpoints, model: Model) -> Json:
    """All checkpoints, each with what it was measured to get right."""
    steps = known.steps(model)
    return {
        "network": model.id,
        "words": words.listed(model, steps),
        "checkpoints": [
            {"step": step, "digest": known.digest(model, step), **of_step(model.learning, step)}
            for step in steps
        ],
    }


def history(question: Question, known: Checkpoints, wanted: int | None = None) -> Json:
    """What the network said of a drawing at every checkpoint, edits and all.

    Args:
        question: about the drawing.
        known: where the checkpoints are.
        wanted: the class that counts as right; None: what the finished network answers.

    Raises:
        ValidationFailedError: the network came without checkpoints, or edits do not fit.
    """
    model, drawing = question.model, question.drawing
    steps = known.steps(model)
    if not steps:
        raise ValidationFailedError(words.without(model))
    image = question.image
    logits, shares = [], []
    for step in steps:
        question.go_on()
        network = edits.edited(read(known, model, step).network, drawing.edits, drawing.edits_at)
        with torch.inference_mode():
            row, share = forward(network, image)
        logits.append(row[0].numpy())
        shares.append(share[0].numpy())
    verdicts = [answers.verdict(model, share) for share in shares]
    index = [verdict["index"] for verdict in verdicts]
    right = index[-1] if wanted is None else wanted
    first, since = spans(steps, index, right)
    return {
        "label": model.classes[right],
        "first": first,
        "since": since,
        "words": words.history(model, right, first, since, steps, changes(index)),
        "steps": steps,
        "labels": [verdict["label"] for verdict in verdicts],
        "index": index,
        "probabilities": shares,
        "logits": logits,
    }


def spans(steps: Sequence[int], index: Sequence[int], right: int) -> tuple[int | None, int | None]:
    """At which step the answer was first right, and since which it has stayed so."""
    first = next((step for step, at in zip(steps, index, strict=True) if at == right), None)
    since = None
    for step, at in zip(reversed(steps), reversed(index), strict=True):
        if at != right:
            break
        since = step
    return first, since


def changes(index: Sequence[int]) -> int:
    """How often the answer became another one."""
    return sum(one != other for one, other in pairwise(index))
