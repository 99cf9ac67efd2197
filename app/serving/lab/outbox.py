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


class Outbox:
    """What the visitor is told, in order; of pictures of the network only the newest waits."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, Sent]] = deque()
        self._news = asyncio.Event()

    def tell(self, event: Json) -> None:
        """Add an event."""
        self._add(event["event"], to_json(event).decode())

    def show(self, kind: str, frame: bytes) -> None:
        """Add a frame; an older view that still waits is dropped."""
        if kind == "view":
            self._waiting = deque(one for one in self._waiting if one[0] != "view")
        self._add(kind, frame)

    def refuse(self, error: AppError) -> None:
        """Say that something was wrong."""
        self._add("problem", error)

    def _add(self, kind: str, what: Sent) -> None:
        self._waiting.append((kind, what))
        self._news.set()

    async def next(self) -> Sent:
        """Wait for something, and take it."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()[1]

    def take(self) -> list[Sent]:
        """All that waits."""
        found = [what for _, what in self._waiting]
        self._waiting.clear()
        return found
