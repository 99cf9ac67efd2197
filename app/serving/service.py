"""What can be asked of a network: a prediction, all its numbers, or how one of them came to be."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import torch
from torch import Tensor

from app.cnn.network import Network
from app.cnn.trace import trace
from app.networks import self_test
from app.networks.checkpoints import Checkpoints
from app.networks.store import Model
from app.resources import resource
from app.serving import ablations, answers, edits, frame, inputs, media, preprocess
from app.serving.bodies import CellBody
from app.serving.catalog import Catalog
from app.serving.causes import Book
from app.serving.dissections import Dissections
from app.serving.engine import Engine, Job, Outcome, Prepared, Presence
from app.serving.gallery import Digit, Gallery, Set
from app.serving.helpers import Helpers
from app.serving.jobs import Pass
from app.serving.limits import Limits
from app.serving.samples import Samples
from app.telemetry.spans import QUEUE, RASTER, Span

T = TypeVar("T")

SMALL = 32 << 10
"""A JSON body of this size is parsed beside the forward pass; larger ones by the helpers."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A body as it came, and what the query says about it."""

    body: bytes
    content_type: str
    options: inputs.Options
    client: Presence | None = None
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Service:
    """Answers questions about the networks of a catalog; all computing is off the event loop."""

    catalog: Catalog
    limits: Limits
    engine: Engine
    helpers: Helpers
    ablator: Helpers
    samples: Samples
    gallery: Gallery
    dissections: Dissections
    causes: Book = field(default_factory=Book)
    checkpoints: Checkpoints = field(default_factory=lambda: Checkpoints(resource("models")))

    async def predict(self, model: Model, upload: Upload) -> bytes:
        """Return the prediction as JSON."""
        return await self._answer(self.prediction(model, upload), upload)

    def prediction(self, model: Model, upload: Upload) -> Job[bytes]:
        """The job that `predict` waits for."""
        return self._job(
            model, upload, lambda outcome: answers.to_json(answers.prediction(model, outcome))
        )

    async def trace(
        self, model: Model, upload: Upload, layers: Sequence[str], form: str, dtype: frame.Dtype
    ) -> bytes:
        """Return the prediction and the output of the layers, in the form asked for."""
        names = answers.chosen(model, layers)
        return await self._answer(self.tracing(model, upload, names, form, dtype), upload)

    def tracing(
        self, model: Model, upload: Upload, names: Sequence[str], form: str, dtype: frame.Dtype
    ) -> Job[bytes]:
        """The job that `trace` waits for; `names` are layers in forward order."""
        return self._job(model, upload, partial(traced, model, names, form, dtype), traced=True)

    async def cell(self, model: Model, upload: Upload, which: CellBody) -> bytes:
        """Return how one number came to be, as JSON."""
        job = self._job(
            model,
            upload,
            lambda outcome: answers.to_json(answers.cell(model, outcome, which)),
            traced=True,
        )
        return await self._answer(job, upload)

    async def ablate(self, model: Model, upload: Upload, layers: Sequence[str]) -> bytes:
        """Return the answers without each channel, as JSON; live frames do not wait for it.

        The work ends with the wait for it, when the deadline is over or the caller has gone.
        """
        names = ablations.chosen(model, layers, self.limits.ablations)
        given_up = threading.Event()

        def go_on() -> None:
            if given_up.is_set():
                raise CancelledError

        try:
            async with self.engine.in_time():
                job = self._job(model, upload, lambda outcome: outcome, traced=True)
                outcome = await self._answer(job, upload)
                ablate = partial(ablations.ablated, model, names, outcome, go_on)
                return await self.ablator.run(lambda: answers.to_json(ablate()), upload.client)
        finally:
            given_up.set()

    async def preprocess(self, model: Model, upload: Upload) -> bytes:
        """Return what each step between drawing and input did, as JSON."""

        def prepare() -> tuple[preprocess.Strip, Prepared]:
            drawing = self._read(upload)
            strip = preprocess.strip_of(drawing, model.network.input_shape)
            return strip, with_edits(strip.stages[-1], drawing)

        strip, ready = await self.helpers.run(prepare, upload.client)
        finish = partial(preprocess.explain, model, strip)
        job = Job(
            model.network,
            lambda: ready,
            lambda found: answers.to_json(finish(found)),
            client=upload.client,
        )
        return await self.engine.run(job)

    async def show(
        self, model: Model, which: Set, label: Digit | None, start: int, limit: int
    ) -> bytes:
        """Return a part of the gallery with what a network reads there, as JSON."""
        read = await self.gallery.verdicts(model, self.off_loop)
        make = partial(self.gallery.answer, model, read, which, label, start, limit)
        return await self.off_loop(lambda: answers.to_json(make()))

    async def warm_up(self) -> dict[str, str]:
        """Let every network compute once, so that no caller waits for a first time.

        Returns:
            What is wrong with a network's answer, for each that does not answer as it should.
        """
        complaints = {}
        for model in self.catalog:
            for traced_too in (False, True):
                if complaint := await self._tested(model, traced_too):
                    complaints[model.id] = complaint
        return complaints

    async def _tested(self, model: Model, traced_too: bool) -> str | None:
        def finish(outcome: Outcome) -> str | None:
            complaint = self_test.complaint(outcome.logits[0], model.self_test)
            if complaint is None:
                answers.to_json(answers.prediction(model, outcome))
            return complaint

        picture = partial(Prepared, self_test.picture(model.network.input_shape))
        return await self.engine.run(Job(model.network, picture, finish, traced_too))

    async def off_loop(self, work: Callable[[], T]) -> T:
        """Run `work` on a helper thread."""
        return await self.helpers.run(work)

    def _job(
        self, model: Model, upload: Upload, finish: Callable[[Outcome], T], traced: bool = False
    ) -> Job[T]:
        prepare = partial(self._prepare, upload)
        return Job(model.network, prepare, finish, traced, upload.client, upload.spans)

    async def _answer(self, job: Job[T], upload: Upload) -> T:
        if is_heavy(upload.body, upload.content_type):
            shape, prepare = job.network.input_shape, job.prepare
            ready = await self.helpers.run(
                _noting(job.spans, lambda: _made(prepare(), shape)), upload.client
            )
            job.prepare = partial(_given, ready)
        return await self.engine.run(job)

    async def compute(
        self,
        model: Model,
        prepare: Callable[[], Prepared],
        finish: Callable[[Outcome], T],
        *,
        traced: bool = False,
        heavy: bool = False,
        client: Presence | None = None,
        spans: list[Span] | None = None,
    ) -> T:
        """Run a network: `prepare` the input (a `heavy` one by a helper), `finish` the answer."""
        spans = [] if spans is None else spans
        if heavy:
            ready = await self.helpers.run(_noting(spans, prepare), client)
            prepare = partial(_given, ready)
        job = Job(model.network, prepare, finish, traced, client, spans)
        return await self.engine.run(job)

    def _prepare(self, upload: Upload) -> Prepared:
        drawing = self._read(upload)
        return with_edits(drawing, drawing)

    def _read(self, upload: Upload) -> inputs.Drawing:
        return inputs.read(upload.body, upload.content_type, upload.options, self.limits)


