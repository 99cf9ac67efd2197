"""The live socket: one task hears everything in order, another answers only the newest."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from app.serving import answers, live
from app.serving.bodies import LiveMessage
from app.serving.errors import (
    AppError,
    InternalError,
    NotFoundError,
    OverloadedError,
    RateLimitedError,
)
from app.serving.frame import Dtype
from app.serving.limits import Limits
from app.serving.live import Question, Talk
from app.serving.service import Service
from app.serving.validate import validate
from app.telemetry.metrics import Metrics
from app.web import problems
from app.web.metrics import metrics_of
from app.web.requests import StrictQuery, names, service_of

log = logging.getLogger("inkling.live")
router = APIRouter()

SLOW_READER = 10.0
"""Seconds that sending one frame may take before the socket is given up."""


class LiveQuery(StrictQuery):
    """How a socket begins."""

    network: str | None = None
    dtype: Dtype = "float16"
    layers: str | None = None


class Sockets:
    """Which sockets are open, and who may open one more."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._clients: Counter[str] = Counter()

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """Take a place for a client until the block ends.

        Raises:
            RateLimitedError, OverloadedError: there is none left.
        """
        if self._clients[client] >= self._limits.sockets_per_client:
            raise RateLimitedError(f"At most {self._limits.sockets_per_client} sockets a client.")
        if self.open >= self._limits.sockets:
            raise OverloadedError(f"At most {self._limits.sockets} sockets in all.")
        self._clients[client] += 1
        try:
            yield
        finally:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]

    @property
    def open(self) -> int:
        """How many there are."""
        return self._clients.total()


@router.websocket("/api/v1/live")
async def open_live(socket: WebSocket) -> None:
    """Answer drawings while they grow; see docs/api.md for the messages."""
    service = service_of(socket.app.state)
    sockets = socket.app.state.sockets
    assert isinstance(sockets, Sockets)
    metrics = metrics_of(socket)
    client = socket.client.host if socket.client else ""
    try:
        talk = _begin(socket, service)
        with sockets.place(client):
            await socket.accept()
            metrics.opened()
            await Conversation(socket, service, talk, metrics).run()
    except AppError as error:
        metrics.refused(error.slug)
        await socket.send_denial_response(problems.answer_to(error))


@router.websocket("/{path:path}")
async def refuse(socket: WebSocket) -> None:
    """There is one socket only."""
    await socket.send_denial_response(problems.answer_to(NotFoundError("No socket is here.")))


def _begin(socket: WebSocket, service: Service) -> Talk:
    query = validate(LiveQuery, dict(socket.query_params), ("query",))
    catalog = service.catalog
    model = catalog.default if query.network is None else catalog.get(query.network)
    layers = names(query.layers)
    answers.chosen(model, layers)
    return Talk(model, query.dtype, layers)


class Conversation:
    """One open socket."""

    def __init__(self, socket: WebSocket, service: Service, talk: Talk, metrics: Metrics) -> None:
        self._socket = socket
        self._service = service
        self._talk = talk
        self._metrics = metrics
        self._newest: Question | None = None
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Hear and answer until the client leaves; nothing is computed for it after that."""
        answering = asyncio.create_task(self._answer_newest())
        try:
            await self._hear_all(answering)
        except WebSocketDisconnect:
            pass
        finally:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)

    async def _hear_all(self, answering: asyncio.Task[None]) -> None:
        while not answering.done():
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            await self._hear(text if text is not None else message["bytes"])

    async def _hear(self, text: str | bytes) -> None:
        """Take one message in; what is wrong with it is said, and changes nothing."""
        seq = None
        try:
            value = live.parse(text, self._service.limits.message_bytes)
            seq = live.seq_of(value)
            message = validate(LiveMessage, value, ())
            hear = partial(self._talk.hear, message, self._service)
            # Decoding a picture takes a while; everything else is quick.
            self._talk, self._newest = (
                await self._service.off_loop(hear) if message.image is not None else hear()
            )
            if self._news.is_set():
                self._metrics.framed("skipped")
            self._news.set()
        except AppError as error:
            await self._say_problem(seq, error)

    async def _answer_newest(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            question = self._newest
            assert question is not None
            try:
                frame = await live.answer(self._service, question)
            except AppError as error:
                await self._say_problem(question.seq, error)
            except Exception:  # our fault; the connection lives on
                log.exception("A live answer failed")
                await self._say_problem(question.seq, InternalError("The log tells more."))
            else:
                await self._send({"type": "websocket.send", "bytes": frame})
                self._metrics.framed("sent")

    async def _say_problem(self, seq: int | None, error: AppError) -> None:
        self._metrics.refused(error.slug)
        said = {"seq": seq, "problem": problems.problem_of(error, within=("body",))}
        await self._send({"type": "websocket.send", "text": orjson.dumps(said).decode()})

    async def _send(self, message: dict[str, Any]) -> None:
        """Send, but do not wait for ever for a client that does not read."""
        try:
            async with asyncio.timeout(SLOW_READER):
                await self._socket.send(message)
        except TimeoutError:
            await self._socket.close(1013)
            raise WebSocketDisconnect(1013) from None
