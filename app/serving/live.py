"""Live drawing without a socket: what each message means, and the frame that answers it."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from torch import Tensor

from app.cnn.part import downstream
from app.ink import Ink
from app.ink.normalize import ALL, Switches
from app.ink.strokes import Points
from app.networks.store import Model
from app.serving import answers, checkpoints, frame, inputs, strict_json
from app.serving.atlas import Atlas
from app.serving.bodies import CellBody, EditBody, LiveMessage, switches_of
from app.serving.engine import Job, Outcome
from app.serving.errors import AppError, PayloadTooLargeError, ValidationFailedError
from app.serving.inputs import Drawing, Options
from app.serving.neighbours import layer_for, live_atlas
from app.serving.service import Service, undone, with_edits

Json = dict[str, Any]
BLANK = Drawing(Ink(()), ALL)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered next; the newest replaces one that still waits."""

    seq: int
    model: Model
    drawing: Drawing
    cell: CellBody | None
    dtype: frame.Dtype
    names: tuple[str, ...]
    derive: bool = False
    baseline: bool = False
    difference: bool = False
    near: str | None = None
    checkpoint: int | None = None

    @property
    def derivable(self) -> bool:
        """Whether layers may be left out: uint8 rounds each anew, what edits changed is packed."""
        return self.derive and self.dtype != "uint8" and not self.drawing.edits


@dataclass(frozen=True, slots=True)
class Talk:
    """What a socket has said so far; a refused message leaves it as it was.

    With `derive` its client makes of a layer's numbers what follows from them alone.
    """

    model: Model
    dtype: frame.Dtype = "float16"
    layers: tuple[str, ...] = ()
    drawing: Drawing = BLANK
    derive: bool = False

    def hear(self, message: LiveMessage, service: Service) -> tuple["Talk", Question]:
        """Return what is known after a message, and what it asks.

        Raises:
            AppError: the message does not fit; nothing has changed.
        """
        model = self.model if message.network is None else service.catalog.get(message.network)
        layers = self.layers if message.layers is None else tuple(message.layers)
        if model is not self.model and message.layers is None:
            layers = ()
        if message.checkpoint is not None:
            checkpoints.check(service.checkpoints, model, message.checkpoint, ("checkpoint",))
        drawing = self._drawing(message, service)
        dtype = message.dtype or self.dtype
        talk = replace(self, model=model, dtype=dtype, layers=layers, drawing=drawing)
        return talk, Question(
            message.seq,
            model,
            drawing,
            message.cell,
            dtype,
            answers.chosen(model, layers),
            self.derive,
            message.baseline,
            message.difference,
            layer_for(model, message.neighbours) if message.neighbours else None,
            message.checkpoint,
        )

    def draw(self, seq: int, said: Ink | Points, service: Service) -> tuple["Talk", Question]:
        """The same for a message that has ink, or points to append, and nothing else."""
        if isinstance(said, Ink):
            drawing = Drawing(inputs.checked_ink(said, service.limits), ALL)
        else:
            drawing = self._longer(said, self.drawing.fit, (), service)
        names = answers.chosen(self.model, self.layers)
        talk = Talk(self.model, self.dtype, self.layers, drawing, self.derive)
        return talk, Question(seq, self.model, drawing, None, self.dtype, names, self.derive)

    def _drawing(self, message: LiveMessage, service: Service) -> Drawing:
        """The drawing after a message: a new one, the last one longer, or the last one again."""
        edits = self.drawing.edits if message.keep else tuple(message.edits)
        fit = switches_of(message.fit, self.drawing.fit)
        if message.append is not None:
            return self._longer(message.append, fit, edits, service)
        if message.sources():
            drawing = inputs.read_source(message, Options(), service.limits)
            return replace(drawing, edits=edits)
        return replace(self.drawing, fit=fit, edits=edits)

    def _longer(
        self,
        more: Points | Sequence[Sequence[float]],
        fit: Switches,
        edits: tuple[EditBody, ...],
        service: Service,
    ) -> Drawing:
        """The drawing with its last stroke continued."""
        ink = self.drawing.content
        if not isinstance(ink, Ink) or not ink.sizes:
            raise ValidationFailedError.at(
                ("append",), "There is no stroke to continue; send ink first"
            )
        return Drawing(inputs.checked_ink(ink.longer(more), service.limits), fit, edits)


