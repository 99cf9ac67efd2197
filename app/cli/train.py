"""`inkling train`: make a network, or measure one."""

import argparse
import json
import sys
from pathlib import Path

from app.networks import ARCHITECTURES
from app.serving.errors import unknown
from app.settings import Settings


def train(options: argparse.Namespace) -> int:
    """Train, and print what the network then gets right."""
    if options.network not in ARCHITECTURES:
        raise ValueError(unknown("network", options.network, list(ARCHITECTURES)))
    if options.evaluate:
        return _evaluate(options)
    from app.training.loop import train as run

    try:
        folder = run(
            options.network,
            data=options.data,
            teachers=options.teacher,
            out=options.out or Path("models"),
            epochs=options.epochs,
            seed=options.seed,
            threads=options.threads,
            resume=options.resume,
        )
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from the last finished epoch.", file=sys.stderr)
        return 130
    card = json.loads((folder / "card.json").read_text())
    print(f"Wrote {folder}. What its units want is found by: inkling dissect {options.network}")
    _show(card.get("metrics", {}))
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    import torch

    from app.networks.store import load
    from app.training.evaluate import evaluate

    if options.threads:
        torch.set_num_threads(options.threads)
    model = load(options.network, options.out or Settings.read().models)
    _show(evaluate(model, options.data))
    return 0


def _show(metrics: dict[str, object]) -> None:
    for name, value in metrics.items():
        if isinstance(value, float):
            print(f"{name.replace('_', ' ')}: {value:.2%}")
