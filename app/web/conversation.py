"""What is said on one open socket, whoever carries it: messages in, the newest one answered."""

import asyncio
import logging
from collections import deque
from functools import partial
from typing import Any, Protocol

import orjson

from app.serving import live, plain
from app.serving.bodies import LiveMessage
from app.serving.errors import AppError, InternalError
from app.serving.live import Question, Talk
from app.serving.service import Service
from app.serving.validate import validate
from app.telemetry.metrics import Metrics
from app.web import problems

log = logging.getLogger("inkling.live")


class Line(Protocol):
    """Who carries what is said to the client."""

    @property
    def free(self) -> bool:
        """Whether what was said before has been sent; the conversation's `go_on` is told when."""

    def say(self, said: bytes | str) -> None:
        """Send a frame, or a text."""


class Conversation:
    """One open socket; all of it happens on the event loop, and nothing of it waits.

    One question at a time is under way, and the next one is the newest of those that came
    meanwhile. A drawing that a client did not wait for is replaced before anything is computed.
    """

    def __init__(self, service: Service, talk: Talk, metrics: Metrics, line: Line) -> None:
        self._service = service
        self._talk = talk
        self._metrics = metrics
        self._line = line
        self._newest: Question | None = None
        self._answering: asyncio.Future[bytes] | None = None
        self.decoding: asyncio.Future[tuple[Talk, Question]] | None = None
        """A message with a picture, or to a network of the lab that has to be read: both take a
        while. Others wait behind it."""
        self._unheard: deque[str | bytes] = deque()
        self._ended = False

    def hear(self, text: str | bytes) -> None:
        """Take one message in; what is wrong with it is said, and changes nothing."""
        if self.decoding is not None:
            self._unheard.append(text)
            return
        found = plain.message(text) if isinstance(text, bytes) else None
        seq = None if found is None else found[0]
        try:
            if found is not None:
                self._heard(*self._talk.draw(*found, self._service))
                return
            value = live.parse(text, self._service.limits.message_bytes)
            seq = live.seq_of(value)
            message = validate(LiveMessage, value, ())
            if message.image is None and self._at_hand(message.network):
                self._heard(*self._talk.hear(message, self._service))
            else:
                hear = partial(self._talk.hear, message, self._service)
                self.decoding = asyncio.ensure_future(self._service.off_loop(hear))
                self.decoding.add_done_callback(partial(self._decoded, seq))
        except AppError as error:
            self._refuse(seq, error)

    def _at_hand(self, network: str | None) -> bool:
        return network is None or self._service.catalog.at_hand(network)

    def go_on(self) -> None:
        """Answer the newest message, when the answer before has been read."""
        if self._newest is None or self._answering is not None or not self._line.free:
            return
        question, self._newest = self._newest, None
        try:
            self._answering = live.asked(self._service, question)
        except AppError as error:
            self._refuse(question.seq, error)
        else:
            self._answering.add_done_callback(partial(self._came, question))

    def end(self) -> None:
        """The client has left; nothing is computed for it after this."""
        self._ended, self._newest = True, None
        self._unheard.clear()
        for work in (self._answering, self.decoding):
            if work is not None:
                work.cancel()

    async def ready(self) -> None:
        """Wait until the next message would be heard at once."""
        while self.decoding is not None:
            await asyncio.wait((self.decoding,))

    def _decoded(self, seq: int | None, found: "asyncio.Future[tuple[Talk, Question]]") -> None:
        self.decoding = None
        if self._ended or found.cancelled():
            return
        error = found.exception()
        if error is None:
            self._heard(*found.result())
        else:
            self._fail(seq, error)
        while self._unheard and self.decoding is None:
            self.hear(self._unheard.popleft())

    def _heard(self, talk: Talk, question: Question) -> None:
        if self._newest is not None:
            self._metrics.framed("skipped")
        self._talk, self._newest = talk, question
        self.go_on()

    def _came(self, question: Question, answer: "asyncio.Future[bytes]") -> None:
        self._answering = None
        if self._ended or answer.cancelled():
            return
        error = answer.exception()
        if error is None:
            self._line.say(answer.result())
            self._metrics.framed("sent")
        else:
            self._fail(question.seq, error)
        self.go_on()

    def _fail(self, seq: int | None, error: BaseException) -> None:
        if not isinstance(error, AppError):  # our fault; the connection lives on
            log.error("A live answer failed", exc_info=error)
            error = InternalError("The log tells more.")
        self._refuse(seq, error)

    def _refuse(self, seq: int | None, error: AppError) -> None:
        self._metrics.refused(error.slug)
        said: dict[str, Any] = {"seq": seq, "problem": problems.problem_of(error, within=("body",))}
        self._line.say(orjson.dumps(said).decode())
