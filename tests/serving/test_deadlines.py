import asyncio
from typing import Any

import pytest

from app.serving.deadlines import Deadlines
from app.serving.errors import DeadlineExceededError


def test_each_wait_has_its_own_time() -> None:
    async def story() -> None:
        loop, deadlines = asyncio.get_running_loop(), Deadlines(0.2)
        waits: list[asyncio.Future[Any]] = []
        for _ in range(4):
            waits.append(loop.create_future())
            deadlines.watch(waits[-1])
            await asyncio.sleep(0.1)
        waits[2].cancel()
        assert {type(wait.exception()) for wait in waits[:2]} == {DeadlineExceededError}
        assert not waits[3].done()
        with pytest.raises(DeadlineExceededError, match=r"0\.2 seconds"):
            await waits[3]

    asyncio.run(story())


def test_what_is_done_is_let_go_of() -> None:
    async def story() -> None:
        loop, deadlines = asyncio.get_running_loop(), Deadlines(60)
        for _ in range(100):
            future = loop.create_future()
            deadlines.watch(future)
            future.set_result(b"a large answer")
        assert len(deadlines._waits) == 1
        deadlines._timer.cancel()  # type: ignore[union-attr]

    asyncio.run(story())
