"""What a visitor of the lab is to be told, until it is sent."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from app.serving.answers import to_json
from app.serving.errors import AppError

Json = dict[str, Any]
Sent = str | bytes | AppError
"""An event as JSON, a frame, or something wrong."""
MOST = 64
"""What may wait before the visitor is not heard any more."""
MOST_BYTES = 16 << 20
"""Of events and frames that wait, before the visitor is given up."""


class Outbox:
    """What the visitor is told, in order; of pictures of the network only the newest waits."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, Sent]] = deque()
        self._news = asyncio.Event()
        self._room = asyncio.Event()
        self._bytes = 0

    @property
    def too_full(self) -> bool:
        """Whether more waits than a visitor who reads would let wait."""
        return self._bytes > MOST_BYTES

    def tell(self, event: Json) -> None:
        """Add an event."""
        self._add(event["event"], to_json(event).decode())

    def show(self, kind: str, frame: bytes) -> None:
        """Add a frame; an older view that still waits is dropped."""
        if kind == "view":
            self._drop("view")
        self._add(kind, frame)

    def refuse(self, error: AppError) -> None:
        """Say that something was wrong."""
        self._add("problem", error)

    def _add(self, kind: str, what: Sent) -> None:
        self._waiting.append((kind, what))
        self._bytes += _size(what)
        self._news.set()

    def _drop(self, kind: str) -> None:
        left = [one for one in self._waiting if one[0] != kind]
        self._waiting.clear()
        self._bytes = 0
        for one in left:
            self._add(*one)

    async def next(self) -> Sent:
        """Wait for something, and take it."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        _, what = self._waiting.popleft()
        self._bytes -= _size(what)
        self._room.set()
        return what

    async def room(self) -> None:
        """Wait until little enough waits."""
        while len(self._waiting) >= MOST:
            self._room.clear()
            await self._room.wait()

    def take(self) -> list[Sent]:
        """All that waits."""
        found = [what for _, what in self._waiting]
        self._waiting.clear()
        self._bytes = 0
        self._room.set()
        return found


def _size(what: Sent) -> int:
    return 0 if isinstance(what, AppError) else len(what)
