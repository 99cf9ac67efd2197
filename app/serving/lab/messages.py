"""What a visitor of the lab says on its socket, and the body of a plan, as strict models."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, create_model

from app.lab.architecture import CLASSES
from app.lab.errors import KnobError
from app.lab.knobs import DEFAULTS, KNOBS, Choices, Knob
from app.serving.bodies import Body, Edits, Source, Whole
from app.serving.errors import FieldError, Loc, ValidationFailedError
from app.serving.validate import failed

Digit = Literal["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
Step = Annotated[Whole, Field(ge=0, lt=1 << 31)]
MOST_REHEARSED = 256


def _annotated(knob: Knob) -> Any:
    """The type of a knob's value."""
    if knob.choices is not None:
        return Literal[tuple(knob.choices)]
    if knob.kind == "flag":
        return bool
    return Whole if knob.kind == "integer" else float


_FIELDS: dict[str, Any] = {
    name: (
        _annotated(knob),
        Field(DEFAULTS[name], ge=knob.least, le=knob.most, description=knob.words),
    )
    for name, knob in KNOBS.items()
}
KnobsBody: Any = create_model(
    "KnobsBody",
    __base__=Body,
    __doc__="The lab's knobs; one left out has its default.",
    **_FIELDS,
)


class StartMessage(Body):
    """Take a place, or wait for one, and begin."""

    do: Literal["start"]
    knobs: KnobsBody = Field(default_factory=KnobsBody)
    run: bool = Field(True, description="Learn at once; false: stand at step 0.")


class InkMessage(Source):
    """The visitor's drawing; strokes without a point mean none."""

    do: Literal["ink"]
    seq: Whole = Field(ge=0, lt=1 << 53, description="Repeated where the drawing is shown.")
    edits: Edits = Field([], max_length=0, description="None: the lab's network is not edited.")


class RunMessage(Body):
    """Go on, to a step, or to the end of the epochs (once there: by as many again)."""

    do: Literal["run"]
    until: Annotated[Whole, Field(ge=1, lt=1 << 31)] | None = None


class RewindMessage(Body):
    """Go back to a step: exactly the weights of then."""

    do: Literal["rewind"]
    step: Step


class LearnMessage(Body):
    """Take steps on the drawing, and on training digits beside it."""

    do: Literal["learn"]
    label: Digit
    steps: Annotated[Whole, Field(ge=1, le=1000)] = 5
    rehearse: Annotated[Whole, Field(ge=0, le=MOST_REHEARSED)] = 0


class PlainMessage(Body):
    """Pause, take one step in slow motion, measure, keep the network, or end the job."""

    do: Literal["pause", "step", "measure", "keep", "cancel"]


Message = Annotated[
    StartMessage | InkMessage | RunMessage | RewindMessage | LearnMessage | PlainMessage,
    Field(discriminator="do"),
]
MESSAGE: TypeAdapter[Any] = TypeAdapter(Message)
FIELDS = ("do", "knobs", "run", "seq", "ink", "pixels", "until", "step", "label", *KNOBS)
assert len(Digit.__args__) == CLASSES  # type: ignore[attr-defined]


def parsed(value: Any) -> Any:
    """One message.

    Raises:
        ValidationFailedError: it is none; says which field.
    """
    try:
        return MESSAGE.validate_python(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        raise failed(found, (), FIELDS) from None


def choices_of(body: Any) -> Choices:
    """The knobs' values."""
    values: dict[str, Any] = body.model_dump()
    return Choices(**{name: _typed(name, value) for name, value in values.items()})


def _typed(name: str, value: Any) -> Any:
    return float(value) if KNOBS[name].kind == "number" else value


def refused(error: KnobError, at: Loc) -> ValidationFailedError:
    """What is wrong with a combination of knobs, for whoever sent it."""
    said = str(error)
    return ValidationFailedError(said, [FieldError((*at, knob), said) for knob in error.knobs])
