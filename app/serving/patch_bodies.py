"""What callers send to patch one answer with the numbers of another."""

from typing import Annotated

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.serving.bodies import (
    MOST_EDITS,
    Body,
    Name,
    NotNull,
    Place,
    PredictBody,
    Source,
    with_a_source_or_none,
)


class DonorBody(Source):
    """Whose numbers are taken: what is left out is the receiver's, but for its edits and step."""

    model_config = ConfigDict(json_schema_extra=with_a_source_or_none)

    network: Annotated[Name | None, NotNull] = Field(
        None, description="Its name; default: the receiver's network."
    )
    checkpoint: Annotated[Place | None, NotNull] = Field(
        None, description="The network at this step of its training; default: finished."
    )

    @model_validator(mode="after")
    def _fits_a_drawing(self) -> "DonorBody":
        given = {"fit", "invert"}.intersection(self.model_fields_set)
        if given and not self.sources():
            said = f"{min(given)} is about a drawing; send the donor one, or leave this out"
            raise PydanticCustomError("said", "{said}", {"said": said})
        return self


class PatchPart(Body):
    """Numbers of the donor, of a channel or a whole layer, in place of the receiver's."""

    layer: Name = Field(description="Of the receiver.")
    channel: Annotated[Place | None, NotNull] = Field(
        None, description="A map or unit of it; default: the whole layer."
    )
    donor_layer: Annotated[Name | None, NotNull] = Field(
        None, description="Of the donor; default: the layer's counterpart."
    )
    donor_channel: Annotated[Place | None, NotNull] = Field(
        None, description="A map or unit of that; default: the same number."
    )


class PatchBody(PredictBody):
    """The receiver's drawing and edits, the donor, and what is patched."""

    donor: DonorBody = Field(default_factory=DonorBody)
    patches: Annotated[list[PatchPart], Field(fail_fast=True, max_length=MOST_EDITS)] = Field(
        [], description="In force together; of two for one channel the later counts."
    )
