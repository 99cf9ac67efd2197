"""What tracing costs: one traced forward pass against the bare one, and the bytes of a frame.

Run it with `python -m benchmarks.trace_overhead`. Each time is the best of several rounds,
one image, one thread, in processor time, so that busy neighbours do not count. The bare pass is
the nn.Module itself with a softmax.
"""

import json
import time
from collections.abc import Callable

import torch
from safetensors.torch import save

from app.cnn import build, forward, trace
from app.networks import ARCHITECTURES

ROUNDS, CALLS = 40, 50


def milliseconds(*calls: Callable[[], object]) -> list[float]:
    """The best time of one call of each; they take turns, so that noise hits all alike."""
    best = [float("inf")] * len(calls)
    for _ in range(ROUNDS):
        for i, call in enumerate(calls):
            start = time.process_time()
            for _ in range(CALLS):
                call()
            best[i] = min(best[i], (time.process_time() - start) / CALLS * 1e3)
    return best


def main() -> None:
    torch.set_num_threads(1)
    print(
        "network       bare ms  traced ms  ratio  answer ms  float32 B  float16 B  uint8 B  JSON B"
    )
    for architecture in ARCHITECTURES.values():
        module = architecture.build().eval()
        network = build(module, architecture.input_shape)
        ink = torch.rand(1, *architecture.input_shape)
        with torch.inference_mode():
            bare, traced, answer = milliseconds(
                lambda module=module, ink=ink: module(ink).softmax(1),
                lambda network=network, ink=ink: trace(network, ink),
                lambda network=network, ink=ink: forward(network, ink),
            )
            outputs = {name: output[0].clone() for name, output in trace(network, ink).items()}
        sizes = [
            len(save({name: output.to(dtype) for name, output in outputs.items()}))
            for dtype in (torch.float32, torch.float16, torch.uint8)
        ]
        text = len(json.dumps({name: output.tolist() for name, output in outputs.items()}))
        print(
            f"{architecture.id:12} {bare:8.3f} {traced:10.3f} {traced / bare:6.2f} {answer:10.3f}"
            f" {sizes[0]:10,} {sizes[1]:10,} {sizes[2]:8,} {text:7,}"
        )


if __name__ == "__main__":
    main()
