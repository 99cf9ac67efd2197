"""The answers about how far to trust an answer, as the OpenAPI document has them."""

from pydantic import Field

from app.web.schemas import Answer

Share = float


class ReliabilityBin(Answer):
    """Answers whose probability is above `low` and at most `high`."""

    low: Share
    high: Share
    count: int = Field(ge=0)
    confidence: Share = Field(description="Mean of their probabilities; 0 where there is none.")
    right: Share = Field(description="Share of them that is right; 0 where there is none.")
    interval: list[Share] = Field(description="95 % interval of that share.")


class ReliabilitySet(Answer):
    """A reliability diagram."""

    title: str
    count: int
    error: float | None = Field(description="Expected calibration error, of 15 even bins.")
    bins: list[ReliabilityBin]


class EnergySet(Answer):
    """A distribution of free energies by its quantiles, lowest first."""

    count: int
    quantiles: list[float]


class Energies(Answer):
    """Free energies log Σ exp(logits × temperature) of test digits and of other shapes."""

    threshold: float = Field(description="Below it, it is rather no digit.")
    digits: EnergySet
    others: EnergySet


class Calibration(Answer):
    """How honest a network's probabilities are."""

    network: str
    words: str
    temperature: float | None
    sets: list[ReliabilitySet]
    energies: Energies | None


class TitledBin(ReliabilityBin):
    """A bin, and what it was measured on."""

    title: str


class ReliabilityHere(Answer):
    """How often the network was right when it was about as sure."""

    words: str
    bins: list[TitledBin]


class Doubt(Answer):
    """Whether it is a digit at all, and by which number."""

    score: float = Field(ge=0, le=1)
    energy: float
    threshold: float
    digits_below: Share | None = Field(description="Share of test digits with less energy.")
    others_below: Share | None = Field(description="Share of other shapes with less energy.")
    words: str


class Spread(Answer):
    """What networks with dropped units answer; one number a class."""

    layers: list[str] = Field(description="That drop something.")
    samples: int
    seed: int
    mean: list[Share]
    low: list[Share] = Field(description="5 % of the samples are lower.")
    high: list[Share] = Field(description="5 % of the samples are higher.")
    votes: list[int]
    probabilities: list[list[Share]] = Field(description="Sample by sample.")
    entropy: float = Field(description="Of the mean, nats.")
    information: float = Field(description="The part on which the samples disagree, nats.")
    words: str


class Confidence(Answer):
    """How far to trust one answer. `null` where nothing can be said."""

    network: str
    label: str
    index: int
    probability: float
    edited: bool = Field(description="The measurements are of the network without these edits.")
    reliability: ReliabilityHere | None
    not_a_digit: Doubt | None
    dropout: Spread | None
    words: str
