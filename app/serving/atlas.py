"""A network's maps of digits, layer by layer, and where a drawing belongs on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.dissect import projection, tsne
from app.dissect.archive import Archive
from app.dissect.digits import Digits
from app.dissect.projection import Projection
from app.networks.store import Model

BATCH = 100
SAMPLE = 4
"""Every so manyth digit tells how near digits usually are to each other."""

AROUND = 24
"""So many of the nearest say where a drawing is on the map."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Floor:
    """One layer: the digits' points (N, D) and places on the map (N, 2).

    `usual` are the distances, in order, at which digits have their own nearest one.
    """

    projection: Projection
    points: Tensor
    places: Tensor
    usual: Tensor
    agreement: float

    def locate(self, output: Tensor) -> tuple[Tensor, Tensor, Tensor, float]:
        """Find an image by the layer's output, (1, *shape).

        Returns:
            Its place (2,), its nearest digits and how far they are (12,), and the share of
            digits that have their own nearest one nearer.
        """
        point = self.projection(output)  # (1, D)
        apart = (self.points - point).square().sum(dim=1)  # (N,)
        near, which = apart.topk(min(AROUND, len(apart)), largest=False)
        place = tsne.among(near[None], self.places[which])[0]
        distance = near.sqrt()
        passed = torch.searchsorted(self.usual, distance[0])
        share = float(passed) / len(self.usual)
        most = projection.NEAREST
        return place, which[:most], distance[:most], share


@dataclass(frozen=True)
class Atlas:
    """All layers' maps, and what the network reads in each digit.

    `names` are what the labels are called; `judged` says whether the network answers in them.
    """

    network: str
    classes: Sequence[str]
    digits: Digits
    names: Sequence[str]
    judged: bool
    floors: Mapping[str, Floor]
    predicted: Tensor
    probability: Tensor

    @classmethod
    def of(cls, model: Model, maps: Archive, digits: Digits) -> "Atlas":
        """Let the network look at every digit once."""
        survey = Survey(model, maps, digits)
        for start in survey.starts:
            survey.look(start)
        return survey.atlas()

    def near(self, layer: str, output: Tensor) -> Json:
        """Say where an image is, by a layer's output (1, *shape), and which digits are near."""
        place, which, distance, share = self.floors[layer].locate(output)
        return {
            "layer": layer,
            "place": place.numpy(),
            "outside": share,
            "nearest": [
                self._digit(number) | {"distance": far}
                for number, far in zip(which.tolist(), distance.tolist(), strict=True)
            ],
        }

    def _digit(self, number: int) -> Json:
        predicted = self.classes[int(self.predicted[number])]
        label = self.names[int(self.digits.labels[number])]
        return {
            "digit": number,
            "index": int(self.digits.indices[number]),
            "label": label,
            "predicted": predicted,
            "probability": float(self.probability[number]),
            "wrong": predicted != label if self.judged else None,
        }

    def map(self, layer: str, limit: int | None = None) -> Json:
        """One layer's map with all digits, and how far classes have come apart in each layer."""
        count = min(limit or len(self.digits), len(self.digits))
        wrong = [number for number in range(count) if self._digit(number)["wrong"]]
        return {
            "network": self.network,
            "layer": layer,
            "layers": [
                {"layer": name, "agreement": floor.agreement, "kept": floor.projection.kept}
                for name, floor in self.floors.items()
            ],
            "source": self.digits.source,
            "classes": list(self.names),
            "labels": self.digits.labels[:count],
            "places": self.floors[layer].places[:count].numpy(),
            "wrong": wrong,
        }


class Survey:
    """An atlas in the making: the network looks at some digits at a time, each `look` in turn."""

    def __init__(self, model: Model, maps: Archive, digits: Digits) -> None:
        self._model, self._maps, self._digits = model, maps, digits
        having = [name for name in model.network.names if name in maps.about["layers"]]
        self._projections = {name: _projection(maps, name) for name in having}
        self._points: dict[str, list[Tensor]] = {name: [] for name in having}
        self._answers: list[Tensor] = []

    @property
    def starts(self) -> range:
        """Where each batch begins."""
        return range(0, len(self._digits), BATCH)

    def look(self, start: int) -> None:
        """Look at one batch."""
        network = self._model.network
        ink = self._digits.input(slice(start, start + BATCH), network.input_shape)
        with torch.inference_mode():
            outputs = network.outputs(network.prepare(ink))
            points = {name: project(outputs[name]) for name, project in self._projections.items()}
        for name, found in points.items():
            self._points[name].append(found)
        self._answers.append(outputs[network.probabilities_layer])

    def atlas(self) -> Atlas:
        """Put every digit in its place."""
        model, digits = self._model, self._digits
        probability, predicted = torch.cat(self._answers).max(dim=1)
        floors = {
            name: _floor(self._maps, name, project, torch.cat(self._points[name]))
            for name, project in self._projections.items()
        }
        names = digits.names(model.classes)
        judged = set(names) <= set(model.classes)
        return Atlas(model.id, model.classes, digits, names, judged, floors, predicted, probability)


def _projection(maps: Archive, name: str) -> Projection:
    arrays, about = maps.of(name), maps.about["layers"][name]
    mean, weights = (
        torch.from_numpy(arrays[part].astype(np.float32)) for part in ("mean", "weights")
    )
    return Projection(about["square"], mean, weights, about["kept"])


def _floor(maps: Archive, name: str, project: Projection, points: Tensor) -> Floor:
    places = torch.from_numpy(maps.of(name)["places"].astype(np.float32))
    some = torch.arange(0, len(points), SAMPLE)
    apart = projection.distances(points[some], points)
    apart[torch.arange(len(some)), some] = torch.inf
    usual = apart.amin(dim=1).sort().values
    return Floor(project, points, places, usual, maps.about["layers"][name]["agreement"])
