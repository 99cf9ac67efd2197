import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from fastapi import Request
from starlette.requests import ClientDisconnect

from app.networks.store import Model
from app.resources import resource
from app.serving import ablations
from app.serving.catalog import Catalog
from app.serving.dissections import Dissections
from app.serving.engine import Engine
from app.serving.errors import DeadlineExceededError
from app.serving.gallery import Gallery
from app.serving.helpers import Helpers
from app.serving.inputs import Options
from app.serving.limits import Limits
from app.serving.samples import Samples
from app.serving.service import Service, Upload
from app.web.requests import while_here
from tests.web.bodies import SEVEN

UPLOAD = Upload(orjson.dumps(SEVEN), "application/json", Options())


class Slow:
    """An ablation that goes on until it is told to stop."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.stopped = threading.Event()

    def __call__(self, *_: Any, go_on: Callable[[], None]) -> None:
        self.begun.set()
        try:
            for _ in range(10_000):
                go_on()
                time.sleep(0.001)
        except BaseException:
            self.stopped.set()
            raise


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    made = Slow()
    monkeypatch.setattr(ablations, "ablate", made)
    return made


@pytest.fixture
def service(model: Model) -> Iterator[Service]:
    engine = Engine(deadline=0.5)
    samples = Samples.load(resource("models"))
    helper, ablator = Helpers(1, "helper"), Helpers(1, "ablator")
    gallery = Gallery(samples, ())
    engine.start()
    dissections = Dissections(resource("models"))
    catalog = Catalog([model])
    yield Service(catalog, Limits(), engine, helper, ablator, samples, gallery, dissections)
    engine.stop()


def test_an_ablation_ends_with_the_wait_for_it(service: Service, model: Model, slow: Slow) -> None:
    async def story() -> None:
        first = asyncio.create_task(service.ablate(model, UPLOAD, ["conv"]))
        assert await asyncio.to_thread(slow.begun.wait, 5)
        first.cancel()
        assert await asyncio.to_thread(slow.stopped.wait, 5)

    asyncio.run(story())


def test_an_ablation_ends_at_the_deadline(service: Service, model: Model, slow: Slow) -> None:
    with pytest.raises(DeadlineExceededError):
        asyncio.run(service.ablate(model, UPLOAD, ["conv"]))
    assert slow.stopped.wait(5)


def test_work_is_dropped_when_its_client_leaves() -> None:
    gone = asyncio.Event()
    dropped = []

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def work() -> None:
        gone.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            dropped.append(True)
            raise

    async def story() -> None:
        with pytest.raises(ClientDisconnect):
            await while_here(Request({"type": "http"}, receive), work())
        await asyncio.sleep(0)

    asyncio.run(story())
    assert dropped


def test_work_is_finished_while_its_client_waits() -> None:
    async def receive() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def work() -> int:
        return 7

    async def story() -> int:
        return await while_here(Request({"type": "http"}, receive), work())

    assert asyncio.run(story()) == 7
