"""The answers about what would change a network's mind, as the OpenAPI document has them."""

from typing import Any

from pydantic import Field

from app.web.schemas import Answer, Named, Verdict

Line = list[list[float]]


class Target(Answer):
    """The class that it shall become, and how likely that is before."""

    label: str
    index: int = Field(ge=0)
    probability: float = Field(ge=0, le=1)


class Said(Verdict):
    """What `predict` answers, without the network's name."""

    probabilities: list[float]
    logits: list[float]
    not_a_digit: float | None = Field(ge=0, le=1)


class Judged(Answer):
    """What another network says of the same, before and after."""

    network: str
    title: str
    before: Verdict
    after: Verdict


class InkAnswer(Answer):
    """A drawing, as a body takes it."""

    strokes: list[Line]
    width: float


class Margins(Answer):
    """The target's logit less the best other one."""

    before: float
    after: float


class Nudge(Named):
    """The smallest ink that was found; where none reaches the target, the nearest."""

    target: Target
    kind: str
    reached: bool
    words: str
    length: float = Field(description="Of all that is added or erased, in sides of the canvas.")
    added: list[Line] = Field(description="Strokes to add.")
    erased: list[Line] = Field(description="Pieces of strokes that go.")
    ink: InkAnswer = Field(description="The changed drawing; `predict` says of it what `after` is.")
    before: Said
    after: Said
    margin: Margins
    trials: int = Field(ge=0, description="Changed drawings that were tried.")
    others: list[Judged] = Field(description="Other networks about both drawings.")


class Control(Answer):
    """As much noise without an aim: how often it was tried, and changed the answer."""

    tried: int
    turned: int


class Attack(Answer):
    """The faintest noise of one method; where none reaches the target, the strongest."""

    method: str
    title: str
    paper: str
    reached: bool
    words: str
    epsilon: float = Field(ge=0, le=1, description="The most that a pixel changes by.")
    noise: list[Any] = Field(description="Signed, channels × rows × columns.")
    image: list[Any] = Field(description="The input with it, 0 to 1.")
    after: Said
    control: Control
    others: list[Judged] = Field(description="Other networks whose inputs have this size.")


class Adversary(Named):
    """The faintest noise that makes a drawing another class."""

    target: Target
    before: Said
    methods: list[Attack]


class Breaks(Answer):
    """The first value on each side of the rest with another answer; null: there is none."""

    below: float | None
    above: float | None


class Curve(Answer):
    """One dial, from end to end."""

    name: str
    title: str
    unit: str
    rest: float = Field(description="The value that changes nothing.")
    values: list[float]
    probability: list[float] = Field(description="Of the class that is answered at rest.")
    label: list[str] = Field(description="What is answered at each value.")
    label_probability: list[float]
    breaks: Breaks
    words: str
    pictures: str | None = Field(
        description="Base64 of the inputs, one byte a pixel, value by value; null: not asked for."
    )


class Axis(Answer):
    """A dial and its values along one side of the plane."""

    name: str
    values: list[float]


class Plane(Answer):
    """Two dials turned together."""

    across: Axis
    down: Axis
    probability: list[list[float]] = Field(description="Of the answer at rest, row by row.")
    label: list[list[str]]
    holds: float = Field(ge=0, le=1, description="Share of the plane in which it is answered.")


class Stress(Named):
    """How likely the answer is while dials are turned."""

    label: str
    index: int
    probability: float
    where: str
    dials: list[Curve]
    plane: Plane | None
