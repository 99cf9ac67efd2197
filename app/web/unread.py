"""Letting go of clients that do not read: what is written for them would stay for as long."""

import asyncio
from asyncio import TimerHandle
from typing import Any


class Unread(asyncio.Protocol):
    """A protocol that cuts a connection whose client takes nothing for `send_seconds`."""

    transport: Any
    loop: asyncio.AbstractEventLoop
    send_seconds: float
    _unread: TimerHandle | None = None

    def pause_writing(self) -> None:
        """The client is behind by more than a buffer."""
        super().pause_writing()
        self._unread = self.loop.call_later(self.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It has read."""
        super().resume_writing()
        self._caught_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has gone."""
        self._caught_up()
        super().connection_lost(exc)

    def _caught_up(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
