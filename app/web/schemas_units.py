"""The answers about units and neighbours, as the OpenAPI document describes them."""

from typing import Any

from pydantic import Field

from app.web.schemas import Answer


class Window(Answer):
    """Rows and columns of the input; may begin or end in the padding."""

    row: int
    column: int
    rows: int = Field(ge=1)
    columns: int = Field(ge=1)


class UnitDigit(Answer):
    """A digit to which the unit answers much, or little."""

    digit: int = Field(ge=0, description="Its number in the picture of all digits.")
    index: int = Field(ge=0, description="Its place in the data set.")
    label: str
    value: float = Field(description="The unit's answer there.")
    cell: list[int] = Field(description="Where in the unit's map; empty for a dense unit.")
    window: Window = Field(description="What that cell sees.")


class UnitPicture(Answer):
    """A picture made for the unit; `pixels` can be sent to predict and trace."""

    pixels: list[list[float]]
    value: float = Field(description="The unit's answer to this very picture, in `cell`.")
    cell: list[int]
    layer: str = Field(description="For whose unit of the same number it was made.")
    recipe: dict[str, Any] = Field(description="Seed, steps and weights of the search.")


class ClassAnswer(Answer):
    """How a unit answers to the digits of one class, on average."""

    label: str
    mean: float = Field(description="Over all cells of its map.")
    peak: float = Field(description="In the cell where it is greatest.")


class Partner(Answer):
    """Another unit, and what goes from one to the other."""

    layer: str
    channel: int = Field(ge=0)
    adds: float = Field(description="To the reader's strongest cell, on average over digits.")


class Kernel(Answer):
    """The weights that make the channel."""

    layer: str
    shape: list[int]
    weights: list[Any]
    bias: float | None


class Unit(Answer):
    """What one unit wants."""

    network: str
    layer: str
    kind: str
    title: str
    channel: int = Field(ge=0)
    channels: int = Field(ge=1)
    shape: list[int]
    kernel: Kernel | None
    source: str = Field(description="Which digits it was found with.")
    digits: int = Field(ge=1, description="How many.")
    top: list[UnitDigit]
    bottom: list[UnitDigit]
    picture: UnitPicture | None
    profile: list[ClassAnswer]
    dead: float | None = Field(
        ge=0, le=1, description="Share of digits on which it is 0 everywhere; null: it can be less."
    )
    before: list[Partner]
    after: list[Partner]
    digest: str


class LayerMap(Answer):
    """How far classes have come apart in a layer."""

    layer: str
    agreement: float = Field(
        ge=0, le=1, description="Share of a digit's twelve nearest that are of its class."
    )
    kept: float = Field(ge=0, le=1, description="Share of the variance that distances are of.")


class NeighbourMap(Answer):
    """All digits on the map of one layer."""

    network: str
    layer: str
    layers: list[LayerMap]
    source: str
    classes: list[str]
    labels: list[int]
    places: list[list[float]] = Field(description="x and y, -1 to 1.")
    wrong: list[int] = Field(description="The numbers of the digits that the network misreads.")


class Neighbour(Answer):
    """A digit near the drawing."""

    digit: int = Field(ge=0, description="Its number in the picture of all digits.")
    index: int = Field(ge=0, description="Its place in the data set.")
    label: str
    predicted: str = Field(description="What the network reads in it.")
    probability: float = Field(ge=0, le=1)
    wrong: bool | None = Field(description="null: the network's classes are others.")
    distance: float = Field(ge=0)


class Neighbours(Answer):
    """Where a drawing is among the digits."""

    network: str
    label: str
    index: int
    probability: float = Field(ge=0, le=1)
    layer: str
    place: list[float] = Field(description="x and y on the map.")
    outside: float = Field(
        ge=0, le=1, description="Share of digits that have their own nearest one nearer."
    )
    nearest: list[Neighbour]


class DigitSheet(Answer):
    """How to find digit `n` in the picture: tile `n % columns` of row `n // columns`."""

    network: str
    source: str
    count: int = Field(ge=1)
    side: int = Field(ge=1, description="Pixels of a tile.")
    columns: int = Field(ge=1)
