"""How much may be trained, and how long it is kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from app.lab.plan import Bounds as Size
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Bounds:
    """The lab's bounds, as `GET /api/v1/lab` publishes them; settings of the names `lab_…`.

    Args:
        jobs: trainings at once, of all workers together.
        jobs_per_client: of one client address.
        waiting: that may wait for their turn.
        seconds: processor seconds of one training.
        idle: seconds after which one that stands still, and hears nothing, is ended.
        memory: bytes that its process may have.
        parameters: weights of a network.
        connections: of a network, for one digit.
        networks: that are kept.
        bytes: of all that are kept.
        expiry: seconds for which they are kept.
        learn_steps: steps on a drawing at once.
    """

    jobs: int = 2
    jobs_per_client: int = 1
    waiting: int = 16
    seconds: float = 900
    idle: float = 600
    memory: int = 1 << 30
    parameters: int = 1_000_000
    connections: int = 20_000_000
    networks: int = 64
    bytes: int = 256 << 20
    expiry: float = 14_400
    learn_steps: int = 50

    @classmethod
    def of(cls, settings: Settings) -> Bounds:
        """Take the bounds from the settings."""
        names = (name for name in cls.__dataclass_fields__ if name != "learn_steps")
        return cls(**{name: getattr(settings, f"lab_{name}") for name in names})

    @property
    def size(self) -> Size:
        """How large a network may be."""
        return Size(self.parameters, self.connections, self.memory)

    def as_dict(self) -> dict[str, float]:
        """The bounds by name."""
        return asdict(self)