def prepared(model: Model, drawing: inputs.Drawing) -> Prepared:
    """Make a network's input of a drawing, and its edits."""
    return _made(with_edits(drawing, drawing), model.network.input_shape)


def with_edits(ink: Tensor | inputs.Drawing, drawing: inputs.Drawing) -> Prepared:
    """Put the edits of a drawing beside it, or beside the input that was made of it."""
    if not drawing.edits:
        return Prepared(ink)
    return Prepared(
        ink,
        edits.key(drawing.edits),
        lambda network: edits.edited(network, drawing.edits, drawing.edits_at),
    )


def _made(ready: Prepared, shape: tuple[int, ...]) -> Prepared:
    """The same with the input made of its drawing."""
    return replace(ready, ink=inputs.batch([ready.ink], shape))


def outcome_of(model: Model, drawing: inputs.Drawing) -> Outcome:
    """Compute everything about one drawing here and now, without the engine."""
    edit = with_edits(drawing, drawing).edit
    network = edit(model.network) if edit else model.network
    return traced_alone(network, inputs.batch([drawing], network.input_shape))


def undone(network: Network, outcome: Outcome) -> Outcome:
    """What the network itself makes of the input of an outcome with edits."""
    return traced_alone(network, outcome.ink)


def traced_alone(network: Network, ink: Tensor) -> Outcome:
    """Compute everything about images (N, C, H, W) here and now, without the engine."""
    with torch.inference_mode():
        outputs = trace(network, ink)
    logits, probabilities = outputs[network.logits_layer], outputs[network.probabilities_layer]
    whole = Pass(network, ink, logits, probabilities, outputs)
    return Outcome(whole, slice(0, len(ink)))


def traced(
    model: Model, names: Sequence[str], form: str, dtype: frame.Dtype, outcome: Outcome
) -> bytes:
    """Write a prediction and the layers' outputs as JSON, safetensors or npz."""
    found = answers.prediction(model, outcome)
    if form == media.SAFETENSORS:
        packed = outcome.packed(tuple(names))
        ranges = {"ranges": packed.ranges}
        return frame.encode(packed, dtype, answers.metadata({**found, **ranges}))
    tensors = answers.single(outcome, names)
    if form == media.NPZ:
        return frame.npz(tensors, dtype)
    arrays: dict[str, Any] = {name: tensor.numpy() for name, tensor in tensors.items()}
    return answers.to_json({**found, "layers": arrays})


def _given(ready: T) -> T:
    return ready


def _noting(spans: list[Span], work: Callable[[], T]) -> Callable[[], T]:
    """The same work, which notes how long it waited to be done and how long it took."""
    asked = time.perf_counter()

    def noted() -> T:
        began = time.perf_counter()
        done = work()
        spans.extend(((QUEUE, asked, began), (RASTER, began, time.perf_counter())))
        return done

    return noted


def is_heavy(body: bytes, content_type: str) -> bool:
    """Whether reading this body would hold up the forward passes of others."""
    if len(body) > SMALL or b'"image"' in body:
        return True
    return media.essence(content_type) != media.JSON
