"""How far to trust the networks: reliability on held-out digits, mistakes, and free energies.

`python -m app.training.trust --data DIR` writes `models/ID/trust.json` for each network again;
do so whenever weights are others. The page shows it only for the very weights it was measured on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from app.networks.reliability import CONFUSION, FILE, KEY, MISTAKES, diagram
from app.networks.store import Model, available, load
from app.training import mnist, pens, pools
from app.training.calibrate import calibration_error
from app.training.evaluate import amount, logits_of, run
from app.training.pools import HeldOut
from app.training.whole import whole

QUANTILES = 201
"""Places at which a distribution is kept: every half percent."""


def measure(model: Model, held_out: HeldOut) -> dict[str, Any]:
    """Ask a network for everything that it never saw; what `trust.json` holds."""
    sets = {"MNIST test set": held_out.digits}
    if held_out.pens is not None:
        sets["pen strokes of unknown writers"] = held_out.pens
    logits = {name: run(logits_of(model), images) for name, images in sets.items()}
    found: dict[str, Any] = {
        "sha256": model.digest,
        KEY: [_reliability(name, logits[name], images.labels) for name, images in sets.items()],
        **mistakes(logits["MNIST test set"].softmax(dim=1), held_out.digits.labels),
    }
    if model.novelty is not None:
        others = run(logits_of(model), held_out.others)[amount(held_out.others) > 1]
        heat = model.novelty.temperature
        found["energies"] = {
            "digits": _energies(torch.cat(list(logits.values())), heat),
            "others": _energies(others, heat),
        }
    return found


def _reliability(name: str, logits: Tensor, labels: Tensor) -> Mapping[str, Any]:
    shares = logits.softmax(dim=1)
    best, chosen = shares.max(dim=1)
    bins = diagram(best.numpy(), (chosen == labels).numpy())
    return {
        "title": name,
        "count": len(labels),
        "error": round(calibration_error(shares, labels), 5),
        "bins": [each.as_dict() for each in bins],
    }


def mistakes(shares: Tensor, labels: Tensor) -> dict[str, Any]:
    """What is read in what: counts (10, 10), true class by answer; and all wrong answers.

    Args:
        shares: probabilities, (N, 10).
        labels: true classes, (N,).

    Returns:
        The wrong answers by place in the test set, those first that were surest.
    """
    best, chosen = shares.max(dim=1)
    counts = torch.zeros(10, 10, dtype=torch.int64)
    counts.index_put_((labels, chosen), torch.ones_like(labels), accumulate=True)
    wrong = (chosen != labels).nonzero()[:, 0]
    wrong = wrong[best[wrong].argsort(descending=True, stable=True)]
    rows = zip(
        wrong.tolist(),
        labels[wrong].tolist(),
        chosen[wrong].tolist(),
        best[wrong].tolist(),
        strict=True,
    )
    names = ("index", "label", "predicted", "probability")
    return {
        CONFUSION: counts.tolist(),
        MISTAKES: [dict(zip(names, (*row[:3], round(row[3], 5)), strict=True)) for row in rows],
    }


def _energies(logits: Tensor, heat: float) -> dict[str, Any]:
    """How many there are, and the quantiles of their free energies, lowest first."""
    energy = torch.logsumexp(logits.float() * heat, dim=1)
    places = torch.quantile(energy, torch.linspace(0, 1, QUANTILES))
    return {"count": len(logits), "quantiles": [round(at, 4) for at in places.tolist()]}


def write(model: Model, folder: Path, held_out: HeldOut) -> Path:
    """Measure a network and keep what was found beside its weights."""
    path = folder / model.id / FILE
    with whole(path) as part:
        part.write_text(json.dumps(measure(model, held_out), indent=1) + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m app.training.trust", description=__doc__)
    parser.add_argument(
        "--data", type=Path, help="MNIST and pen files (default: MNIST, downloaded)"
    )
    parser.add_argument("--models", type=Path, default=Path("models"), help="(default: models)")
    options = parser.parse_args()
    people = pens.load(options.data) if options.data else None
    held_out = pools.test(mnist.load(options.data), people, pools.Sizes())
    for name in available(options.models):
        print(f"Wrote {write(load(name, options.models), options.models, held_out)}.")


if __name__ == "__main__":
    main()
