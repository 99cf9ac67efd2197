"""One thread that computes: it takes whatever waits, and answers it in one forward pass.

The event loop only hands jobs over and gets results back. Nothing waits for company: the
first job starts at once, and those that arrive meanwhile share the next pass.
"""

import asyncio
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import torch
from torch import Tensor

from app.cnn.network import Network
from app.cnn.trace import forward, trace
from app.serving import inputs, memory, priority
from app.serving.deadlines import Deadlines
from app.serving.errors import (
    FULL,
    ClientGoneError,
    NotReadyError,
    OverloadedError,
)
from app.serving.jobs import Job, Meter, Outcome, Pass, Prepared, Presence, Ready, shares
from app.telemetry.spans import ENCODE, INFERENCE, QUEUE, RASTER

__all__ = ["Engine", "Job", "Outcome", "Prepared", "Presence"]

T = TypeVar("T")
_Answered = tuple[Job[Any], Any, Exception | None]
EDITED_NETWORKS = 16
TRACED = 2 << 20
"""Numbers, 8 MB, of one pass that keeps them all; what is made of them is as large again."""
TURN = 0.0005
"""Seconds for which one thread may keep the interpreter from another. Each torch call lets go of
it; with Python's 5 ms a busy event loop would make a pass of twenty calls wait for 100."""
CROWD = 4
"""Passes of which one is made when so many wait and only want a prediction: its calls cost the same
for all of them. Where layers are kept, or are large, it would only need as much more memory."""
REST = 5.0
"""Seconds without work after which memory that is kept for the next pass is given back."""
PATIENCE = 0.01
"""Seconds for which answers are held back to be handed over together: each hand-over wakes the
event loop, and it takes the interpreter."""


