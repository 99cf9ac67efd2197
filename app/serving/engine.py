"""One thread that computes: it takes whatever waits, and answers it in one forward pass.

The event loop only hands jobs over and gets results back. Nothing waits for company: the
first job starts at once, and those that arrive meanwhile share the next pass.
"""

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

import torch
from torch import Tensor

from app.cnn.network import Network
from app.cnn.trace import forward, trace
from app.serving.errors import DeadlineExceededError, NotReadyError, OverloadedError

T = TypeVar("T")
EDITED_NETWORKS = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass computed for one job; every tensor has the job's images, mostly one, as rows.

    `outputs` holds all layers by name in forward order, and is empty when only the prediction
    was asked for. `timing` is in milliseconds.
    """

    network: Network
    ink: Tensor
    logits: Tensor
    probabilities: Tensor
    outputs: dict[str, Tensor]
    timing: dict[str, float]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An input, (C, H, W) or (N, C, H, W) ink 0..1, and how to edit the network for it.

    `edit` makes the edited network; `edit_key` tells edits apart. None: no edits. `traced` asks
    for all layers, when that is known only now.
    """

    ink: Tensor
    edit_key: Hashable = None
    edit: Callable[[Network], Network] | None = None
    traced: bool = False


@dataclass(slots=True, eq=False)
class Job(Generic[T]):
    """One question to a network.

    Args:
        network: the network as it is.
        prepare: makes the input; runs on the engine's thread.
        finish: makes the answer; runs on the engine's thread.
        traced: whether all layers are wanted.
    """

    network: Network
    prepare: Callable[[], Prepared]
    finish: Callable[[Outcome], T]
    traced: bool = False
    future: asyncio.Future[T] = field(init=False)
    queued: float = field(init=False, default=0.0)


@dataclass(slots=True)
class _Ready:
    """A job whose input is made: (N, C, H, W)."""

    job: Job[Any]
    network: Network
    ink: Tensor
    traced: bool
    timing: dict[str, float]


class Engine:
    """Runs jobs, in order of arrival, at most `batch_size` images, or one job, in a pass."""

    def __init__(
        self, *, queue_size: int = 256, batch_size: int = 16, threads: int = 1, deadline: float = 10
    ) -> None:
        self._queue: SimpleQueue[Job[Any] | None] = SimpleQueue()
        self._queue_size = queue_size
        self._batch_size = batch_size
        self._threads = threads
        self._deadline = deadline
        self._edited: OrderedDict[Hashable, Network] = OrderedDict()
        self._thread: threading.Thread | None = None

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

    async def run(self, job: Job[T]) -> T:
        """Queue a job and wait for its answer; a cancelled wait takes the job back.

        Raises:
            OverloadedError: too many jobs wait.
            DeadlineExceededError: the answer took too long.
        """
        if self._thread is None:
            raise NotReadyError("The server is starting or stopping; try again in a moment.")
        if self._queue.qsize() >= self._queue_size:
            raise OverloadedError("Too many requests wait already; try again in a moment.")
        job.future = asyncio.get_running_loop().create_future()
        job.queued = time.perf_counter()
        self._queue.put(job)
        async with self.in_time():
            return await job.future

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Cancel the block when it takes longer than the deadline.

        Raises:
            DeadlineExceededError: it did.
        """
        try:
            async with asyncio.timeout(self._deadline):
                yield
        except TimeoutError:
            raise DeadlineExceededError(f"No answer within {self._deadline:g} seconds.") from None

    def _main(self) -> None:
        torch.set_num_threads(self._threads)
        with torch.inference_mode():
            while (batch := self._take()) is not None:
                self._answer(batch)

    def _take(self) -> list[Job[Any]] | None:
        """Wait for one job, then take what else is there; None when the engine stops."""
        jobs: list[Job[Any]] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == self._batch_size or self._queue.empty():
                return jobs
            job = self._queue.get()
        if jobs:
            self._queue.put(None)
            return jobs
        return None

    def _answer(self, jobs: Sequence[Job[Any]]) -> None:
        groups: OrderedDict[tuple[int, bool], list[_Ready]] = OrderedDict()
        for job in jobs:
            if not job.future.cancelled():
                ready = self._attempt(job, self._prepare, job)
                if ready is not None:
                    groups.setdefault((id(ready.network), ready.traced), []).append(ready)
        for group in groups.values():
            for share in self._shares(group):
                self._pass(share)

    def _shares(self, group: Sequence[_Ready]) -> Iterator[list[_Ready]]:
        """Divide a group, so that a pass has `batch_size` images, or one job with more."""
        share: list[_Ready] = []
        images = 0
        for ready in group:
            if share and images + len(ready.ink) > self._batch_size:
                yield share
                share, images = [], 0
            share.append(ready)
            images += len(ready.ink)
        yield share

    def _prepare(self, job: Job[Any]) -> _Ready:
        start = time.perf_counter()
        prepared = job.prepare()
        network = self._network(job.network, prepared)
        timing = {"queue": _ms(job.queued, start), "prepare": _ms(start, time.perf_counter())}
        ink = prepared.ink if prepared.ink.dim() > len(network.input_shape) else prepared.ink[None]
        return _Ready(job, network, ink, job.traced or prepared.traced, timing)

    def _network(self, network: Network, prepared: Prepared) -> Network:
        """The network to run; edited ones are kept, as live drawing asks for the same again."""
        if prepared.edit is None:
            return network
        key = (id(network), prepared.edit_key)
        found = self._edited.pop(key, None) or prepared.edit(network)
        self._edited[key] = found
        if len(self._edited) > EDITED_NETWORKS:
            self._edited.popitem(last=False)
        return found

    def _pass(self, group: Sequence[_Ready]) -> None:
        """One forward pass for jobs of one network, and their answers."""
        start = time.perf_counter()
        network = group[0].network
        try:
            ink = torch.cat([ready.ink for ready in group])
            if group[0].traced:
                outputs = trace(network, ink)
                logits = outputs[network.logits_layer]
                probabilities = outputs[network.probabilities_layer]
            else:
                outputs = {}
                logits, probabilities = forward(network, ink)
        except Exception as error:  # every waiting caller gets it; the thread must go on
            for ready in group:
                _settle(ready.job, error=error)
            return
        spent = _ms(start, time.perf_counter())
        end = 0
        for ready in group:
            own = slice(end, end := end + len(ready.ink))
            outcome = Outcome(
                network,
                ready.ink,
                logits[own],
                probabilities[own],
                {name: output[own] for name, output in outputs.items()},
                {**ready.timing, "forward": spent},
            )
            self._attempt(ready.job, self._finish, ready.job, outcome)

    def _finish(self, job: Job[Any], outcome: Outcome) -> None:
        _settle(job, result=job.finish(outcome))

    def _attempt(self, job: Job[Any], step: Callable[..., T], *arguments: Any) -> T | None:
        """Run one step; what it raises is the job's answer and never ends the thread."""
        try:
            return step(*arguments)
        except Exception as error:
            _settle(job, error=error)
            return None


def _settle(job: Job[Any], result: Any = None, error: Exception | None = None) -> None:
    """Hand an answer back to the loop that waits for it, if it still does."""

    def apply() -> None:
        if job.future.done():
            return
        if error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(result)

    loop = job.future.get_loop()
    if not loop.is_closed():
        loop.call_soon_threadsafe(apply)


def _ms(start: float, end: float) -> float:
    return round((end - start) * 1000, 3)
