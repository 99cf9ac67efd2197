"""Which networks are served, by id; names are looked up here and never joined to a path."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from app.cnn.errors import UnknownLayerError
from app.cnn.network import Layer
from app.networks.own import load_own
from app.networks.practices import Practices
from app.networks.store import Model, available, load
from app.serving.errors import (
    LayerNotFoundError,
    NetworkNotFoundError,
    ValidationFailedError,
    unknown,
)
from app.settings import OwnNetwork


class Unlisted(Protocol):
    """Networks that are found by name only."""

    def get(self, id: str) -> Model | None:
        """The network of this name; None: there is none."""

    def at_hand(self, id: str) -> bool:
        """Whether it need not be read."""


class Catalog:
    """The networks in the order in which they are shown.

    Those of the experiments, `practices`, and of the `lab` are found by name only: no list has
    them.
    """

    def __init__(self, models: Iterable[Model], practices: Practices | None = None) -> None:
        self._models = {model.id: model for model in models}
        self.practices = practices
        self.lab: Unlisted | None = None
        if not self._models:
            raise ValueError("There is no network to serve; `inkling train` makes one.")

    def __iter__(self) -> Iterator[Model]:
        return iter(self._models.values())

    def ids(self) -> list[str]:
        """Return the names of all networks."""
        return list(self._models)

    @property
    def default(self) -> Model:
        """The network that is meant when none is named."""
        return next(iter(self._models.values()))

    def get(self, name: str) -> Model:
        """Return a network.

        Raises:
            NetworkNotFoundError: there is none of that name; says what there is.
        """
        found = self._models.get(name)
        for others in (self.practices, self.lab):
            if found is None and others is not None:
                found = others.get(name)
        if found is None:
            raise NetworkNotFoundError(unknown("network", name, self.ids()))
        return found

    def at_hand(self, name: str) -> bool:
        """Whether `get` takes no time, as nothing has to be read."""
        return name in self._models or self.lab is None or self.lab.at_hand(name)


def load_catalog(folder: Path | None, own: Sequence[OwnNetwork]) -> Catalog:
    """Load the shipped networks and the operator's own; an own one may not take a shipped id."""
    models = [load(name, folder) for name in available(folder)]
    for network in own:
        model = load_own(
            network.spec,
            weights=network.weights,
            labels=network.labels,
            input_shape=network.input,
            mean=network.mean,
            std=network.std,
        )
        if model.id in {other.id for other in models}:
            raise ValueError(f"There is a network {model.id!r} already; rename the file.")
        models.append(model)
    return Catalog(models, Practices(folder))


def layer_of(model: Model, name: str) -> Layer:
    """Return a layer.

    Raises:
        LayerNotFoundError: the network has none of that name; says what there is.
    """
    try:
        return model.network.layer(name)
    except UnknownLayerError:
        raise LayerNotFoundError(unknown("layer", name, list(model.network.names))) from None


def class_of(model: Model, name: str, parameter: str = "target") -> int:
    """Return the index of a class.

    Raises:
        ValidationFailedError: the network has none of that name; says what there is.
    """
    if name not in model.classes:
        said = unknown("class", name, list(model.classes)).rstrip(".")
        raise ValidationFailedError.at(("query", parameter), said)
    return model.classes.index(name)


def summary(model: Model) -> dict[str, Any]:
    """Describe a network in a few figures, as `GET /api/v1/networks` lists it."""
    channels, height, width = model.network.input_shape
    return {
        "id": model.id,
        "title": model.title,
        "summary": model.summary,
        "input": {"channels": channels, "height": height, "width": width},
        "classes": list(model.classes),
        "parameters": model.network.parameters,
        "connections": model.network.connections,
        "metrics": dict(model.metrics),
        "digest": model.digest,
    }


def anatomy(model: Model) -> dict[str, Any]:
    """Describe a network with all its layers, in forward order."""
    layers = [layer.as_dict() for layer in model.network.layers]
    return {**summary(model), "layers": layers}
