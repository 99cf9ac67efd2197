"""The live socket: who may open one, and who carries what is said on it."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, WebSocket

from app.serving import answers
from app.serving.errors import AppError, NotFoundError, OverloadedError, RateLimitedError
from app.serving.frame import Dtype
from app.serving.limits import Limits
from app.serving.live import Talk
from app.serving.service import Service
from app.serving.validate import validate
from app.web import problems
from app.web.conversation import Conversation
from app.web.metrics import metrics_of
from app.web.requests import Flag, StrictQuery, names, service_of
from app.web.socket_protocol import LINE, BoundedSocket

router = APIRouter()

SLOW_READER = 10.0
"""Seconds that sending one frame may take before the socket is given up."""


class LiveQuery(StrictQuery):
    """How a socket begins."""

    network: str | None = None
    dtype: Dtype = "float16"
    layers: str | None = None
    derive: Flag = False


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
            line = _line_of(socket)
            conversation = Conversation(service, talk, metrics, line)
            try:
                await line.carry(conversation)
            finally:
                conversation.end()
    except AppError as error:
        metrics.refused(error.slug)
        await socket.send_denial_response(problems.answer_to(error))


@router.websocket("/{path:path}")
async def refuse(socket: WebSocket) -> None:
    """There is one socket only."""
    await socket.send_denial_response(problems.answer_to(NotFoundError("No socket is here.")))


def _line_of(socket: WebSocket) -> "BoundedSocket | Messages":
    """The connection itself, where it is ours."""
    found = socket.scope.get("extensions", {}).get(LINE)
    return found if isinstance(found, BoundedSocket) else Messages(socket)


def _begin(socket: WebSocket, service: Service) -> Talk:
    query = validate(LiveQuery, dict(socket.query_params), ("query",))
    catalog = service.catalog
    model = catalog.default if query.network is None else catalog.get(query.network)
    layers = names(query.layers)
    answers.chosen(model, layers)
    return Talk(model, query.dtype, layers, derive=query.derive)


class Messages:
    """The line over a socket of any ASGI server."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._unsent: asyncio.Queue[bytes | str] = asyncio.Queue()
        self._sending = False

    @property
    def free(self) -> bool:
        """Whether everything has been sent."""
        return not self._sending and self._unsent.empty()

    def say(self, said: bytes | str) -> None:
        """Send it when it is its turn."""
        self._unsent.put_nowait(said)

    async def carry(self, conversation: Conversation) -> None:
        """Carry messages both ways until the client leaves."""
        sending = asyncio.create_task(self._send_all(conversation))
        try:
            while not sending.done():
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                text = message.get("text")
                conversation.hear(text if text is not None else message["bytes"])
                await conversation.ready()
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _send_all(self, conversation: Conversation) -> None:
        """Send what is to be said, but do not wait for ever for a client that does not read."""
        while True:
            said = await self._unsent.get()
            self._sending = True
            try:
                async with asyncio.timeout(SLOW_READER):
                    await self._socket.send(_message(said))
            except TimeoutError:
                await self._socket.close(1013)
                return
            self._sending = False
            conversation.go_on()


def _message(said: bytes | str) -> dict[str, Any]:
    kind = "bytes" if isinstance(said, bytes) else "text"
    return {"type": "websocket.send", kind: said}
