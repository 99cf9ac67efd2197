"""One layer's share of a dissection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from app.cnn.network import Network
from app.dissect import partners, projection, responses, synthesis, tsne
from app.dissect.digits import Digits
from app.dissect.responses import Extremes, Responses

PARTNERS = 6
LARGEST_PICTURE = 96
"""Rows or columns of an input; for larger ones no pictures are made."""

Tensors = dict[str, Tensor]
Json = dict[str, Any]


@dataclass(frozen=True)
class Share:
    """What was found about a layer: of its units, and its map. `about` and `map_about` are JSON."""

    units: Tensors
    about: Json
    map: Tensors
    map_about: Json


@dataclass(frozen=True)
class Work:
    """What layers are looked at with."""

    network: Network
    digits: Digits
    recipe: synthesis.Recipe
    go_on: Callable[[], None] = lambda: None

    def share(self, name: str, start: Tensor | None) -> Share:
        """Look at one layer.

        Args:
            name: a layer of `dissected`, or the input, which has a map only.
            start: (N, 2) the map of the layer before, if there is one.
        """
        square = projection.square_of(self.network.layer(name).shape)
        found, values = [], []
        for output in responses.batches(self.network, self.digits, name):
            self.go_on()
            found.append(Responses.of(output))
            values.append(projection.features(output, square))
        flat, flat_about = self._map(torch.cat(values), square, start)
        if name == self.network.names[0]:
            return Share({}, {}, flat, flat_about)
        units, about = self._units(name, Responses.together(found))
        return Share(units, about, flat, flat_about)

    def _map(self, values: Tensor, square: int, start: Tensor | None) -> tuple[Tensors, Json]:
        fitted = projection.fit(values, square)
        points = (values - fitted.mean) @ fitted.weights
        labels = torch.from_numpy(self.digits.labels)
        begin, steps = (points[:, :2], tsne.FIRST) if start is None else (start, tsne.NEXT)
        if begin.shape[1] < 2:
            begin = torch.cat([begin, torch.zeros_like(begin)], dim=1)
        places = tsne.tsne(points, begin, steps=steps, go_on=self.go_on)
        tensors = {
            "weights": fitted.weights.half(),
            "mean": fitted.mean.half(),
            "places": places.half(),
        }
        agreed = projection.agreement(points, labels)
        return tensors, {"square": square, "kept": fitted.kept, "agreement": agreed}

    def _units(self, name: str, found: Responses) -> tuple[Tensors, Json]:
        labels = torch.from_numpy(self.digits.labels)
        classes = int(labels.max()) + 1
        top, bottom = responses.top(found), responses.bottom(found)
        tensors = {
            **_named("top", top),
            **_named("bottom", bottom),
            "mean": responses.profile(found.mean, labels, classes),
            "peak": responses.profile(found.high, labels, classes),
            "dead": responses.dead(found),
        }
        pictured, about = self._pictures(name, found, top)
        return tensors | pictured | self._partners(name), about

    def _pictures(self, name: str, found: Responses, top: Extremes) -> tuple[Tensors, Json]:
        """Pictures of its own; where another layer's hold for this one, that layer's name."""
        if max(self.network.input_shape[-2:]) > LARGEST_PICTURE:
            return {}, {"pictures": None}
        source = synthesis.asked(self.network, name)
        if source != name:
            return {}, {"pictures": source}
        usual, best = found.high.median(dim=0).values, top.value.mean(dim=1)
        made = synthesis.synthesise(self.network, name, usual, best, self.recipe, self.go_on)
        return {"picture": made.pixels, "picture_value": made.value}, {"pictures": name}

    def _partners(self, name: str) -> Tensors:
        """The strongest lines into and out of a layer that mixes channels."""
        if not partners.mixes(self.network, name):
            return {}
        added = partners.contributions(self.network, self.digits, name, self.go_on)
        return {**_strongest("from", added), **_strongest("to", added.T)}


def _named(end: str, found: Extremes) -> Tensors:
    return {
        f"{end}_digit": found.digit.to(torch.int16),
        f"{end}_cell": found.cell.to(torch.int32),
        f"{end}_value": found.value,
    }


def _strongest(name: str, added: Tensor) -> Tensors:
    """The largest of each row, either sign."""
    order = added.abs().argsort(dim=1, descending=True, stable=True)[:, :PARTNERS]
    return {f"{name}_unit": order.to(torch.int32), f"{name}_adds": added.gather(1, order)}
