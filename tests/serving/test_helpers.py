"""The threads for heavy work take only so much, and nothing for those who have left."""

import asyncio
import threading
import time

import pytest

from app.serving.errors import ClientGoneError, DeadlineExceededError, OverloadedError
from app.serving.helpers import Helpers
from app.serving.jobs import Presence


def test_what_waits_is_bounded() -> None:
    async def story() -> None:
        helpers, gate = Helpers(1, "test", most=3), threading.Event()
        tasks = [asyncio.create_task(helpers.run(gate.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError):
            await helpers.run(gate.wait)
        gate.set()
        assert await asyncio.gather(*tasks) == [True] * 3
        assert await helpers.run(lambda: 7) == 7
        helpers.stop()

    asyncio.run(story())


def test_what_takes_too_long_is_given_up_and_keeps_its_place() -> None:
    async def story() -> None:
        helpers, gate = Helpers(1, "test", most=1, deadline=0.05), threading.Event()
        start = time.monotonic()
        with pytest.raises(DeadlineExceededError):
            await helpers.run(lambda: gate.wait(10))
        assert time.monotonic() - start < 2
        with pytest.raises(OverloadedError):
            await helpers.run(gate.wait)
        gate.set()
        await asyncio.sleep(0.1)
        assert await helpers.run(lambda: 7) == 7
        helpers.stop()

    asyncio.run(story())


def test_nothing_is_done_for_one_who_has_left() -> None:
    done = []

    async def story() -> None:
        helpers, gate, client = Helpers(1, "test"), threading.Event(), Presence()
        first = asyncio.create_task(helpers.run(gate.wait))
        second = asyncio.create_task(helpers.run(lambda: done.append(1), client))
        await asyncio.sleep(0.01)
        client.gone = True
        gate.set()
        await first
        with pytest.raises(ClientGoneError):
            await second
        helpers.stop()

    asyncio.run(story())
    assert done == []
