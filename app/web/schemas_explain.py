"""The answers about why, as the OpenAPI document describes them."""

from typing import Any, Literal

from pydantic import Field

from app.web.schemas import Answer, Named


class Method(Answer):
    """One way to explain."""

    id: str
    title: str
    words: str = Field(description="What it shows, in a sentence.")
    source: str = Field(description="Its paper.")
    promise: Literal["difference", "value"] | None = Field(
        description="What its numbers add up to: the answer less that of blank paper, or the "
        "answer; null: nothing in particular."
    )
    refusal: str | None = Field(description="Why it cannot explain that here.")


class Methods(Answer):
    """The ways to explain, in the order in which the page shows them."""

    network: str
    methods: list[Method]


class Asked(Answer):
    """The number that was explained: a logit, a difference of two, or a unit's output."""

    target: str | None = Field(description="The class; null for a unit or cell.")
    against: str | None = Field(description="The class that it is compared with.")
    probability: float | None = Field(description="Of the target.")
    layer: str
    channel: int | None
    place: dict[str, int] = Field(description="Row and column of a cell.")
    value: float = Field(description="For this drawing.")
    blank: float = Field(description="For blank paper.")


class Completeness(Answer):
    """What the numbers of a map add up to, beside what was promised."""

    sum: float
    total: float
    error: float | None = Field(description="Their difference, relative to the total.")


class Curve(Answer):
    """The answer while inked cells go (or come), the most important first, in 16 equal steps."""

    values: list[float]
    probabilities: list[float] | None = Field(description="Of the target class.")
    area: float | None = Field(description="Under the values: 0 as blank paper, 1 as the drawing.")


class RandomOrder(Answer):
    """The same when the order is random, the mean of a few."""

    deletion: Curve
    insertion: Curve


class Sanity(Answer):
    """How alike the map is to that of the network with random weights: 0 is well, 1 is not."""

    last: float | None = Field(description="Rank correlation, the last layer's weights drawn anew.")
    all: float | None = Field(description="The same, all layers' weights drawn anew.")


class Explained(Answer):
    """What one method says, and how far to trust it."""

    method: str
    title: str
    promise: Literal["difference", "value"] | None
    layer: str | None = Field(description="Whose maps were looked at.")
    attribution: list[Any] = Field(description="Signed numbers, [C][H][W] of the input.")
    map: list[Any] | None = Field(description="The same in that layer's space, [H][W].")
    channels: list[float] | None = Field(description="One number for each of its channels.")
    spread: float | None = Field(description="Sampling error, relative to the largest number.")
    completeness: Completeness | None
    deletion: Curve | None
    insertion: Curve | None
    sanity: Sanity | None


class Split(Answer):
    """The number over a layer's units or maps: channels and constant add up to it."""

    layer: str
    channels: list[float]
    constant: float = Field(description="What the biases behind the layer add.")
    error: float = Field(description="What is left: rounding.")


class Explanation(Named):
    """A prediction, and which ink speaks for and against it."""

    label: str
    index: int
    probability: float = Field(ge=0, le=1)
    question: Asked
    ink: list[Any] = Field(description="The network's input as ink 0..1, [C][H][W].")
    methods: list[Explained]
    random: RandomOrder | None
    split: list[Split] | None = Field(
        description="From the last layer back, as far as it is exact for this drawing."
    )
