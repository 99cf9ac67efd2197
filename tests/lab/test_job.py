"""A training ends when its time is up, or nobody wants anything of it; what it learned stays."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors.torch import save

from app.serving.lab import child
from app.serving.lab.bounds import Bounds
from app.serving.lab.job import Job
from app.serving.lab.kept import Kept
from app.serving.lab.lab import open_lab
from app.serving.lab.outbox import MOST, MOST_BYTES, Outbox
from app.serving.limits import Limits
from app.settings import Settings
from tests.lab.talk import PATIENCE, TINY
from tests.web.bodies import SEVEN

Json = dict[str, Any]


async def told(place: Path, **bounds: float) -> list[Json]:
    """All events of a training that nobody touches once it has begun."""
    lab = open_lab(Settings(**{f"lab_{name}": value for name, value in bounds.items()}), place)
    job = Job(lab, Limits(), "me", asyncio.to_thread)
    running = asyncio.create_task(job.run())
    await job.hear({"do": "start", "knobs": TINY})
    async with asyncio.timeout(PATIENCE):
        await running
    assert lab.places.counts() == (0, 0)
    assert lab.jobs == set()
    return [json.loads(one) for one in job.outbox.take() if isinstance(one, str)]


@pytest.mark.parametrize(
    ("reason", "bounds"), [("time", {"seconds": 0.01}), ("idle", {"idle": 0.01})]
)
def test_it_ends_and_what_it_learned_is_kept(
    reason: str, bounds: dict[str, float], tmp_path: Path
) -> None:
    events = asyncio.run(told(tmp_path, **bounds))
    assert events[-1]["reason"] == reason
    kept = [event for event in events if event["event"] == "kept"]
    lab = open_lab(Settings(), tmp_path)
    assert lab.get(kept[-1]["network"]) is not None


def test_plans_and_drawings_are_not_made_on_the_event_loop(tmp_path: Path) -> None:
    apart: list[Any] = []

    async def run(work: Callable[[], Any]) -> Any:
        apart.append(work())
        return apart[-1]

    async def story() -> None:
        job = Job(open_lab(Settings(), tmp_path), Limits(), "me", run)
        await job.hear({"do": "ink", "seq": 1, **SEVEN})
        await job.hear({"do": "start", "knobs": TINY})
        assert [type(made).__name__ for made in apart] == ["bytes", "Plan"]
        assert len(apart[0]) == 28 * 28 * 4

    asyncio.run(story())


def test_a_training_that_nobody_reads_ends_before_it_fills_the_memory(tmp_path: Path) -> None:
    async def story() -> None:
        job = Job(open_lab(Settings(), tmp_path), Limits(), "me", asyncio.to_thread)
        running = asyncio.create_task(job.run())
        for _ in range(100):
            job._told({"frame": "view"}, bytes(MOST_BYTES))  # only the newest waits
        assert not job.outbox.too_full
        job._told({"frame": "step"}, b".")
        async with asyncio.timeout(PATIENCE):
            await running
        (last,) = job.outbox.take()
        assert isinstance(last, str)
        assert json.loads(last)["reason"] == "unread"

    asyncio.run(story())


def test_who_does_not_read_is_not_heard() -> None:
    async def story() -> None:
        outbox = Outbox()
        for number in range(MOST):
            await outbox.room()
            outbox.tell({"event": str(number)})
        waiting = asyncio.create_task(outbox.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        assert await outbox.next() == '{"event":"0"}'
        await waiting

    asyncio.run(story())


def test_networks_leave_room_on_a_small_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = SimpleNamespace(total=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: small)
    kept = Kept(tmp_path, Bounds())
    weights = save({"a": torch.zeros(50_000)})
    for _ in range(9):
        kept.put({}, weights)
    left = [path.stat().st_size for path in (tmp_path / "networks").iterdir()]
    assert len(left) == 2
    assert sum(left) <= small.total / 2


def test_a_training_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INKLING_API_KEYS", "OTEL_EXPORTER_OTLP_HEADERS", "PROMETHEUS_MULTIPROC_DIR"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in child._environment().values()
