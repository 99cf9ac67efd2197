"""One visitor's training: waits for its turn, then speaks for the process that trains."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from app.lab.process import FULL
from app.networks.practices import SIDE
from app.serving import inputs
from app.serving.bodies import Source
from app.serving.errors import AppError, ValidationFailedError
from app.serving.inputs import Options
from app.serving.lab import messages, words
from app.serving.lab.child import Child
from app.serving.lab.lab import Lab, planned
from app.serving.lab.outbox import Outbox
from app.serving.lab.places import Ticket
from app.serving.limits import Limits

Json = dict[str, Any]
log = logging.getLogger("inkling.lab")
LOOK = 0.5
"""Seconds between two looks at the queue."""
SHAPE = (1, SIDE, SIDE)
Run = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]
MOST_KEPT = 30
"""Networks that one job may have kept."""


class Job:
    """A training from its first message to its end; all calls are on one event loop.

    What takes a while, plans and drawings, is done with `run` off it.
    """

    def __init__(self, lab: Lab, limits: Limits, client: str, run: Run) -> None:
        self.outbox = Outbox()
        self._lab = lab
        self._limits = limits
        self._client = client
        self._off_loop = run
        self._start: Any = None
        self._plan: Any = None
        self._child: Child | None = None
        self._asked = asyncio.Event()
        self._ended = asyncio.Event()
        self._reason = ""
        self._ending = False
        self._ink: tuple[Json, bytes] | None = None
        self._state = "starting"
        self._step = 0
        self._kept = 0
        self._heard = time.monotonic()
        self._keeping = asyncio.Event()

    @property
    def running(self) -> bool:
        """Whether it has a place."""
        return self._child is not None

    # ── what the visitor says ────────────────────────────────────────────────────────────────

    async def hear(self, value: Any) -> None:
        """Take a message in.

        Raises:
            AppError: it is wrong; nothing has changed.
        """
        message = messages.parsed(value)
        self._heard = time.monotonic()
        if message.do == "start":
            await self._begin(message)
        elif message.do == "ink":
            await self._draw(message)
        elif message.do == "cancel":
            self.end("cancelled")
        else:
            self._pass_on(message)

    async def _begin(self, message: Any) -> None:
        if self._start is not None:
            raise ValidationFailedError.at(
                ("do",), "It has begun; open another socket to begin anew"
            )
        choices = messages.choices_of(message.knobs)
        self._start = message
        try:
            self._plan = await self._off_loop(partial(self._lab.plan, choices, ("knobs",)))
        except AppError:
            self._start = None
            raise
        self._asked.set()

    async def _draw(self, message: Any) -> None:
        if not message.sources():
            raise ValidationFailedError.at(("ink",), "Send one of 'ink', 'pixels' and 'image'")
        ink = await self._off_loop(partial(_ink, message, self._limits))
        self._ink = {"do": "ink", "seq": message.seq}, ink
        if self._child is not None:
            self._child.send(*self._ink)

    def _pass_on(self, message: Any) -> None:
        if self._child is None:
            said = "Nothing is being trained yet; send start and wait for started"
            raise ValidationFailedError.at(("do",), said)
        told = {name: value for name, value in message.model_dump().items() if value is not None}
        if message.do == "learn":
            most = self._lab.bounds.learn_steps
            if message.steps > most:
                raise ValidationFailedError.at(("steps",), f"At most {most} steps at once")
            told["label"] = int(message.label)
        if message.do == "keep" and self._kept >= MOST_KEPT:
            raise ValidationFailedError.at(("do",), f"One training keeps at most {MOST_KEPT}")
        self._child.send(told)

    # ── its life ─────────────────────────────────────────────────────────────────────────────

    async def run(self) -> None:
        """Wait to be begun, for a place, for the end; nothing of it is left afterwards."""
        ticket = None
        self._lab.jobs.add(self)
        try:
            await self._first(self._asked.wait())
            if self._reason:
                return
            ticket = self._lab.places.enter(self._client)
            if await self._placed(ticket):
                await self._train()
        except AppError as error:
            self._problem(error)
            self._reason = self._reason or "refused"
        finally:
            self._lab.jobs.discard(self)
            if self._child is not None:
                self._child.kill()
            if ticket is not None:
                self._lab.places.leave(ticket)
            if self._reason in words.ENDED:
                said = {"reason": self._reason, "words": words.ENDED[self._reason]}
                self.outbox.tell({"event": "ended", **said})

    def end(self, reason: str) -> None:
        """End it; the first reason counts."""
        self._reason = self._reason or reason
        self._ended.set()

    def stop(self) -> None:
        """End it because the server stops."""
        self.end("stopping")
        if self._child is not None:
            self._child.kill()

    async def _placed(self, ticket: Ticket) -> bool:
        """Wait for a place, and say how many are before; False: it ended meanwhile."""
        told = None
        while not self._reason:
            place = self._lab.places.look(ticket)
            if place == 0:
                return True
            _, waiting = self._lab.places.counts()
            if (place, waiting) != told:
                told = place, waiting
                said = {"place": place, "waiting": waiting, "words": words.queued(place)}
                self.outbox.tell({"event": "queued", **said})
            await self._first(asyncio.sleep(LOOK))
        return False

    async def _train(self) -> None:
        bounds, (train, test) = self._lab.bounds, self._lab.digits
        begin = {
            "knobs": self._plan.choices.as_dict(),
            "train": str(train),
            "test": str(test),
            "memory": bounds.memory,
            "seconds": bounds.seconds,
        }
        child = Child(asyncio.get_running_loop(), begin, self._told)
        self._child = child
        await asyncio.to_thread(child.start)
        if self._ink is not None:
            child.send(*self._ink)
        if self._start.run:
            child.send({"do": "run"})
        while not self._reason and not child.ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._first(child.ended.wait())
            await self._watch(child)
        if child.ended.is_set():
            if child.code != FULL and not self._reason:
                log.error("The process of a training ended with code %s", child.code)
            self.end("memory" if child.code == FULL else "died")

    async def _watch(self, child: Child) -> None:
        """End it when it has stood still unasked for too long, but keep what it learned."""
        still = self._state in ("paused", "finished") and not self._ending
        if still and time.monotonic() - self._heard > self._lab.bounds.idle:
            await self._keep_and_end(child, "idle")

    async def _keep_and_end(self, child: Child, reason: str) -> None:
        self._ending = True
        if self._step:
            self._keeping.clear()
            child.send({"do": "keep"})
            with suppress(TimeoutError):
                async with asyncio.timeout(10):
                    await self._first(self._keeping.wait())
        self.end(reason)

    async def _first(self, work: Any) -> None:
        """Wait for `work`, or for the end."""
        tasks = [asyncio.ensure_future(work), asyncio.ensure_future(self._ended.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    # ── what its process says ────────────────────────────────────────────────────────────────

    def _told(self, message: Json, blob: bytes) -> None:
        """Pass on what the process says."""
        if "frame" in message:
            self.outbox.show(message["frame"], blob)
            if self.outbox.too_full:
                self.outbox.take()
                self.end("unread")
            return
        event = message["event"]
        self._step = message.get("step", self._step)
        if event == "started":
            plan = planned(self._plan)
            del plan["source"]
            self.outbox.tell({**message, "plan": plan})
        elif event == "state":
            self._changed(message)
        elif event == "weights":
            self._background(self._keep(message, blob))
        elif event == "refused":
            self._keeping.set()
            self._problem(ValidationFailedError(message["words"]))
        else:
            self.outbox.tell(message)

    def _changed(self, message: Json) -> None:
        self._heard = time.monotonic()
        if message["why"] != "begin" or not self._start.run:  # it was told to run
            self._state = message["state"]
        self.outbox.tell({**message, "words": words.WHY[message["why"]]})
        assert self._child is not None
        if message["why"] == "planned":
            self._child.send({"do": "keep"})
        elif message["why"] == "time":
            self._background(self._keep_and_end(self._child, "time"))

    async def _keep(self, message: Json, weights: bytes) -> None:
        plan = self._plan
        about = {name: message[name] for name in ("step", "lessons", "train", "test")}
        about |= {"knobs": plan.choices.as_dict(), "title": plan.title, "summary": plan.summary}
        try:
            found = await asyncio.to_thread(self._lab.kept.put, about, weights)
        except OSError:
            self._problem(ValidationFailedError("The server has no room to keep it."))
            return
        finally:
            self._keeping.set()
        self._kept += 1
        told = {"network": found.id, "step": message["step"], "expires": found.expires}
        self.outbox.tell({"event": "kept", **told, "address": f"/#v=1&n={found.id}"})

    def _background(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        _TASKS.add(task)
        task.add_done_callback(_TASKS.discard)

    def _problem(self, error: AppError) -> None:
        self.outbox.refuse(error)


_TASKS: set[asyncio.Task[Any]] = set()
"""Work under way: the loop itself holds tasks weakly."""


def _ink(source: Source, limits: Limits) -> bytes:
    """The network's input as float32; nothing for a canvas without a point."""
    drawing = inputs.read_source(source, Options(), limits)
    if drawing.empty:
        return b""
    return np.ascontiguousarray(drawing.tensor(SHAPE)[0].numpy(), np.float32).tobytes()
