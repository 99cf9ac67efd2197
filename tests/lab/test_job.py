"""A training ends when its time is up, or nobody wants anything of it; what it learned stays."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from app.serving.lab.job import Job
from app.serving.lab.lab import open_lab
from app.serving.limits import Limits
from app.settings import Settings
from tests.lab.talk import PATIENCE, TINY

Json = dict[str, Any]


async def told(place: Path, **bounds: float) -> list[Json]:
    """All events of a training that nobody touches once it has begun."""
    lab = open_lab(Settings(**{f"lab_{name}": value for name, value in bounds.items()}), place)
    job = Job(lab, Limits(), "me")
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
