"""The answers about two runs and patches between them, as the OpenAPI document has them."""

from typing import Any

from pydantic import Field

from app.web.schemas import Answer, Prediction


class PatchUsed(Answer):
    """A patch, with all that was left to its defaults; channels are null for a whole layer."""

    layer: str
    channel: int | None
    donor_layer: str
    donor_channel: int | None


class Moved(Answer):
    """What patching all of a layer does."""

    probability: float = Field(ge=0, le=1, description="Of `target`.")
    moved: float
    label: str


class LayerPatched(Answer):
    """The answers with each channel of a layer patched alone: one entry a channel, in order."""

    layer: str
    donor_layer: str
    probability: list[float] = Field(description="Of `target`.")
    moved: list[float] = Field(description="How far the margin rises.")
    label: list[str] = Field(description="What the receiver answers then.")
    whole: Moved | None = Field(description="The whole layer; null where shapes differ.")


class BestPatch(Moved):
    """The single patch that moves the answer most, either way."""

    layer: str
    donor_layer: str
    channel: int


class Sweep(Answer):
    """Every channel of some layers patched alone, without the others."""

    target: str = Field(
        description="The donor's answer; where the receiver answers the same, or lacks that class,"
        " the receiver's."
    )
    against: str = Field(description="The receiver's answer; or its second likeliest.")
    margin: float = Field(description="Logit of `target` less that of `against`, unpatched.")
    layers: list[LayerPatched]
    best: BestPatch | None
    words: str


class Patched(Prediction):
    """The receiver's answer with the patches, and both without."""

    receiver: Prediction
    donor: Prediction
    patches: list[PatchUsed]
    counterparts: dict[str, str] = Field(
        description="Layers of the receiver and the donor's that stand for them."
    )
    words: str
    sweep: Sweep | None
    layers: dict[str, list[Any]] | None = Field(
        description="Numbers of the patched receiver, and `difference/LAYER`; null: none wanted."
    )