def parse(text: str | bytes, limit: int) -> Any:
    """Read a message as JSON.

    Raises:
        PayloadTooLargeError, InvalidJSONError: it is too long, or none.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > limit:
        raise PayloadTooLargeError(f"A message has at most {limit} bytes.")
    return strict_json.loads(data)


def seq_of(value: Any) -> int | None:
    """Return the number of a message that may be wrong in other ways."""
    seq = value.get("seq") if isinstance(value, dict) else None
    return seq if isinstance(seq, int) and not isinstance(seq, bool) else None


def asked(service: Service, question: Question) -> asyncio.Future[bytes]:
    """Begin to answer a question; the frame comes with the future.

    Raises:
        AppError: too much waits. What else is wrong, as with the edits, comes with the future.
    """
    if question.checkpoint is None and question.near is None:
        return service.engine.submit(_job(question))
    return asyncio.ensure_future(_answer(service, question))


async def _answer(service: Service, question: Question) -> bytes:
    """Answer what has to be looked up first."""
    if question.checkpoint is not None:
        model = await checkpoints.at(service, question.model, question.checkpoint)
        question = replace(question, model=model, near=None)  # digits were read by the finished one
    near = question.near
    atlas = None if near is None else await live_atlas(service, question.model)
    return await service.engine.run(_job(question, atlas))


def _job(question: Question, atlas: Atlas | Json | None = None) -> Job[bytes]:
    return Job(
        question.model.network,
        partial(with_edits, question.drawing, question.drawing),
        partial(write, question, atlas=atlas),
        traced=True,
    )


def write(question: Question, outcome: Outcome, atlas: Atlas | Json | None = None) -> bytes:
    """Write a frame: the layers' outputs, and in its metadata the prediction and more.

    `atlas` holds the network's maps, or what is wrong with them, where neighbours are asked for.
    """
    start = time.perf_counter()
    found: Json = {"seq": question.seq, **answers.prediction(question.model, outcome)}
    changed: dict[str, Tensor] = {}
    if question.drawing.edits and (question.baseline or question.difference):
        found["baseline"], changed = _untouched(question, outcome)
    packed = (
        frame.pack(answers.single(outcome, question.names) | changed)
        if changed
        else outcome.packed(question.names)
    )
    found["ranges"] = packed.ranges
    if question.derivable:
        packed, found["derived"] = outcome.underived(question.names)
    if question.cell is not None:
        found["cell"] = _cell(question, question.cell, outcome)
    if question.near is not None and atlas is not None:
        found["neighbours"] = _near(question.near, outcome, atlas)
    spent = round((time.perf_counter() - start) * 1000, 3)
    found["timing"] = {**outcome.timing, "encode": spent}
    return frame.encode(packed, question.dtype, answers.metadata(found))


def _untouched(question: Question, outcome: Outcome) -> tuple[Json, dict[str, Tensor]]:
    """What the network predicts without the edits, and what they changed, layer by layer.

    The difference is taken in float32: two float16 numbers that are nearly equal would lose it.
    Layers that no edit reaches are left out: there it is zero.
    """
    plain = undone(question.model.network, outcome)
    found = answers.prediction(question.model, plain)
    if not question.difference:
        return found, {}
    edited = [edit.layer for edit in question.drawing.edits]
    reached = set(downstream(question.model.network, edited)).intersection(question.names)
    return found, {
        f"difference/{name}": (outcome.outputs[name] - plain.outputs[name])[0]
        for name in question.names
        if name in reached
    }


def _near(layer: str, outcome: Outcome, atlas: Atlas | Json) -> Json:
    """The drawing among the digits; that there is no map does not spoil the frame."""
    return atlas.near(layer, outcome.outputs[layer]) if isinstance(atlas, Atlas) else atlas


def _cell(question: Question, which: CellBody, outcome: Outcome) -> Json:
    """The arithmetic of a cell; what is wrong with it does not spoil the frame."""
    try:
        return answers.cell(question.model, outcome, which, ("cell",))
    except AppError as error:
        return {"problem": {"title": error.title, "status": error.status, "detail": error.detail}}
