"""What a network says when dropout goes on while it answers: a still of many answers."""

from __future__ import annotations

from dataclasses import dataclass

from app.ink.normalize import NONE
from app.ink.raster import Floats
from app.networks.store import Model
from app.serving.inputs import Drawing, batch
from app.whatif.dropout import spread

SAMPLES, SEED, SHOWN = 100, 0, 4


@dataclass(frozen=True)
class Said:
    """What the thinned networks give one class, 0..1."""

    name: str
    least: float
    mean: float
    most: float


def thinned(model: Model, ink: Floats) -> list[Said]:
    """The likeliest classes, by what `SAMPLES` networks with other units dropped give them.

    Args:
        model: a network that drops something.
        ink: a digit (28, 28), 0..1.
    """
    image = batch([Drawing(ink, NONE)], model.network.input_shape)
    found = spread(model.network, image, SAMPLES, SEED).probabilities
    least, mean, most = found.amin(0), found.mean(0), found.amax(0)
    return [
        Said(model.classes[at], float(least[at]), float(mean[at]), float(most[at]))
        for at in mean.topk(SHOWN).indices.tolist()
    ]
