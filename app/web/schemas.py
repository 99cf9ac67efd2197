"""The answers, as the OpenAPI document describes them; routes write them without these."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.serving.limits import Limits


class Answer(BaseModel):
    """An object of an answer."""

    model_config = ConfigDict(extra="forbid")


class WrongField(Answer):
    """One wrong field: where it is, and what is expected there."""

    loc: list[str | int] = Field(max_length=12)
    msg: str


class Problem(BaseModel):
    """What went wrong (RFC 9457). The last segment of `type` is the problem's slug."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: list[WrongField] = Field(default=[], max_length=10)


class Input(Answer):
    """The size of a network's input."""

    channels: int = Field(ge=1)
    height: int = Field(ge=1)
    width: int = Field(ge=1)


class NetworkSummary(Answer):
    """A network in a few figures."""

    id: str
    title: str
    summary: str
    input: Input
    classes: list[str]
    parameters: int = Field(ge=0)
    connections: int = Field(ge=0)
    metrics: dict[str, Any] = Field(description="What it was measured to get right.")
    digest: str = Field(description="SHA-256 of the weights.")


class NetworkList(Answer):
    """All networks."""

    networks: list[NetworkSummary]


class ReceptiveField(Answer):
    """What one cell sees of the input, along each axis."""

    size: list[int]
    jump: list[float] = Field(description="How far apart neighbouring cells look.")
    offset: list[float] = Field(description="Where cell 0 begins to see; negative in the padding.")


class Layer(BaseModel):
    """One layer of a network. `null` where a property has no meaning for its kind."""

    model_config = ConfigDict(extra="allow")

    name: str
    kind: str
    title: str
    inputs: list[str]
    shape: list[int] = Field(description="Without the batch: [C, H, W] or [N].")
    kernel: list[int] | None
    stride: list[int] | None
    padding: list[int] | None
    parameters: int
    connections: int
    outputs: int
    receptive_field: ReceptiveField | None


class Network(NetworkSummary):
    """A network with all its layers, in forward order."""

    layers: list[Layer]


class Filters(Answer):
    """What a layer has learned."""

    layer: str
    shape: list[int]
    weights: list[Any] = Field(description="Nested lists of numbers in that shape.")
    bias: list[float] | None


class Prediction(Answer):
    """Which class a drawing is."""

    network: str
    label: str
    index: int
    probability: float = Field(ge=0, le=1)
    probabilities: list[float]
    logits: list[float]
    not_a_digit: float | None = Field(
        ge=0, le=1, description="How little it looks like any class; null: never calibrated."
    )


class Trace(Prediction):
    """A prediction with what the layers gave."""

    layers: dict[str, list[Any]] = Field(description="Nested lists of numbers by layer.")


class Cell(BaseModel):
    """How one number came to be."""

    model_config = ConfigDict(extra="allow")

    layer: str
    kind: str
    title: str
    index: list[int]
    operation: str
    formula: str
    operands: list[Any]
    weights: list[Any] | None
    products: list[Any] | None
    valid: list[Any] | None
    sum: float | None
    bias: float | None
    result: float
    sources: list[dict[str, Any]]
    winner: list[int] | None
    detail: dict[str, Any]
    receptive_field: dict[str, Any] | None


class LayerWithout(Answer):
    """The answers without each channel of one layer: one entry a channel, in order."""

    layer: str
    probability: list[float] = Field(description="Of the class that the whole network answers.")
    drop: list[float] = Field(description="How far that probability falls; negative: it rises.")
    margin: list[float] = Field(description="Its logit less the best other logit.")
    label: list[str] = Field(description="What the network answers then.")


class Ablation(Answer):
    """A prediction, and what becomes of it without each channel."""

    network: str
    label: str
    index: int
    probability: float = Field(ge=0, le=1)
    margin: float = Field(description="The answer's logit less the best other logit.")
    layers: list[LayerWithout]


class Sample(Answer):
    """A real handwritten digit."""

    label: str
    index: int = Field(ge=0)
    source: str
    pixels: list[list[float]]


class Health(Answer):
    """Whether the server works."""

    status: str


LimitsAnswer = create_model(
    "Limits",
    __base__=Answer,
    **{name: (int, Field(ge=1)) for name in Limits.__dataclass_fields__},  # type: ignore[call-overload]
)
