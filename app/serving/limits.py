"""How much one request may ask for."""

from dataclasses import asdict, dataclass

from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that every input is held to, as `GET /api/v1/limits` publishes them."""

    json_bytes: int = 1 << 20
    image_bytes: int = 4 << 20
    image_pixels: int = 4_194_304
    tensor_bytes: int = 4 << 20
    strokes: int = 200
    points: int = 20_000
    batch: int = 64
    ablations: int = 4_096
    explained: int = 20_000
    trials: int = 6_000
    dial_steps: int = 65
    dropout_samples: int = 256
    header_bytes: int = 32 << 10
    header_fields: int = 100
    url_bytes: int = 8 << 10
    message_bytes: int = 64 << 10
    sockets_per_client: int = 8
    sockets: int = 1_000

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Take the limits from the settings, where each is called `max_…`."""
        return cls(**{name: getattr(settings, f"max_{name}") for name in cls.__dataclass_fields__})

    def as_dict(self) -> dict[str, int]:
        """Return the limits by name."""
        return asdict(self)
