"""The lab: what can be chosen here, what it would come to, who trains, what was kept."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.lab import presets
from app.lab.digits import LICENCE, SOURCE, shipped
from app.lab.errors import KnobError
from app.lab.knobs import GROUPS, Choices, described
from app.lab.plan import Plan, plan
from app.networks.store import Model
from app.serving.errors import LabOffError, Loc
from app.serving.lab import words
from app.serving.lab.bounds import Bounds
from app.serving.lab.kept import Kept
from app.serving.lab.messages import refused
from app.serving.lab.places import Places, lock
from app.settings import Settings

Json = dict[str, Any]
NAME = "inkling-lab-"
"""What temporary folders begin with."""


@dataclass
class Lab:
    """One worker's part of it; without `folder` it is off, and `reason` says why."""

    bounds: Bounds
    folder: Path | None
    digits: Sequence[Path] = ()
    reason: str = ""
    jobs: set[Any] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Make what is shared with other workers."""
        if self.folder is not None:
            limits = self.bounds
            self.kept = Kept(self.folder, limits)
            self.places = Places(self.folder, limits.jobs, limits.jobs_per_client, limits.waiting)

    @property
    def on(self) -> bool:
        """Whether anybody can train here."""
        return self.folder is not None

    def check(self) -> None:
        """Return when it is on.

        Raises:
            LabOffError: it is off; says why.
        """
        if not self.on:
            raise LabOffError(self.reason)

    def count(self, running: bool) -> int:
        """How many trainings of this worker run, or wait."""
        return sum(job.running == running for job in self.jobs)

    def about(self) -> Json:
        """Everything that a page needs to offer it."""
        running, waiting = self.places.counts() if self.on else (0, 0)
        return {
            "on": self.on,
            "words": self.reason,
            "knobs": described(),
            "groups": [{"name": name, "title": title} for name, title in GROUPS.items()],
            "presets": presets.described(),
            "data": {"train": 10_000, "test": 2_000, "source": SOURCE, "licence": LICENCE},
            "limits": self.bounds.as_dict(),
            "jobs": {"running": running, "waiting": waiting},
        }

    def plan(self, choices: Choices, at: Loc = ("body",)) -> Plan:
        """What these choices come to; some 20 to 100 ms.

        Raises:
            ValidationFailedError: there is no such network; says what to do.
        """
        try:
            return plan(choices, self.bounds.size)
        except KnobError as error:
            raise refused(error, at) from None

    def get(self, id: str) -> Model | None:
        """A network that was kept, ready to answer."""
        return self.kept.get(id) if self.on else None

    def at_hand(self, id: str) -> bool:
        """Whether it need not be read."""
        return not self.on or self.kept.at_hand(id)

    def stop(self) -> None:
        """End all trainings of this worker."""
        for job in tuple(self.jobs):
            job.stop()

    async def tidied(self) -> None:
        """Drop what has expired, now and then, until cancelled."""
        while self.on:
            await asyncio.to_thread(self.kept.tidy)
            await asyncio.sleep(min(60.0, self.bounds.expiry))


def planned(found: Plan) -> Json:
    """A plan as JSON."""
    choices = found.choices
    return {
        "knobs": choices.as_dict(),
        "title": found.title,
        "summary": found.summary,
        "parameters": found.network.parameters,
        "connections": found.network.connections,
        "steps": choices.steps,
        "batches_per_epoch": choices.batches,
        "memory": found.memory,
        "receptive_field": list(found.receptive_field),
        "layers": [layer.as_dict() for layer in found.network.layers],
        "source": found.source,
        "advice": list(found.advice),
    }


def open_lab(settings: Settings, folder: Path | None, reason: str = words.NO_PLACE) -> Lab:
    """The lab as the settings want it, with a folder to share."""
    bounds = Bounds.of(settings)
    if not settings.lab:
        return Lab(bounds, None, reason=words.OFF)
    if folder is None:
        return Lab(bounds, None, reason=reason)
    try:
        return Lab(bounds, folder, shipped(settings.models))
    except FileNotFoundError:
        return Lab(bounds, None, reason=words.NO_DIGITS)
    except OSError:
        return Lab(bounds, None, reason=words.NO_PLACE)


@contextmanager
def shared_folder(settings: Settings) -> Iterator[Path | None]:
    """The operator's folder, or a temporary one until the block ends; None: there can be none."""
    if settings.lab_folder is not None or not settings.lab:
        yield settings.lab_folder
        return
    try:
        folder = Path(tempfile.mkdtemp(prefix=NAME))
        _sweep(folder.parent)
        held = os.open(folder / "held", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield None
        return
    lock(held)
    try:
        yield folder
    finally:
        os.close(held)
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(place: Path) -> None:
    """Remove folders of servers that were killed: nobody holds them."""
    for folder in place.glob(f"{NAME}*"):
        try:
            file = os.open(folder / "held", os.O_RDWR)
        except OSError:
            continue
        left = lock(file)
        os.close(file)
        if left:
            shutil.rmtree(folder, ignore_errors=True)
