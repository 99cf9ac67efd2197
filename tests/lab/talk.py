"""A visitor of the lab, for tests."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from safetensors.torch import load
from torch import Tensor
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.servers import Server

Json = dict[str, Any]
PATIENCE = 90.0
TINY: Json = {"digits": 320, "filters": 2, "hidden": 0, "depth": 1, "epochs": 1, "batch_size": 16}
"""Twenty steps."""


class Visitor:
    """One socket; keeps all that it was told."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.events: list[Json] = []
        self.frames: list[tuple[Json, dict[str, Tensor]]] = []

    async def say(self, do: str, **more: Any) -> None:
        await self.socket.send(json.dumps({"do": do, **more}))

    async def hear(self) -> Json:
        """Wait for the next message; of a frame, its metadata with `frame`."""
        async with asyncio.timeout(PATIENCE):
            message = await self.socket.recv()
        if isinstance(message, bytes):
            (length,) = struct.unpack("<Q", message[:8])
            about = json.loads(message[8 : 8 + length])["__metadata__"]
            self.frames.append((about, load(message)))
            return {"frame": about["kind"], **about}
        event: Json = json.loads(message)
        self.events.append(event)
        return event

    async def until(self, event: str, **like: Any) -> Json:
        """Wait for an event, or a frame, with these values."""

        def fits(told: Json) -> bool:
            what = told.get("event", f"frame {told.get('frame')}")
            return what == event and all(told.get(key) == value for key, value in like.items())

        return await self.told(fits)

    async def told(self, fits: Callable[[Json], bool]) -> Json:
        while not fits(told := await self.hear()):
            assert told.get("event") != "ended", told
        return told

    async def ended(self) -> Json:
        """Wait for the end; the last event."""
        try:
            while True:
                await self.hear()
        except ConnectionClosed:
            return self.events[-1]


@asynccontextmanager
async def visit(server: Server, **start: Any) -> AsyncIterator[Visitor]:
    """Come in, and begin if knobs are given."""
    async with connect(f"{server.socket_url}/api/v1/lab/train", max_size=None) as socket:
        visitor = Visitor(socket)
        if start:
            await visitor.say("start", **start)
        yield visitor
