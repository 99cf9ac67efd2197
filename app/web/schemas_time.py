"""The answers about how a network came to be, as the OpenAPI document has them."""

from pydantic import Field

from app.web.schemas import Answer

Share = float


class Measured(Answer):
    """How well a network did on one set of digits."""

    loss: float = Field(ge=0, description="Cross-entropy, nats.")
    accuracy: Share = Field(ge=0, le=1)


class Checkpoint(Answer):
    """One moment of a training. `null` where it was not measured."""

    step: int = Field(ge=0, description="Batches learned from until then.")
    digest: str = Field(description="Tells its weights from all others.")
    epoch: int | None = Field(description="Times that it had gone through all images.")
    images: int | None = Field(description="Images that it had been shown.")
    train: Measured | None = Field(description="On MNIST digits that it learned from.")
    test: Measured | None = Field(description="On the MNIST test set.")


class CheckpointList(Answer):
    """The moments of a network's training that were kept; none of a network of one's own."""

    network: str
    words: str
    checkpoints: list[Checkpoint]


class History(Answer):
    """What a network said of a drawing at every checkpoint: one entry each, in their order."""

    network: str
    label: str = Field(description="The class that counts as right.")
    first: int | None = Field(description="The step at which it was answered first.")
    since: int | None = Field(description="The step since which it was answered without a break.")
    words: str
    steps: list[int]
    labels: list[str]
    index: list[int]
    probabilities: list[list[Share]]
    logits: list[list[float]]
