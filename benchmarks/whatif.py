"""How often, how small and how fast: nudges and noise on pen drawings, towards any other class."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import torch

from app.ink import Ink
from app.ink.normalize import fit_ink
from app.networks import ARCHITECTURES
from app.networks.store import Model, load
from app.resources import resource
from app.whatif.adversary import METHODS, faintest
from app.whatif.nudge import KINDS, Kind, nudge

Case = tuple[Ink, int]
Row = tuple[bool, float]


def cases(count: int) -> list[Case]:
    """Pen drawings of all classes, each with another class that it shall become."""
    drawn = json.loads((resource("models") / "samples" / "pens-test-100.json").read_text())
    chosen, chance = drawn[:: max(1, len(drawn) // count)][:count], random.Random(1)
    return [
        (
            Ink.of(each["ink"]["strokes"], each["ink"]["width"]),
            chance.choice([digit for digit in range(10) if digit != int(each["label"])]),
        )
        for each in chosen
    ]


def nudged(model: Model, case: Case, kind: Kind) -> Row:
    ink, target = case
    found = nudge(model.network, ink, target, kind)
    return found.reached, found.change.length


def attacked(model: Model, case: Case, method: str) -> Row:
    ink, target = case
    image = fit_ink(ink, model.network.input_shape)[None]
    found = faintest(METHODS[method], model.network, image, target)
    return found.reached, found.epsilon


def row(ask: Callable[[Any], Row], chosen: list[Case]) -> str:
    """Share that reaches the target, median size of those, median and longest time."""
    found, times = [], []
    for case in chosen:
        began = time.perf_counter()
        found.append(ask(case))
        times.append(time.perf_counter() - began)
    sizes = [size for reached, size in found if reached]
    median = f"{statistics.median(sizes):.3f}" if sizes else "–"
    share = f"{len(sizes)} of {len(found)}"
    return f"{share:>9} | {median:>6} | {statistics.median(times):.2f} s | {max(times):.2f} s"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawings", type=int, default=20)
    chosen = cases(parser.parse_args().drawings)
    torch.set_num_threads(1)
    print("network | by | reached | median size | median time | longest")
    for name in ARCHITECTURES:
        model = load(name)
        for kind in KINDS:
            said = row(lambda case, m=model, k=kind: nudged(m, case, k), chosen)
            print(f"{name:12} | {kind:6} | {said}", flush=True)
        for method in METHODS:
            said = row(lambda case, m=model, k=method: attacked(m, case, k), chosen)
            print(f"{name:12} | {method:6} | {said}", flush=True)


if __name__ == "__main__":
    main()