class Engine:
    """Runs jobs, in order of arrival, at most `batch_size` images, or one job, in a pass.

    When it has to catch up, `CROWD` times as many, if nobody wants more than a prediction.
    All callers are on one event loop.
    """

    def __init__(
        self,
        *,
        queue_size: int = 256,
        batch_size: int = 16,
        threads: int = 1,
        deadline: float = 10,
        meter: Meter | None = None,
    ) -> None:
        self._queue: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self._queue_size = queue_size
        self._batch_size = batch_size
        self._crowd = CROWD * batch_size
        self._threads = threads
        self._deadlines = Deadlines(deadline)
        self._meter = meter
        self._edited: OrderedDict[Hashable, tuple[Network, Network]] = OrderedDict()
        self._thread: threading.Thread | None = None
        self._answered: list[_Answered] = []
        self._handed_over = 0.0

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._main, name="engine", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits and end the thread."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    @property
    def waiting(self) -> int:
        """How many jobs are in the queue."""
        return self._queue.qsize()

    @property
    def full(self) -> bool:
        """Whether no further job is taken."""
        return self._queue.qsize() >= self._queue_size

    async def run(self, job: Job[T]) -> T:
        """Queue a job and wait for its answer; a cancelled wait takes the job back.

        Raises:
            OverloadedError: too many jobs wait.
            DeadlineExceededError: the answer took too long.
        """
        return await self.submit(job)

    def submit(self, job: Job[T]) -> asyncio.Future[T]:
        """Queue a job; its answer, or one of the errors of `run`, comes with the future.

        Raises:
            OverloadedError: too many jobs wait.
        """
        if self._thread is None:
            raise NotReadyError("The server is starting or stopping; try again in a moment.")
        if self.full:
            raise OverloadedError(FULL)
        loop = asyncio.get_running_loop()
        job.future = loop.create_future()
        job.queued = time.perf_counter()
        self._queue.put(job)
        self._deadlines.watch(job.future)
        return job.future

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Cancel the block when it takes longer than the deadline.

        Raises:
            DeadlineExceededError: it did.
        """
        try:
            async with asyncio.timeout(self._deadlines.seconds):
                yield
        except TimeoutError:
            raise self._deadlines.late() from None

    def _main(self) -> None:
        torch.set_num_threads(self._threads)
        sys.setswitchinterval(TURN)
        priority.step_back()
        with torch.inference_mode():
            while (batch := self._take()) is not None:
                self._answer(batch)
                del batch  # its answers may be megabytes, and the next may take long to come

    def _take(self) -> list[Job[Any]] | None:
        """Wait for one job, then take what else is there; None when the engine stops."""
        jobs: list[Job[Any]] = []
        try:
            job = self._queue.get(timeout=REST)
        except Empty:
            memory.give_back()
            job = self._queue.get()
        plain = self._crowd if self._queue.qsize() + 1 >= self._crowd else self._batch_size
        while job is not None:
            jobs.append(job)
            if len(jobs) >= (self._batch_size if job.traced else plain) or self._queue.empty():
                return jobs
            job = self._queue.get()
        if jobs:
            self._queue.put(None)
            return jobs
        return None

    def _answer(self, jobs: Sequence[Job[Any]]) -> None:
        groups: OrderedDict[tuple[int, bool], list[Ready]] = OrderedDict()
        began = time.perf_counter()
        for job in jobs:
            if job.client is not None and job.client.gone:
                self._settle(job, error=ClientGoneError("The client has left."))
            elif not job.future.done():
                ready = self._attempt(job, self._prepare, job)
                if ready is not None:
                    groups.setdefault((id(ready.network), ready.traced), []).append(ready)
        passes = [part for group in groups.values() for part in shares(group, self._most(group))]
        inks = [self._together(share, self._ink, share) for share in passes]
        if self._meter is not None:
            self._meter.took(began - jobs[0].queued, time.perf_counter() - began)
        for share, ink in zip(passes, inks, strict=True):
            if ink is not None:
                self._together(share, self._pass, share, ink)
        self._hand_over()

    def _most(self, group: Sequence[Ready]) -> int:
        """How many images a pass of this group may have."""
        numbers = group[0].network.numbers
        if group[0].traced:
            return min(self._batch_size, TRACED // numbers)
        crowded = len(group) >= self._crowd and self._crowd * numbers <= 2 * TRACED
        return self._crowd if crowded else self._batch_size

    def _prepare(self, job: Job[Any]) -> Ready:
        start = time.perf_counter()
        prepared = job.prepare()
        network = self._network(job.network, prepared)
        job.spans += (QUEUE, job.queued, start), (RASTER, start, time.perf_counter())
        ink = prepared.ink
        if isinstance(ink, Tensor) and ink.dim() == len(network.input_shape):
            ink = ink[None]
        return Ready(job, network, ink, job.traced or prepared.traced)

    def _ink(self, group: Sequence[Ready]) -> Tensor:
        """The input of one pass; what is drawn is drawn for all of them at once."""
        start = time.perf_counter()
        ink = inputs.batch([ready.ink for ready in group], group[0].network.input_shape)
        drawn = RASTER, start, time.perf_counter()
        for ready in group:
            ready.job.spans.append(drawn)
        return ink

    def _network(self, network: Network, prepared: Prepared) -> Network:
        """The network to run; edited ones are kept, as live drawing asks for the same again.

        Each beside what it was made of: while that lives, its id is nobody else's.
        """
        if prepared.edit is None:
            return network
        key = (id(network), prepared.edit_key)
        found = self._edited.pop(key) if key in self._edited else (network, prepared.edit(network))
        self._edited[key] = found
        if len(self._edited) > EDITED_NETWORKS:
            self._edited.popitem(last=False)
        return found[1]

    def _pass(self, group: Sequence[Ready], ink: Tensor) -> None:
        """One forward pass for jobs of one network, and their answers."""
        start = time.perf_counter()
        network = group[0].network
        if group[0].traced:
            outputs: Mapping[str, Tensor] = trace(network, ink)
            logits = outputs[network.logits_layer]
            probabilities = outputs[network.probabilities_layer]
        else:
            outputs = {}
            logits, probabilities = forward(network, ink)
        computed = time.perf_counter()
        whole, end = Pass(network, ink, logits, probabilities, outputs), 0
        for ready in group:
            own = slice(end, end := end + ready.images)
            ready.job.spans.append((INFERENCE, start, computed))
            outcome = Outcome(whole, own, ready.job.spans)
            self._attempt(ready.job, self._finish, ready.job, outcome)
        if self._meter is not None:
            self._meter.passed(len(ink), computed - start, time.perf_counter() - computed)

    def _finish(self, job: Job[Any], outcome: Outcome) -> None:
        start = time.perf_counter()
        result = job.finish(outcome)
        end = time.perf_counter()
        job.spans.append((ENCODE, start, end))
        self._settle(job, result=result)
        if end - self._handed_over > PATIENCE:
            self._hand_over()

    def _attempt(self, job: Job[Any], step: Callable[..., T], *arguments: Any) -> T | None:
        """Run one step; what it raises is the job's answer and never ends the thread."""
        try:
            return step(*arguments)
        except Exception as error:
            self._settle(job, error=error)
            return None

    def _together(
        self, group: Sequence[Ready], step: Callable[..., T], *arguments: Any
    ) -> T | None:
        """Run one step for several jobs; what it raises is the answer to each of them."""
        try:
            return step(*arguments)
        except Exception as error:
            for ready in group:
                self._settle(ready.job, error=error)
            return None

    def _settle(self, job: Job[Any], result: Any = None, error: Exception | None = None) -> None:
        self._answered.append((job, result, error))

    def _hand_over(self) -> None:
        """Give the answers to the loop that waits for them, all in one wake-up."""
        answered, self._answered = self._answered, []
        self._handed_over = time.perf_counter()
        if answered:
            loop = answered[0][0].future.get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(_apply, answered)


def _apply(answered: Sequence[_Answered]) -> None:
    for job, result, error in answered:
        if job.future.done():
            continue
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(result)
