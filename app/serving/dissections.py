"""What `inkling dissect` found, read when it is first asked for."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from app.dissect import archive
from app.dissect.archive import Archive
from app.dissect.digits import Digits, shipped
from app.networks.own import SUMMARY
from app.networks.store import Model
from app.serving.atlas import Atlas, Survey
from app.serving.errors import NotFoundError
from app.serving.lab.kept import ID

Run = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]


@dataclass(frozen=True)
class Dissection:
    """What is known about a network's units, and the digits that it was found with."""

    units: Archive
    maps: Archive
    digits: Digits
    sheet: bytes
    """The digits as the picture that they are kept in."""


NOT_DISSECTED = (
    "Networks of the lab are not dissected: what their units want, and which digits are near, is "
    "not known. Serve the downloaded network as your own and dissect that."
)


@dataclass(frozen=True)
class Dissections:
    """Those of all networks in a folder. Nothing is read before it is asked for."""

    models: Path
    _read: dict[str, asyncio.Task[Dissection]] = field(default_factory=dict)
    _atlases: dict[str, asyncio.Task[Atlas]] = field(default_factory=dict)

    async def get(self, model: Model, run: Run) -> Dissection:
        """Return a network's, read once, with `run` off the event loop.

        Raises:
            NotFoundError: there is none, or it is of other weights; says what to do.
        """
        return await _once(self._read, model.id, partial(run, partial(self.read, model)))

    async def atlas(self, model: Model, run: Run) -> Atlas:
        """Return a network's maps, with every digit in its place; made once, in a second or so.

        Raises:
            NotFoundError: as above.
        """

        async def make() -> Atlas:
            found = await self.get(model, run)
            survey: Survey = await run(partial(Survey, model, found.maps, found.digits))
            for start in survey.starts:  # one at a time: the deadline is of each
                await run(partial(survey.look, start))
            made: Atlas = await run(survey.atlas)
            return made

        return await _once(self._atlases, model.id, make)

    def read(self, model: Model) -> Dissection:
        """Read a network's files.

        Raises:
            NotFoundError: they are missing, or of other weights.
        """
        if ID.fullmatch(model.id):
            raise NotFoundError(NOT_DISSECTED)
        folder = self.models / model.id
        units, maps = (archive.read(folder / name) for name in (archive.UNITS, archive.MAPS))
        command = f"`inkling dissect {model.id}`"
        if model.summary == SUMMARY:
            command = "`inkling dissect --network …`, as you serve it,"
        if units is None or maps is None:
            raise NotFoundError(
                f"The network {model.id!r} has not been dissected; {command} does it once."
            )
        if not all(archive.fits(found, model.digest, model.network) for found in (units, maps)):
            raise NotFoundError(
                f"What was dissected of {model.id!r} is of other weights; {command} does it anew."
            )
        digits, sheet = self._digits(folder, units, command)
        return Dissection(units, maps, digits, sheet)

    def _digits(self, folder: Path, units: Archive, command: str) -> tuple[Digits, bytes]:
        try:
            if units.about["shared"]:
                digits, path = shipped(self.models)
            else:
                path = folder / archive.DIGITS
                digits = Digits.load(path)
        except (OSError, ValueError) as error:
            raise NotFoundError(f"Its digits cannot be read; {command} does it anew.") from error
        if digits.digest != units.about["digits"]:
            raise NotFoundError(f"It was dissected with other digits; {command} does it anew.")
        return digits, path.read_bytes()


def _drop(kept: dict[str, Any], name: str, task: asyncio.Task[Any]) -> None:
    """Forget what failed, and all that its failure holds."""
    if (task.cancelled() or task.exception()) and kept.get(name) is task:
        del kept[name]


async def _once(
    kept: dict[str, Any], name: str, make: Callable[[], Coroutine[Any, Any, Any]]
) -> Any:
    """Make a thing once; who comes meanwhile waits, and after a failure it is tried again."""
    task = kept.get(name)
    if task is None or (task.done() and (task.cancelled() or task.exception())):
        task = kept[name] = asyncio.ensure_future(make())
        task.add_done_callback(partial(_drop, kept, name))
    return await asyncio.shield(task)
