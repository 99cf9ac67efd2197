"""The lab's socket: a training lives as long as its visitor is connected."""

import asyncio
import logging
from itertools import islice

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from app.serving import live
from app.serving.errors import AppError, InternalError
from app.serving.lab.job import Job
from app.serving.lab.kept import ID, PREFIX
from app.serving.lab.lab import Lab
from app.serving.lab.outbox import Sent
from app.serving.service import Service
from app.serving.validate import validate
from app.telemetry.metrics import Metrics
from app.web import problems
from app.web.live import SLOW_READER, Sockets
from app.web.metrics import metrics_of
from app.web.requests import StrictQuery, lab_of, service_of

log = logging.getLogger("inkling.lab")
router = APIRouter()
MOST_NAMED = 4
"""Networks that an address is looked through for; none that is answered names more."""


@router.websocket("/api/v1/lab/train")
async def train(socket: WebSocket) -> None:
    """Train a network for whoever is connected; see docs/lab.md for the messages."""
    state, metrics = socket.app.state, metrics_of(socket)
    service, lab = service_of(state), lab_of(state)
    sockets = socket.app.state.sockets
    assert isinstance(sockets, Sockets)
    client = socket.client.host if socket.client else ""
    try:
        validate(StrictQuery, dict(socket.query_params), ("query",))
        lab.check()
        with sockets.place(client):
            await socket.accept()
            metrics.opened()
            await Visit(socket, lab, service, client, metrics).run()
    except AppError as error:
        metrics.refused(error.slug)
        await socket.send_denial_response(problems.answer_to(error))


class Preload:
    """Reads the networks of the lab that a request names, before the event loop would."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the address; what is in a body is read when it is looked up."""
        if scope["type"] in ("http", "websocket"):
            query = scope["query_string"].decode("latin-1")
            if PREFIX in scope["path"] or PREFIX in query:
                lab = lab_of(scope["app"].state)
                for id in islice(set(ID.findall(f"{scope['path']} {query}")), MOST_NAMED):
                    if not lab.at_hand(id):
                        await asyncio.to_thread(lab.get, id)
        await self.app(scope, receive, send)


class Visit:
    """One open socket and its job."""

    def __init__(
        self, socket: WebSocket, lab: Lab, service: Service, client: str, metrics: Metrics
    ) -> None:
        self._socket = socket
        self._limits = service.limits
        self._metrics = metrics
        self._job = Job(lab, service.limits, client, service.off_loop)

    async def run(self) -> None:
        """Until the job ends, or the visitor leaves."""
        parts = [
            asyncio.create_task(part) for part in (self._hear(), self._tell(), self._job.run())
        ]
        hearing, telling, working = parts
        try:
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            if working.done() and not hearing.done():
                await self._finish(working, telling)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)

    async def _finish(self, working: asyncio.Task[None], telling: asyncio.Task[None]) -> None:
        """Say what is left to be said, and close."""
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        if not working.cancelled() and (failure := working.exception()):
            log.error("A training failed", exc_info=failure)
            self._job.outbox.refuse(InternalError("The log tells more."))
        try:
            for one in self._job.outbox.take():
                await self._send(one)
            await self._socket.close(1000)
        except (WebSocketDisconnect, RuntimeError, TimeoutError):
            pass

    async def _hear(self) -> None:
        """One message at a time, and only while what is said to them is read."""
        while True:
            await asyncio.sleep(0)  # of many that came together, others have their turn between
            await self._job.outbox.room()
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            try:
                data = text if text is not None else message["bytes"]
                await self._job.hear(live.parse(data, self._limits.message_bytes))
            except AppError as error:
                self._job.outbox.refuse(error)

    async def _tell(self) -> None:
        while True:
            await self._send(await self._job.outbox.next())

    async def _send(self, one: Sent) -> None:
        """Send, but do not wait for ever for a visitor who does not read."""
        if isinstance(one, AppError):
            self._metrics.refused(one.slug)
            said = {"event": "problem", "problem": problems.problem_of(one, within=("body",))}
            one = orjson.dumps(said).decode()
        kind = "bytes" if isinstance(one, bytes) else "text"
        async with asyncio.timeout(SLOW_READER):
            await self._socket.send({"type": "websocket.send", kind: one})
