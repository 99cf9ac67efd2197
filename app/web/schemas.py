"""The answers, as the OpenAPI document describes them; routes write them without these."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.serving.limits import Limits


class Answer(BaseModel):
    """An object of an answer."""

    model_config = ConfigDict(extra="forbid")


class Named(Answer):
    """An answer of a network."""

    network: str
    checkpoint: int | None = Field(
        None, ge=0, description="The step of its training, when one was asked for."
    )


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


class ForeignProblem(Problem):
    """The same for clients of other servers, who read `error`."""

    error: str


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


class Prediction(Named):
    """Which class a drawing is."""

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


class Ablation(Named):
    """A prediction, and what becomes of it without each channel."""

    label: str
    index: int
    probability: float = Field(ge=0, le=1)
    margin: float = Field(description="The answer's logit less the best other logit.")
    layers: list[LayerWithout]


class Verdict(Answer):
    """A class and how sure the network is of it."""

    label: str
    index: int = Field(ge=0)
    probability: float = Field(ge=0, le=1)


class Switches(Answer):
    """Which steps of the normalisation were taken."""

    crop: bool
    thicken: bool
    scale: bool
    centre: bool


class InkGeometry(Answer):
    """Where the ink was found and how it was brought into the frame."""

    box: list[float] | None = Field(
        description="Left, top, right, bottom in fractions of the canvas; null: no ink."
    )
    frame: list[int] = Field(
        description="Row, column, rows, columns of the whole canvas in an input as it stands."
    )
    factor: float = Field(description="Above 1 enlarged, below 1 shrunk.")
    shift: list[int] = Field(description="Rows and columns that the centre of mass moved it by.")
    thickened: bool


class Step(Answer):
    """One step; `on` is null where there is no switch."""

    name: str
    title: str
    words: str
    image: list[list[float]] = Field(
        description="The frame after this step; the last one is the network's input."
    )
    on: bool | None
    matters: bool = Field(description="Whether the switch changes the input at all.")
    prediction: Verdict | None = Field(description="With this step, the others as chosen.")
    without: Verdict | None = Field(description="Without this step, the others as chosen.")


class Preprocessing(Named):
    """What the steps between a drawing and the input did."""

    fit: Switches
    hint: str
    geometry: InkGeometry
    prediction: Verdict
    steps: list[Step]


class Sample(Answer):
    """A real handwritten digit."""

    label: str
    index: int = Field(ge=0)
    source: str
    pixels: list[list[float]]


class GalleryEntry(Answer):
    """A digit and what the network reads in it: bytes, or strokes."""

    index: int = Field(ge=0, description="Its place in the MNIST test set, or in the pen sample.")
    label: str = Field(description="What it is.")
    source: str
    bytes: str | None = Field(
        description="Base64 of 28 × 28 bytes, row by row: 0 paper, 255 ink; divided by 255 they "
        "are `pixels`."
    )
    ink: dict[str, Any] | None = Field(description="What a body takes as `ink`.")
    predicted: str
    probability: float = Field(ge=0, le=1)
    wrong: bool | None = Field(description="null: the network's classes are not the ten digits.")


class Gallery(Answer):
    """A part of one set of digits."""

    network: str
    set: str
    total: int = Field(ge=0, description="Entries of the set, of the class that was asked for.")
    offset: int = Field(ge=0)
    labels: dict[str, int] = Field(description="How many of each class the whole set has.")
    words: str = Field(description="What the set covers.")
    complete: bool = Field(description="Whether it is all that there is in the whole test set.")
    entries: list[GalleryEntry]


class Health(Answer):
    """Whether the server works."""

    status: str


LimitsAnswer = create_model(
    "Limits",
    __base__=Answer,
    **{name: (int, Field(ge=1)) for name in Limits.__dataclass_fields__},  # type: ignore[call-overload]
)
