"""uvicorn's server with an end in good order: what has been sent is answered."""

import asyncio
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn

from app.web.reception import RECEPTION, Reception

MOST = 2048
"""Connections that are still taken at the end, as many as uvicorn lets wait."""


class DrainingServer(uvicorn.Server):
    """A server that says when it is ready, and that loses no request when it stops.

    Told to stop, it is not ready any more and asks clients to connect anew, elsewhere; it goes on
    so for `pause` seconds, until those who send requests here have heard of it. Then it takes the
    connections that the system made for it meanwhile, closes its port, and finishes.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        pause: float = 0.0,
        announce: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(config)
        self._pause = pause
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Load, listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leave in good order."""
        reception = self.lifespan.state.get(RECEPTION)
        if isinstance(reception, Reception):
            reception.life.leave()
        await self._wait(self._pause)
        await self._take_what_waits(sockets or [])
        await super().shutdown(sockets)

    async def _wait(self, seconds: float) -> None:
        """Wait, unless somebody presses Ctrl-C again."""
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0 and not self.force_exit:
            await asyncio.sleep(min(left, 0.1))

    async def _take_what_waits(self, sockets: list[socket.socket]) -> None:
        """Stop listening, then accept what the system has accepted: closing would reset it.

        All at once: those who are answered meanwhile would come again, and it would never end.
        """
        spare = [listener.dup() for listener in sockets]
        for server in self.servers:
            server.close()
        taken: list[socket.socket] = []
        for listener in spare:
            listener.setblocking(False)
            with listener:
                while len(taken) < MOST and (found := _accepted(listener)) is not None:
                    taken.append(found)
        loop, protocol = asyncio.get_running_loop(), self._protocol()
        for connection in taken:
            await loop.connect_accepted_socket(protocol, connection)

    def _protocol(self) -> Callable[[], asyncio.Protocol]:
        connection: Any = self.config.http_protocol_class
        return partial(
            connection,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )


def _accepted(listener: socket.socket) -> socket.socket | None:
    try:
        return listener.accept()[0]
    except OSError:  # nobody waits, or nobody listens
        return None
