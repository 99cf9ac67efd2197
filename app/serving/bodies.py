"""What callers send, as strict models: unknown fields, strings for numbers and NaN are refused."""

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.ink import DEFAULT_WIDTH, Ink
from app.ink.normalize import ALL, NONE, Switches
from app.serving.canvas import LATEST, OUTSIDE, all_on_canvas, on_canvas
from app.serving.frame import Dtype

MOST_SIDE = 1024
MOST_STRENGTH = 1000.0
MOST_EDITS = 256
MOST_SEQ = 1 << 53
THICKEST = 0.5
"""The pen's greatest diameter, a fraction of the canvas."""


def _refuse_null(value: Any) -> Any:
    if value is None:
        raise PydanticCustomError("said", "Leave the field out instead of sending null")
    return value


def never_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Describe a value that may be left out, but not be null."""
    rest = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    kinds = [kind for kind in rest.pop("anyOf", []) if kind != {"type": "null"}]
    return rest | ({"anyOf": kinds} if len(kinds) > 1 else next(iter(kinds), {}))


def _without_null(schema: dict[str, Any]) -> None:
    fields = schema.get("properties", {})
    for name, field in fields.items():
        if field.get("default", ...) is None:
            fields[name] = never_null(field)


def _optional(description: str) -> Any:
    return Field(None, description=description)


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 12.0 is 12."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


NotNull = BeforeValidator(_refuse_null)
Whole = Annotated[int, BeforeValidator(_whole)]
Name = Annotated[str, Field(min_length=1, max_length=64)]
Number = Annotated[float, Field(ge=-MOST_STRENGTH, le=MOST_STRENGTH)]
Place = Annotated[Whole, Field(ge=0, le=1 << 31)]
_COORDINATE = {"type": "number", "minimum": -OUTSIDE, "maximum": 1 + OUTSIDE}
_TIME = {"type": "number", "minimum": 0, "maximum": LATEST}
Point = Annotated[
    list[float],
    Field(fail_fast=True, min_length=2, max_length=3),
    WithJsonSchema(
        {
            "type": "array",
            "prefixItems": [_COORDINATE, _COORDINATE, _TIME],
            "minItems": 2,
            "maxItems": 3,
        }
    ),
]
Stroke = Annotated[list[Point], Field(fail_fast=True)]
Row = Annotated[
    list[Annotated[float, Field(ge=0, le=1)]],
    Field(fail_fast=True),
    Field(min_length=1, max_length=MOST_SIDE),
]


def _rectangular(rows: list[list[float]]) -> list[list[float]]:
    if len({len(row) for row in rows}) > 1:
        raise PydanticCustomError("said", "All rows should have the same length")
    return rows


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _numbers(value: Any, depth: int = 0) -> Any:
    """Check nested lists of numbers: at most 5 deep, as rectangular as an array."""
    if isinstance(value, list):
        if depth < 5 and value:
            for item in value:
                _numbers(item, depth + 1)
            if len({len(item) if isinstance(item, list) else -1 for item in value}) == 1:
                return value
    elif _is_number(value) and abs(value) <= MOST_STRENGTH:
        return value
    raise PydanticCustomError(
        "weights", "Input should be nested lists of numbers, -1000 to 1000, in the weights' shape"
    )


Addition = Annotated[list[Point], Field(fail_fast=True, min_length=1), AfterValidator(on_canvas)]
Strokes = Annotated[list[Stroke], Field(fail_fast=True), AfterValidator(all_on_canvas)]
Pixels = Annotated[
    list[Row],
    Field(fail_fast=True, min_length=1, max_length=MOST_SIDE),
    AfterValidator(_rectangular),
]
Weights = Annotated[
    Any,
    AfterValidator(_numbers),
    WithJsonSchema({"type": "array", "items": {}, "description": "Nested lists of numbers."}),
]


class Body(BaseModel):
    """A strict object: no unknown fields, no coercion, finite numbers."""

    model_config = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, json_schema_extra=_without_null
    )


class InkBody(Body):
    """Strokes of a round pen on a square canvas; y points down."""

    strokes: Strokes = Field(
        description="Strokes of points [x, y] or [x, y, milliseconds]; fractions of the canvas.",
    )
    width: float = Field(
        DEFAULT_WIDTH,
        gt=0,
        le=THICKEST,
        description="The pen's diameter, a fraction of the canvas.",
    )

    def ink(self) -> Ink:
        """Return the frozen value."""
        return Ink.of(self.strokes, self.width)


class EditBody(Body):
    """One change of a network for one call: scale a channel's output, or replace its weights."""

    layer: Name
    channel: Place
    scale: Annotated[Number | None, NotNull] = _optional("Multiplies the channel's output.")
    weights: Weights = _optional("Replaces the channel's kernel: nested lists of its shape.")
    bias: Annotated[Number | None, NotNull] = _optional("Replaces the channel's bias.")
    solo: bool = Field(False, description="Switches off all channels of the layer without solo.")


