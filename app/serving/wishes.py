"""What a caller wants explained: read, checked and held to the limits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from torch import Tensor

from app.cnn.cell import axes
from app.cnn.errors import FieldError
from app.cnn.network import Network
from app.explain import METHODS, Budget, Case, Method, about_class, about_unit, case_of
from app.explain.question import Question
from app.networks.store import Model
from app.serving.catalog import class_of, layer_of
from app.serving.errors import ValidationFailedError, unknown
from app.serving.limits import Limits

PARTS = ("curves", "sanity", "split")


@dataclass(frozen=True)
class Wish:
    """What is to be explained, and how.

    Args:
        methods: by their ids; none means all that can answer.
        target: a class by its name; None: the one that the network answers.
        against: the class that it is compared with.
        layer: with a channel, where the unit is that is asked about; else whose maps are looked at.
        channel: of a unit.
        place: row and column (or what else the layer has) of a cell, by name.
        budget: steps, samples, window and seed.
        parts: which of the `PARTS` to add.
    """

    methods: tuple[str, ...] = ()
    target: str | None = None
    against: str | None = None
    layer: str | None = None
    channel: int | None = None
    place: Mapping[str, int] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    parts: tuple[str, ...] = PARTS


def check(wish: Wish) -> None:
    """Refuse names that nothing has.

    Raises:
        ValidationFailedError: an unknown method or part; says what there is.
    """
    for name in wish.methods:
        if name not in METHODS:
            said = unknown("method", name, list(METHODS))
            raise ValidationFailedError.at(("query", "method"), said.rstrip("."))
    for name in wish.parts:
        if name not in PARTS:
            said = unknown("part", name, list(PARTS))
            raise ValidationFailedError.at(("query", "parts"), said.rstrip("."))


def case_of_wish(
    model: Model, network: Network, ink: Tensor, wish: Wish, index: int, go_on: Callable[[], None]
) -> Case:
    """The case that a caller asks about.

    Raises:
        LayerNotFoundError, ValidationFailedError: there is no such layer, class, channel or cell.
    """
    if wish.layer is not None:
        layer_of(model, wish.layer)
    question = _question(model, network, wish, index)
    maps = wish.layer if wish.channel is None else None
    return case_of(network, ink, question, replace(wish.budget, layer=maps), go_on)


def _question(model: Model, network: Network, wish: Wish, index: int) -> Question:
    """The number that is asked about.

    Raises:
        ValidationFailedError: there is no such class, channel or cell, or it is not clear which.
    """
    if wish.channel is None:
        if wish.place:
            said = "A cell has a layer and a channel; name them, too"
            raise ValidationFailedError.at(("query", next(iter(wish.place))), said)
        target = index if wish.target is None else class_of(model, wish.target, "target")
        against = None if wish.against is None else class_of(model, wish.against, "against")
        return _tried(lambda: about_class(network, target, against))
    for name, value in (("target", wish.target), ("against", wish.against)):
        if value is not None:
            said = "Ask about a class, or about a channel of a layer; not both"
            raise ValidationFailedError.at(("query", name), said)
    if wish.layer is None:
        raise ValidationFailedError.at(("query", "layer"), "A channel is of a layer; name it, too")
    layer = network.layer(wish.layer)
    place = tuple(wish.place[axis] for axis in axes(layer)[1:] if axis in wish.place)
    if len(place) not in (0, len(layer.shape) - 1) or len(place) != len(wish.place):
        said = f"A cell of layer {layer.name!r} is named by {', '.join(axes(layer))}"
        raise ValidationFailedError.at(("query", "layer"), said)
    channel = wish.channel
    return _tried(lambda: about_unit(network, layer.name, channel, place))


def _tried(ask: Callable[[], Question]) -> Question:
    try:
        return ask()
    except FieldError as error:
        raise ValidationFailedError.at(("query", *error.loc), str(error).rstrip(".")) from None


def chosen(case: Case, wish: Wish) -> list[Method]:
    """The methods that are asked, or all that can answer.

    Raises:
        ValidationFailedError: one that was named cannot.
    """
    found = []
    for name in wish.methods or METHODS:
        refusal = METHODS[name].unable(case)
        if refusal is None:
            found.append(METHODS[name])
        elif wish.methods:
            where = "method" if case.budget.layer is None else "layer"
            raise ValidationFailedError.at(("query", where), refusal.rstrip("."))
    return found


def bounded(case: Case, chosen: Sequence[Method], wish: Wish, limits: Limits) -> None:
    """Refuse what would take too long.

    Raises:
        ValidationFailedError: more images than one request may compute.
    """
    each = {method.id: method.cost(case) for method in chosen}
    total = sum(each.values()) * (3 if "sanity" in wish.parts else 1)
    if total > limits.explained:
        most = max(each, key=lambda name: each[name])
        said = (
            f"At most {limits.explained} images in one call; this would compute {total}, {most} the"
            " most of them. Ask for fewer methods, steps or samples, or leave out the part sanity"
        )
        raise ValidationFailedError.at(("query", "method"), said)
