"""What the lab answers, for the OpenAPI document."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.web.schemas import Answer, Layer

Share = float


class KnobChoice(Answer):
    """One of a knob's values."""

    value: str
    title: str


class Knob(BaseModel):
    """One thing that can be chosen."""

    model_config = ConfigDict(extra="allow")

    name: str
    title: str
    group: str
    kind: Literal["integer", "number", "choice", "flag"]
    default: Any
    words: str
    least: float | None = Field(None, description="Of a number.")
    most: float | None = Field(None, description="Of a number.")
    scale: Literal["linear", "log"] | None = Field(None, description="Of a number's slider.")
    choices: list[KnobChoice] | None = Field(None, description="Of a choice.")


class KnobGroup(Answer):
    """Knobs that belong together."""

    name: str
    title: str


class LabMeasured(Answer):
    """How well a network did on one set of digits; `null`: the loss is no number."""

    loss: float | None
    accuracy: Share = Field(ge=0, le=1)
    count: int


class PresetMeasured(Answer):
    """What came of a preset."""

    steps: int
    train: LabMeasured
    test: LabMeasured


class Preset(Answer):
    """Knobs turned for a start, or for a mistake."""

    name: str
    title: str
    mistake: bool
    words: str
    knobs: dict[str, Any] = Field(description="Those that differ from the defaults.")
    measured: PresetMeasured | None


class LabData(Answer):
    """What is learned from, and measured with."""

    train: int
    test: int
    source: str
    licence: str


class LabJobs(Answer):
    """Trainings of all workers."""

    running: int
    waiting: int


class Lab(Answer):
    """Everything that a page needs to offer the lab."""

    on: bool
    words: str = Field(description="Why it is off.")
    knobs: list[Knob]
    groups: list[KnobGroup]
    presets: list[Preset]
    data: LabData
    limits: dict[str, float]
    jobs: LabJobs


class LabPlan(Answer):
    """A network before it is trained."""

    knobs: dict[str, Any]
    title: str
    summary: str
    parameters: int
    connections: int
    steps: int
    batches_per_epoch: int
    memory: int = Field(description="Bytes that its training takes, about.")
    receptive_field: list[int] = Field(
        description="Rows and columns that the last map's cell sees."
    )
    layers: list[Layer]
    source: str = Field(description="The same network as a file of plain PyTorch.")
    advice: list[str] = Field(description="What will hardly go well, and why.")


class Lesson(Answer):
    """A step on somebody's drawing."""

    step: int
    label: str
    rehearse: int


class Both(Answer):
    """A figure of the digits that it learned from, and of the test sample."""

    train: float | None
    test: float | None


class LabNetwork(Answer):
    """A network that a visitor trained."""

    network: str
    title: str
    summary: str
    knobs: dict[str, Any]
    steps: int
    seed: int
    lessons: list[Lesson]
    accuracy: Both
    loss: Both
    counts: Both
    per_class: list[Share]
    confusion: list[list[int]]
    bytes: int
    expires: float = Field(description="Seconds since 1970.")
    files: list[str]
