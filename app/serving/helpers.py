"""A few threads for what is heavy: decoding pictures, ablation, files. What waits is bounded."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.serving.errors import (
    FULL,
    ClientGoneError,
    DeadlineExceededError,
    NotReadyError,
    OverloadedError,
)
from app.serving.jobs import Presence

T = TypeVar("T")


class Helpers:
    """Runs work in order of arrival, `threads` at a time; at most `most` is under way or waits."""

    def __init__(self, threads: int, name: str, *, most: int = 256, deadline: float = 10) -> None:
        self._pool = ThreadPoolExecutor(threads, name)
        self._most = most
        self.deadline = deadline
        self._taken = 0

    async def run(self, work: Callable[[], T], client: Presence | None = None) -> T:
        """Run `work` on a thread, unless the client has left by then.

        Raises:
            OverloadedError: too much waits already.
            DeadlineExceededError: it took too long.
        """
        if self._taken >= self._most:
            raise OverloadedError(FULL)

        caller = Presence()

        def attempt() -> T:
            if caller.gone or (client is not None and client.gone):
                raise ClientGoneError("The client has left.")
            return work()

        try:
            future = asyncio.get_running_loop().run_in_executor(self._pool, attempt)
        except RuntimeError:  # the pool has shut down
            raise NotReadyError("The server is stopping.") from None
        self._taken += 1
        future.add_done_callback(self._release)
        try:
            async with asyncio.timeout(self.deadline):
                return await asyncio.shield(future)  # a place is free when its work has ended
        except TimeoutError:
            raise DeadlineExceededError(f"No answer within {self.deadline:g} seconds.") from None
        finally:
            caller.gone = True

    @property
    def waiting(self) -> int:
        """How much is under way or waits."""
        return self._taken

    def _release(self, future: "asyncio.Future[T]") -> None:
        self._taken -= 1
        if not future.cancelled():
            future.exception()  # nobody may be left to look at it

    def stop(self) -> None:
        """End the threads; what waits is dropped."""
        self._pool.shutdown(cancel_futures=True)