class CellBody(Body):
    """One number of one layer; a flat layer has a channel (its unit) only."""

    layer: Name
    channel: Place
    row: Annotated[Place | None, NotNull] = None
    column: Annotated[Place | None, NotNull] = None
    depth: Annotated[Place | None, NotNull] = None

    def coordinates(self) -> dict[str, int]:
        """Return the coordinates that were given by the names of their axes, outermost first."""
        named = {name: getattr(self, name) for name in ("channel", "depth", "row", "column")}
        return {name: place for name, place in named.items() if place is not None}


class FitBody(Body):
    """The steps of the normalisation, each with its switch; a step left out is taken."""

    crop: bool = Field(True, description="Cut out the box around the ink.")
    thicken: bool = Field(True, description="Give hair-thin lines a pen's width.")
    scale: bool = Field(True, description="Scale the longer side to 20 of 28 pixels.")
    centre: bool = Field(
        True, description="Move the centre of mass, not the box, to the frame's middle."
    )


def _fit(value: Any) -> Any:
    if isinstance(value, dict):
        return FitBody.model_validate(value)
    if value is None or isinstance(value, bool | FitBody):
        return value
    raise PydanticCustomError("fit", "Input should be true, false, or an object of switches")


Fit = Annotated[bool | FitBody | None, NotNull, BeforeValidator(_fit)]


def switches_of(fit: bool | FitBody | None, default: Switches) -> Switches:
    """Return the switches that a `fit` means; None says nothing."""
    if isinstance(fit, FitBody):
        return Switches(**fit.model_dump())
    return {None: default, True: ALL, False: NONE}[fit]


Edits = Annotated[list[EditBody], Field(fail_fast=True, max_length=MOST_EDITS)]


class Source(Body):
    """The fields that say what was drawn; one of them at a time."""

    ink: Annotated[InkBody | None, NotNull] = _optional("Strokes.")
    pixels: Annotated[Pixels | None, NotNull] = _optional(
        "Rows of numbers 0 to 1: bright ink on 0."
    )
    image: Annotated[str | None, NotNull] = _optional("A PNG, JPEG or WebP picture in base64.")
    fit: Fit = _optional(
        "Crop to the ink, scale and centre it as MNIST does, or which of these steps; "
        "default: true for ink and pictures, false for pixels."
    )
    invert: Annotated[bool | None, NotNull] = _optional(
        "Whether the picture is dark ink on light paper; recognised when left out."
    )
    edits: Edits = Field([], description="Changes of the network for this one call.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = self.sources()
        if len(given) > 1:
            raise PydanticCustomError("said", f"Send one of {' and '.join(given)}, not both")
        return self

    def sources(self) -> list[str]:
        """Name the inputs that are there."""
        return [name for name in ("ink", "pixels", "image") if getattr(self, name) is not None]


def _with_one_source(schema: dict[str, Any]) -> None:
    _without_null(schema)
    schema["oneOf"] = [{"required": [name]} for name in ("ink", "pixels", "image")]


def with_a_source_or_none(schema: dict[str, Any]) -> None:
    """Describe a body that may have no drawing, and then nothing about one."""
    _with_one_source(schema)
    about = [{"required": [name]} for name in ("fit", "invert")]
    schema["oneOf"].append({"not": {"anyOf": [*schema["oneOf"], *about]}})


class PredictBody(Source):
    """The JSON body of predict, trace and cell: exactly one of `ink`, `pixels` and `image`."""

    model_config = ConfigDict(json_schema_extra=_with_one_source)

    @model_validator(mode="after")
    def _some_source(self) -> Self:
        if not self.sources():
            raise PydanticCustomError("said", "Send one of 'ink', 'pixels' and 'image'")
        return self


class LiveMessage(Source):
    """One message on the live socket; without an input it asks again about the last one."""

    seq: Whole = Field(ge=0, lt=MOST_SEQ, description="Repeated in the answer.")
    append: Annotated[Addition | None, NotNull] = _optional("Points that continue the last stroke.")
    cell: Annotated[CellBody | None, NotNull] = _optional("Also say how this number came to be.")
    neighbours: Annotated[Name | None, NotNull] = _optional(
        "Also say which digits are near in this layer."
    )
    network: Annotated[Name | None, NotNull] = _optional("Switch, from now on.")
    dtype: Annotated[Dtype | None, NotNull] = _optional("Switch, from now on.")
    layers: Annotated[list[Name] | None, NotNull] = _optional(
        "Send these layers only, from now on; an empty list sends all."
    )
    checkpoint: Annotated[Place | None, NotNull] = _optional("For this message: at this step.")
    keep: bool = Field(False, description="The edits of the message before hold for this one too.")
    baseline: bool = Field(
        False, description="With edits: also say what the network predicts without them."
    )
    difference: bool = Field(
        False, description="With edits: also send what they changed in each layer."
    )

    @model_validator(mode="after")
    def _old_or_new_edits(self) -> Self:
        if self.keep and self.edits:
            raise PydanticCustomError("said", "Send edits or keep, not both")
        return self

    def sources(self) -> list[str]:
        """Name the inputs that are there, `append` among them."""
        return super().sources() + (["append"] if self.append is not None else [])
