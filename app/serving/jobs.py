"""What the engine is asked, and what it computed."""

import asyncio
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import orjson
from torch import Tensor

from app.cnn.network import Network
from app.networks.novelty import Novelty
from app.serving import frame
from app.serving.inputs import Drawing
from app.telemetry.spans import Span, milliseconds

T = TypeVar("T")


class Presence:
    """Whether the one who asked is still there; one thread says it, any may look."""

    __slots__ = ("gone",)

    def __init__(self) -> None:
        self.gone = False


class Pass:
    """What one forward pass computed for all of its images, B rows of every tensor.

    What each answer needs of its own row is made for all rows at once, when first asked for.
    """

    def __init__(
        self,
        network: Network,
        ink: Tensor,
        logits: Tensor,
        probabilities: Tensor,
        outputs: Mapping[str, Tensor],
    ) -> None:
        self.network = network
        self.ink = ink
        self.logits = logits
        self.probabilities = probabilities
        self.outputs = outputs
        self._packed: dict[tuple[str, ...], frame.PackedRows] = {}
        self._underived: dict[tuple[str, ...], tuple[frame.PackedRows, str]] = {}
        self._scores: dict[Novelty, frame.Array] = {}

    @cached_property
    def numbers(self) -> tuple[frame.Array, frame.Array]:
        """Logits and probabilities as arrays, each (B, classes)."""
        return self.logits.numpy(), self.probabilities.numpy()

    @cached_property
    def winners(self) -> list[int]:
        """The likeliest class of each image, all found while the interpreter is let go once."""
        return self.numbers[1].argmax(axis=1).tolist()

    def scores(self, novelty: Novelty) -> frame.Array:
        """How little each image is a digit."""
        if novelty not in self._scores:
            ink = self.ink[:, 0].sum(dim=(1, 2))
            self._scores[novelty] = novelty.score(self.logits, ink).numpy()
        return self._scores[novelty]

    def packed(self, names: tuple[str, ...]) -> frame.PackedRows:
        """Some layers laid end to end."""
        if names not in self._packed:
            chosen = {name: self.outputs[name] for name in names}
            self._packed[names] = frame.pack_rows(chosen)
        return self._packed[names]

    def underived(self, names: tuple[str, ...]) -> tuple[frame.PackedRows, str]:
        """The same without what a client can derive, and how it does that, as JSON."""
        if names not in self._underived:
            every = {*names}
            derived = [how for how in self.network.derived if {how["layer"], how["from"]} <= every]
            sent = every.difference(how["layer"] for how in derived)
            self._underived[names] = self.packed(names).only(sent), orjson.dumps(derived).decode()
        return self._underived[names]


class Rows(Mapping[str, Tensor]):
    """The rows of a pass that belong to one job: layer name -> output, in forward order."""

    def __init__(self, whole: Pass, own: slice) -> None:
        self._whole = whole
        self._own = own

    def __getitem__(self, name: str) -> Tensor:
        return self._whole.outputs[name][self._own]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole.outputs)

    def __len__(self) -> int:
        return len(self._whole.outputs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass computed for one job: the rows `own`, mostly one, and how long that took."""

    whole: Pass
    own: slice
    spans: Sequence[Span] = ()

    @property
    def network(self) -> Network:
        """The network that was run, edits and all."""
        return self.whole.network

    @property
    def timing(self) -> dict[str, float]:
        """Milliseconds by stage."""
        return milliseconds(self.spans)

    @property
    def row(self) -> int:
        """Where the first of the job's images is."""
        return int(self.own.start)

    @property
    def ink(self) -> Tensor:
        """The input: (N, C, H, W)."""
        return self.whole.ink[self.own]

    @property
    def logits(self) -> Tensor:
        """(N, classes)."""
        return self.whole.logits[self.own]

    @property
    def probabilities(self) -> Tensor:
        """(N, classes)."""
        return self.whole.probabilities[self.own]

    @property
    def outputs(self) -> Rows:
        """All layers in forward order; none when only the prediction was asked for."""
        return Rows(self.whole, self.own)

    def packed(self, names: tuple[str, ...]) -> frame.Packed:
        """Some layers of the first image, laid end to end."""
        return self.whole.packed(names).row(self.row)

    def underived(self, names: tuple[str, ...]) -> tuple[frame.Packed, str]:
        """The same without what a client can derive, and how it does that, as JSON."""
        rows, derived = self.whole.underived(names)
        return rows.row(self.row), derived


@dataclass(frozen=True, slots=True)
class Prepared:
    """An input, (C, H, W) or (N, C, H, W) ink 0..1, or a drawing; and edits of the network for it.

    `edit` makes the edited network; `edit_key` tells edits apart. None: no edits. `traced` asks
    for all layers, when that is known only now.
    """

    ink: Tensor | Drawing
    edit_key: Hashable = None
    edit: Callable[[Network], Network] | None = None
    traced: bool = False


class Meter(Protocol):
    """Who is told what the engine's thread does; seconds, once for each batch or pass."""

    def took(self, waited: float, raster: float) -> None:
        """A batch was taken: its longest wait, and the time to make its inputs."""

    def passed(self, images: int, inference: float, encode: float) -> None:
        """A forward pass, and the time to write its answers."""


@dataclass(slots=True, eq=False)
class Job(Generic[T]):
    """One question to a network.

    Args:
        network: the network as it is.
        prepare: makes the input; runs on the engine's thread.
        finish: makes the answer; runs on the engine's thread.
        traced: whether all layers are wanted.
        client: who asked; nothing is computed for one who has left.
        spans: where the stages of the answer are noted.
    """

    network: Network
    prepare: Callable[[], Prepared]
    finish: Callable[[Outcome], T]
    traced: bool = False
    client: Presence | None = None
    spans: list[Span] = field(default_factory=list)
    future: asyncio.Future[T] = field(init=False)
    queued: float = field(init=False, default=0.0)


@dataclass(slots=True)
class Ready:
    """A job whose input is known: (N, C, H, W), or a drawing."""

    job: Job[Any]
    network: Network
    ink: Tensor | Drawing
    traced: bool

    @property
    def images(self) -> int:
        """How many rows of the pass are its own."""
        return len(self.ink) if isinstance(self.ink, Tensor) else 1


def shares(group: Sequence[Ready], most: int) -> Iterator[list[Ready]]:
    """Divide a group into passes of at most so many images, or of one job with more."""
    share: list[Ready] = []
    images = 0
    for ready in group:
        if share and images + ready.images > most:
            yield share
            share, images = [], 0
        share.append(ready)
        images += ready.images
    yield share
