"""How much the lab's trainer is slower than a bare PyTorch loop: `python -m benchmarks.lab`.

The lab's process, spoken to as the server does, with somebody's ink on show, beside a process with
nothing but the loop: the same network, digits, batches, optimiser, priority; one thread.
They take turns; the medians of their steps per second are compared. Everything that the lab shows
meanwhile – losses, kernels, maps, accuracy – is in its time.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from statistics import median

import numpy as np
import torch
import torch.nn.functional as F

from app.dissect.digits import Digits
from app.lab import wire
from app.lab.architecture import build
from app.lab.digits import shipped, training
from app.lab.presets import PRESETS
from app.lab.process import NICE
from app.lab.trainer import OPTIMISERS

NETWORKS = {"start": 900, "stack": 700, "dense": 3000}
"""Presets, and steps that take some seconds."""


def bare(name: str) -> float:
    """Steps per second of the loop that anybody writes."""
    torch.set_num_threads(1)
    os.nice(NICE)
    choices = PRESETS[name].choices
    digits = training(Digits.load(shipped()[0]), choices)
    model = build(choices).train()
    make, options = OPTIMISERS[choices.optimiser]
    optimizer = make(model.parameters(), lr=choices.learning_rate, **options)
    steps, done, began = NETWORKS[name], 0, time.perf_counter()
    while done < steps:
        for index in torch.randperm(len(digits)).split(choices.batch)[: steps - done]:
            loss = F.cross_entropy(model(digits.inputs[index]), digits.labels[index])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            done += 1
    return done / (time.perf_counter() - began)


def in_the_lab(name: str) -> float:
    """Steps per second of the lab's process."""
    steps, (train, test) = NETWORKS[name], shipped()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.lab.process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    begin = {"knobs": PRESETS[name].choices.as_dict(), "train": str(train), "test": str(test)}
    wire.write(process.stdin, begin | {"memory": 2 << 30, "seconds": 600})  # type: ignore[arg-type]
    ink = np.zeros((28, 28), np.float32)
    ink[4:24, 13:16] = 1
    wire.write(process.stdin, {"do": "ink", "seq": 1}, ink.tobytes())  # type: ignore[arg-type]
    wire.write(process.stdin, {"do": "run", "until": steps})  # type: ignore[arg-type]
    seconds = 0.0
    while (told := wire.read(process.stdout)) is not None:  # type: ignore[arg-type]
        message, _ = told
        if message.get("event") == "progress":
            seconds = message["seconds"]
        if message.get("event") == "state" and message["step"] == steps:
            break
    process.stdin.close()
    process.wait()
    return steps / seconds


def measured(what: str, name: str) -> float:
    """The figure of a process of its own."""
    command = [sys.executable, "-m", "benchmarks.lab", what, name]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lab", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("bare", "lab"))
    parser.add_argument("name", nargs="?", choices=NETWORKS)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.what:
        print({"bare": bare, "lab": in_the_lab}[options.what](options.name))
        return
    print("| network | bare loop, steps/s | lab, steps/s | × |\n|---|---:|---:|---:|")
    for name in NETWORKS:
        pairs = [(measured("bare", name), measured("lab", name)) for _ in range(options.rounds)]
        loop, lab = (median(each) for each in zip(*pairs, strict=True))
        print(f"| {PRESETS[name].title} | {loop:.0f} | {lab:.0f} | {loop / lab:.2f} |", flush=True)


if __name__ == "__main__":
    main()
