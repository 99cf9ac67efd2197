"""What a choice is worth: train the crash course's variants, each some times, and measure them.

`python -m app.training.practices --data DIR` trains for five minutes of one thread and writes
`models/practices`: what was measured, and the weights of the first seed. It may be stopped; the
same command goes on with the variant that it stopped at.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save
from torch import Tensor, nn

from app.cnn.network import build
from app.networks.practices import FOLDER, RESULTS, SIDE, WEIGHTS, Choices, variants
from app.training import mnist
from app.training.mnist import Mnist
from app.training.whole import whole


@dataclass(frozen=True)
class Settings:
    """What is the same for all variants.

    `digits` of MNIST's training set, chosen by `subset`, are all that they learn from. Seeds
    decide the first weights, the order of the digits and what is dropped.
    """

    digits: int = 2000
    subset: int = 1998
    epochs: int = 8
    batch: int = 50
    rate: float = 0.05
    momentum: float = 0.9
    seeds: tuple[int, ...] = tuple(range(10))


@dataclass(frozen=True)
class Digits:
    """Ink (N, 1, 28, 28), 0..1, and classes (N,): some to learn from, all test digits."""

    ink: Tensor
    labels: Tensor
    test_ink: Tensor
    test_labels: Tensor

    @classmethod
    def of(cls, data: Mnist, settings: Settings) -> Digits:
        """Choose those to learn from."""
        generator = torch.Generator().manual_seed(settings.subset)
        chosen = torch.randperm(len(data.train_labels), generator=generator)[: settings.digits]
        return cls(
            _ink(data.train_images[chosen]),
            data.train_labels[chosen],
            _ink(data.test_images),
            data.test_labels,
        )


def _ink(images: Tensor) -> Tensor:
    return images[:, None].float() / 255


def measure(choices: Choices, digits: Digits, settings: Settings) -> tuple[dict[str, Any], Any]:
    """Train a variant with every seed.

    Returns:
        What was measured, seed by seed (`loss`: the means, epoch by epoch), and the weights of
        the first seed.
    """
    inputs = (digits.ink - choices.mean) / choices.std
    tests = (digits.test_ink - choices.mean) / choices.std
    runs: list[tuple[float, float, float, list[float]]] = []
    first = None
    for seed in settings.seeds:
        began = time.thread_time()
        module, losses = _fit(choices, inputs, digits.labels, settings, seed)
        seconds = time.thread_time() - began
        module.half().float()  # what ships has 16 bits a number: measure that
        test = _share(module, tests, digits.test_labels)
        runs.append((test, _share(module, inputs, digits.labels), round(seconds, 3), losses))
        first = first or {name: tensor.half() for name, tensor in module.state_dict().items()}
    tested, trained, took, curves = zip(*runs, strict=True)
    means = [round(fmean(at), 4) for at in zip(*curves, strict=True)]
    found = {"test": tested, "train": trained, "seconds": took, "loss": means}
    return {**_anatomy(choices), **found}, first


def _fit(
    choices: Choices, inputs: Tensor, labels: Tensor, settings: Settings, seed: int
) -> tuple[nn.Module, list[float]]:
    """Train with momentum at a rate that falls to zero; the mean loss of every epoch."""
    torch.manual_seed(seed)
    module = choices.build()
    rate = settings.rate * choices.pace
    optimizer = torch.optim.SGD(module.parameters(), rate, momentum=settings.momentum)
    steps = settings.epochs * -(-len(labels) // settings.batch)
    decay = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0, steps)
    means = []
    for _ in range(settings.epochs):
        total = 0.0
        for index in torch.randperm(len(labels)).split(settings.batch):
            loss = F.cross_entropy(module(inputs[index]), labels[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            decay.step()
            total += loss.item() * len(index)
        means.append(round(total / len(labels), 4))
    return module.eval(), means


def _share(module: nn.Module, inputs: Tensor, labels: Tensor) -> float:
    """How many are read right, 0..1."""
    with torch.inference_mode():
        answers = torch.cat([module(part).argmax(1) for part in inputs.split(1000)])
    return round(float((answers == labels).float().mean()), 4)


def _anatomy(choices: Choices) -> dict[str, Any]:
    """The counts that the network's own anatomy gives; what the dense layer reads sees so much."""
    network = build(choices.build(), (1, SIDE, SIDE))
    features = next(layer for layer in network.layers if layer.kind == "flatten").inputs[0]
    field = network.layer(features).receptive_field
    weighing = [layer for layer in network.layers if layer.parameters]
    return {
        "parameters": network.parameters,
        "connections": sum(layer.connections for layer in weighing),
        "receptive_field": field.size[-1] if field else SIDE,
        "features": list(network.layer(features).shape),
    }


def sweep(data: Mnist, folder: Path, settings: Settings) -> None:
    """Measure all variants that `folder` does not know yet, and write after each."""
    digits = Digits.of(data, settings)
    results, weights = _known(folder, settings)
    _write(folder, results, weights)
    for name, choices in variants().items():
        if name in results["variants"]:
            continue
        found, tensors = measure(choices, digits, settings)
        results["variants"][name] = found
        weights |= {f"{name}.{key}": tensor for key, tensor in tensors.items()}
        _write(folder, results, weights)
        print(f"{name}: {fmean(found['test']):.2%} of the test digits", flush=True)


def _known(folder: Path, settings: Settings) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """What an earlier run with the same settings has found."""
    about = {
        "command": "python -m app.training.practices --data DIR",
        "data": "MNIST (LeCun, Cortes, Burges)",
        "torch": torch.__version__.partition("+")[0],
        "settings": json.loads(json.dumps(asdict(settings))),
    }
    path = folder / RESULTS
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if any(found.get(key) != value for key, value in about.items()):
        return {**about, "variants": {}}, {}
    names = variants()
    found["variants"] = {name: one for name, one in found["variants"].items() if name in names}
    weights = load_file(folder / WEIGHTS)
    return found, {
        key: t for key, t in weights.items() if key.partition(".")[0] in found["variants"]
    }


def _write(folder: Path, results: dict[str, Any], weights: dict[str, Tensor]) -> None:
    body = save(weights)
    results["sha256"] = hashlib.sha256(body).hexdigest()
    with whole(folder / WEIGHTS) as part:
        part.write_bytes(body)
    with whole(folder / RESULTS) as part:
        part.write_text(_json(results), encoding="utf-8")


def _json(results: dict[str, Any]) -> str:
    """A line for each variant."""
    known = results["variants"].items()
    lines = (f"  {json.dumps(name)}: {json.dumps(found)}" for name, found in known)
    head = json.dumps({**results, "variants": None}, indent=1)
    return head.replace('"variants": null', '"variants": {\n' + ",\n".join(lines) + "\n }") + "\n"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m app.training.practices", description=__doc__)
    parser.add_argument("--data", type=Path, help="the MNIST files (default: downloaded)")
    parser.add_argument("--out", type=Path, default=Path("models"), help="(default: models)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    sweep(mnist.load(options.data), options.out / FOLDER, Settings())


if __name__ == "__main__":
    main()
