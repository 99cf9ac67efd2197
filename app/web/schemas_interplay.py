"""The answers about channels in general and together, as the OpenAPI document has them."""

from pydantic import Field

from app.web.schemas import Answer, Named


class LayerInGeneral(Answer):
    """Averages over digits; one number a channel."""

    layer: str
    drop: list[float] = Field(description="Fall of the probability of what the network answers.")
    fall: list[float] = Field(description="Fall of its logit over the best other one.")
    flips: list[float] = Field(description="Share of digits that are then read as another class.")
    by_class: list[list[float | None]] | None = Field(
        description="`fall` by the class that is answered; null where none is, or not asked for."
    )


class Causes(Answer):
    """What each channel is worth in general."""

    network: str
    digits: int = Field(ge=1, description="For which every channel was switched off.")
    source: str
    margin: float = Field(description="Mean of the whole network's margins.")
    layers: list[LayerInGeneral]


class Measuring(Answer):
    """How far the measurement is."""

    network: str
    done: int = Field(ge=0)
    of: int
    words: str


class NamedChannel(Answer):
    """A channel, or unit, of a layer."""

    layer: str
    channel: int = Field(ge=0)


class Pairs(Answer):
    """How much more two cost together than one by one, by row and column of the channels."""

    drop: list[list[float]]
    fall: list[list[float]]


class Group(Answer):
    """The answer without all of them, and the sums of what each does alone."""

    label: str
    drop: float
    fall: float
    sum_drop: float
    sum_fall: float


class GroupInGeneral(Answer):
    """The same, on average over digits that ship."""

    digits: int
    source: str
    drop: float
    fall: float
    flips: float = Field(ge=0, le=1)


class Interactions(Named):
    """The answer without channels: each alone, each two, all of them."""

    label: str
    index: int
    probability: float
    margin: float
    channels: list[NamedChannel]
    drop: list[float] = Field(description="Fall of the answer's probability without each alone.")
    fall: list[float] = Field(description="Fall of its margin.")
    without: list[str] = Field(description="What is answered then.")
    pairs: Pairs
    group: Group
    general: GroupInGeneral | None
    words: str
