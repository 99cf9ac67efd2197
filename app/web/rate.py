"""How often one client may ask for work; off unless the operator sets a rate."""

import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from starlette.types import ASGIApp, Receive, Scope, Send

from app.serving.errors import RateLimitedError
from app.web import problems

MOST_CLIENTS = 100_000
BURST = 2.0
"""Seconds' worth of requests that a client may send at once."""


class RateLimit:
    """Answers 429 to a client's POST requests beyond `rate` a second: a bucket of tokens each.

    A client is an address. One that has been silent long enough for its bucket to be full
    needs no bucket; the oldest are forgotten first.
    """

    def __init__(
        self, app: ASGIApp, rate: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self._rate = rate
        self._most = max(1.0, rate * BURST)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within the rate."""
        if scope["type"] == "http" and scope["method"] == "POST":
            client = scope["client"][0] if scope.get("client") else ""
            wait = self._take(client)
            if wait > 0:
                error = RateLimitedError(f"At most {self._rate:g} requests a second.")
                answer = problems.answer_to(error, scope["path"])
                answer.headers["retry-after"] = str(ceil(wait))
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _take(self, client: str) -> float:
        """Take a token; return the seconds until there is one, 0 when it was taken."""
        now = self._clock()
        tokens, seen = self._buckets.pop(client, (self._most, now))
        tokens = min(self._most, tokens + (now - seen) * self._rate)
        taken = tokens >= 1
        self._buckets[client] = (tokens - 1 if taken else tokens, now)
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - tokens) / self._rate
