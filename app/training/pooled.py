"""How far a small shift of the input changes a map, before pooling and after, measured.

`python -m app.training.pooled --data DIR` writes `models/lessons/pooling.json` again, which the
chapter *Pooling* draws; do so whenever a network's weights are others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from app.cnn.layer import Layer
from app.cnn.network import Network
from app.cnn.trace import trace
from app.networks.store import Model, available, load
from app.training import mnist
from app.training.pools import Images, framed
from app.training.whole import whole
from app.training.why import moved

COMMAND = "python -m app.training.pooled --data DIR"
FILE = Path("lessons", "pooling.json")
POOLS = ("max_pool", "avg_pool", "subsampling")
FURTHEST, AT_ONCE = 4, 250


def pool_of(network: Network) -> tuple[str, Layer] | None:
    """The first layer that pools, and the name of what it pools; None: it has none."""
    pool = next((layer for layer in network.layers if layer.kind in POOLS), None)
    return (pool.inputs[0], pool) if pool else None


def change(output: Tensor, shifted: Tensor, blank: Tensor) -> Tensor:
    """How much other numbers a layer gives for shifted inputs, (B,).

    The length of the difference as a share of what the ink makes, which is the length of the
    difference to the blank input's output: 0 where nothing changes.

    Args:
        output: (B, C, H, W).
        shifted: the same for the shifted inputs.
        blank: for paper, (1, C, H, W).
    """
    ink = (output - blank).flatten(1).norm(dim=1)
    return (output - shifted).flatten(1).norm(dim=1) / ink


def changes(network: Network, digits: Images, furthest: int = FURTHEST) -> dict[str, Any]:
    """The mean change of the maps before the first pooling and after it, for each shift."""
    found = pool_of(network)
    if found is None:
        raise ValueError("The network has no layer that pools.")
    before, pool = found
    names, shifts = {"before": before, "after": pool.name}, range(1, furthest + 1)
    sums = {which: [0.0] * len(shifts) for which in names}
    blank = trace(network, torch.zeros(1, *network.input_shape))
    for start in range(0, len(digits), AT_ONCE):
        part = Images(*(each[start : start + AT_ONCE] for each in (digits.pixels, digits.labels)))
        still = trace(network, part.ink(slice(None)))
        for at, by in enumerate(shifts):
            other = trace(network, moved(part, by).ink(slice(None)))
            for which, name in names.items():
                sums[which][at] += float(change(still[name], other[name], blank[name]).sum())
    means = {which: [round(each / len(digits), 4) for each in all_] for which, all_ in sums.items()}
    return {"pixels": list(shifts), "layers": names, "window": list(pool.kernel or ()), **means}


def measure(models: Sequence[Model], digits: Images) -> dict[str, Any]:
    """All that the chapter draws, and of which weights it is."""
    pooling = [model for model in models if pool_of(model.network)]
    return {
        "command": COMMAND,
        "sha256": {model.id: model.digest for model in pooling},
        "digits": len(digits),
        "change": {model.id: changes(model.network, digits) for model in pooling},
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m app.training.pooled", description=__doc__)
    parser.add_argument("--data", type=Path, help="MNIST files (default: downloaded once)")
    parser.add_argument("--models", type=Path, default=Path("models"), help="(default: models)")
    options = parser.parse_args()
    models = [load(name, options.models) for name in available(options.models)]
    digits = mnist.load(options.data)
    found = measure(models, framed(digits.test_images, digits.test_labels))
    with whole(options.models / FILE) as part:
        part.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(f"Wrote {options.models / FILE}.")


if __name__ == "__main__":
    main()
