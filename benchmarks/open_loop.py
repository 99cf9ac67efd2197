"""Requests by the clock, whether or not earlier ones were answered: an open loop."""

import asyncio
import time
from dataclasses import dataclass

from benchmarks.load import HTTP, Result

REST = 2.0
"""Seconds in which answers may still come when nothing is asked any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came for a request: when it was due, sent and answered, in seconds of one clock."""

    status: int
    due: float
    sent: float
    came: float

    @property
    def took(self) -> float:
        """From the moment at which it was sent: that it was sent late is the load's own fault."""
        return self.came - self.sent

    @property
    def late(self) -> float:
        return self.sent - self.due


class OnDemand(HTTP):
    """A connection that asks when it is told to, and then waits."""

    def __init__(self, request: bytes, story: "Story") -> None:
        super().__init__(request, Result(0), float("inf"))
        self._story = story

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._story.idle.append(self)

    def ask(self, due: float) -> None:
        self._due = due
        self._ask()

    def _answered(self) -> None:
        came = time.perf_counter()
        self._story.answers.append(Answer(self._status, self._due, self._sent, came))
        self._story.idle.append(self)


class Story:
    """One stretch of time with a rate of requests, over connections that are kept."""

    def __init__(self, port: int, asked: bytes, lines: int) -> None:
        self.idle: list[OnDemand] = []
        self.answers: list[Answer] = []
        self.sent = self.unsent = 0
        self._port, self._asked, self._lines = port, asked, lines

    async def connect(self) -> None:
        """Open the connections."""
        loop = asyncio.get_running_loop()
        self._made = [
            await loop.create_connection(
                lambda: OnDemand(self._asked, self), "127.0.0.1", self._port
            )
            for _ in range(self._lines)
        ]

    async def offer(self, rate: float, seconds: float) -> None:
        """Ask so often for so long; who finds all connections waiting is not sent."""
        self.start = time.perf_counter()
        while (now := time.perf_counter() - self.start) < seconds:
            while self.sent + self.unsent < now * rate:
                if self.idle:
                    self.idle.pop().ask(self.start + (self.sent + self.unsent) / rate)
                    self.sent += 1
                else:
                    self.unsent += 1
            await asyncio.sleep(0.001)

    async def close(self) -> None:
        """Wait for what is still to come, and leave."""
        end = time.perf_counter() + REST
        while len(self.answers) < self.sent and time.perf_counter() < end:
            await asyncio.sleep(0.01)
        for transport, _ in self._made:
            transport.abort()

    @property
    def lost(self) -> int:
        """Requests for which nothing came."""
        return self.sent - len(self.answers)
