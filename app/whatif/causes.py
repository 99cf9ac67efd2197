"""What each channel is worth in general: how far answers fall without it, over many inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from app.cnn.ablate import ablate
from app.cnn.network import Network
from app.cnn.trace import trace
from app.whatif.trials import margins


@dataclass(frozen=True)
class Causes:
    """Averages over a sample, for one layer; one number a channel.

    Attributes:
        drop: of the probability of what the whole network answers, (C,).
        fall: of its margin, the logit above the best other one, (C,).
        flips: share of the inputs for which another class is answered without the channel, (C,).
        by_class: the fall by the class that is answered, (classes, C); NaN where none is.
    """

    drop: Tensor
    fall: Tensor
    flips: Tensor
    by_class: Tensor


@dataclass(frozen=True)
class One:
    """What one input says.

    Attributes:
        index: of the class that is answered.
        margin: the logit of that class above the best other one.
        rows: for each layer the drop, the fall and the flip of each channel, (3, C).
    """

    index: int
    margin: float
    rows: dict[str, Tensor]


@dataclass
class Tally:
    """Counts up, input by input, what becomes of the answers without each channel.

    Args:
        network: as it is.
        layers: any but the probabilities.
    """

    network: Network
    layers: Sequence[str]
    margin: float = 0.0
    answered: list[int] = field(default_factory=list)
    _rows: dict[str, list[Tensor]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many inputs were asked."""
        return len(self.answered)

    def add(self, image: Tensor, go_on: Callable[[], None] = lambda: None) -> None:
        """Measure one input (1, C, H, W) and count it; see `measured`."""
        self.keep(self.measured(image, go_on))

    def measured(self, image: Tensor, go_on: Callable[[], None] = lambda: None) -> One:
        """Switch off every channel of the layers, one at a time, for one input (1, C, H, W).

        Changes nothing here, so whoever gives up may measure it again.

        Raises:
            UnknownLayerError: there is no such layer.
            EditError: it holds the probabilities.
        """
        rows = {}
        with torch.no_grad():
            outputs = trace(self.network, image)
            logits = outputs[self.network.logits_layer]
            before = outputs[self.network.probabilities_layer][0]
            index = int(logits.argmax())
            whole = float(margins(logits, index))
            for name in self.layers:
                without = ablate(self.network, outputs, name, go_on=go_on)
                drop = before[index] - without.probabilities[:, index]
                fall = whole - margins(without.logits, index)
                flip = (without.logits.argmax(1) != index).float()
                rows[name] = torch.stack([drop, fall, flip])
        return One(index, whole, rows)

    def keep(self, found: One) -> None:
        """Count what was measured."""
        for name, row in found.rows.items():
            self._rows.setdefault(name, []).append(row)
        self.answered.append(found.index)
        self.margin += (found.margin - self.margin) / self.count

    def causes(self) -> dict[str, Causes]:
        """The averages over all inputs so far; there must be one."""
        answered = torch.tensor(self.answered)
        classes = self.network.layer(self.network.logits_layer).shape[0]
        return {
            name: _averages(torch.stack(rows), answered, classes)
            for name, rows in self._rows.items()
        }


def _averages(rows: Tensor, answered: Tensor, classes: int) -> Causes:
    """(N, 3, C) -> the averages."""
    drop, fall, flips = rows.mean(dim=0)
    own = [rows[answered == index, 1] for index in range(classes)]
    nobody = torch.full_like(fall, torch.nan)
    by_class = [falls.mean(dim=0) if len(falls) else nobody for falls in own]
    return Causes(drop, fall, flips, torch.stack(by_class))
