"""What each channel is worth in general: from a dissection, or measured when first asked for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from app.dissect import archive
from app.dissect.causes import FILE, unpack
from app.ink.normalize import place
from app.networks.store import Model
from app.serving.catalog import layer_of
from app.serving.errors import NotFoundError, ValidationFailedError
from app.serving.samples import SOURCE
from app.whatif.causes import Causes, One, Tally

if TYPE_CHECKING:
    from app.serving.service import Service

Json = dict[str, Any]

REMEMBERED = 128
"""Networks of which it is known."""
FEW = 60
"""Digits that ship, with which a network is measured that was not dissected."""


@dataclass(frozen=True)
class General:
    """What each channel is worth in general: on how many digits of which set that was found."""

    causes: dict[str, Causes]
    margin: float
    count: int
    source: str


@dataclass
class Book:
    """What is known of networks in general; what is not is measured when first asked for."""

    _known: dict[str, General] = field(default_factory=dict)
    _under_way: dict[str, tuple[Tally, asyncio.Task[None]]] = field(default_factory=dict)

    async def get(self, service: Service, model: Model) -> General | Json:
        """Return the averages of a network; while they are being measured, how far that is.

        Raises:
            NotFoundError: there are no digits to measure it with.
        """
        if model.id not in self._known and (found := await _read(service, model)) is not None:
            self._known[model.id] = found
        if len(self._known) > REMEMBERED:  # networks of the lab come and go
            del self._known[next(iter(self._known))]
        if model.id in self._known:
            return self._known[model.id]
        if not service.samples.chosen:
            raise NotFoundError("This installation has no digits to measure that with.")
        done = self._measuring(service, model).count
        said = (
            f"Every channel is switched off for {FEW} digits, to see what it is worth in general: "
            f"{done} are done."
        )
        return {"network": model.id, "done": done, "of": FEW, "words": said}

    def _measuring(self, service: Service, model: Model) -> Tally:
        """The tally under way; one that was held up goes on with the digit that failed."""
        tally, task = self._under_way.get(model.id, (None, None))
        if tally is None or task is None or (task.done() and task.exception()):
            tally = tally or Tally(model.network, model.network.names[:-1])
            task = asyncio.create_task(self._measure(service, model, tally))
            self._under_way[model.id] = (tally, task)
        return tally

    async def _measure(self, service: Service, model: Model, tally: Tally) -> None:
        """Digit by digit, so that others may have the thread in between."""
        while tally.count < min(FEW, service.samples.chosen):
            tally.keep(await _measured(service, model, tally))
        self._known[model.id] = General(tally.causes(), tally.margin, tally.count, SOURCE)
        del self._under_way[model.id]


async def _measured(service: Service, model: Model, tally: Tally) -> One:
    """What the next digit says; the work ends with the wait for it.

    Raises:
        OverloadedError: too much waits already.
        DeadlineExceededError: it took too long.
    """
    given_up = threading.Event()

    def go_on() -> None:
        if given_up.is_set():
            raise CancelledError

    def measure() -> One:
        ink = place(service.samples.ink(tally.count), model.network.input_shape)
        return tally.measured(ink[None], go_on)

    try:
        return await service.ablator.run(measure)
    finally:
        given_up.set()


async def _read(service: Service, model: Model) -> General | None:
    """What `inkling dissect` measured of these weights."""
    path = service.dissections.models / model.id / FILE
    found = await service.off_loop(partial(archive.read, path))
    if found is None or not archive.fits(found, model.digest, model.network):
        return None
    return opened(found)


def opened(found: archive.Archive) -> General:
    """What the file of a dissection says."""
    about = found.about
    return General(unpack(found), about["margin"], about["count"], about["source"])


def chosen(model: Model, layers: Sequence[str]) -> list[str]:
    """The names of the layers that are asked for.

    Raises:
        LayerNotFoundError: the network lacks one of them.
        ValidationFailedError: one holds the probabilities.
    """
    named = list(dict.fromkeys(layer_of(model, name).name for name in layers))
    if model.network.probabilities_layer in named:
        said = f"Layer {model.network.probabilities_layer!r} holds the probabilities"
        raise ValidationFailedError.at(("query", "layers"), said)
    return named


def in_general(model: Model, found: General, layers: Sequence[str], by_class: bool) -> Json:
    """The averages of some layers.

    Raises:
        LayerNotFoundError: the network lacks one of them.
        ValidationFailedError: one holds the probabilities.
    """
    names = chosen(model, layers) or list(found.causes)
    return {
        "network": model.id,
        "digits": found.count,
        "source": found.source,
        "margin": found.margin,
        "layers": [_layer(name, found.causes[name], by_class) for name in names],
    }


def _layer(name: str, found: Causes, by_class: bool) -> Json:
    kinds = ("drop", "fall", "flips", *(("by_class",) if by_class else ()))
    values = {kind: getattr(found, kind).float().numpy() for kind in kinds}
    return {"layer": name, "by_class": None, **values}
