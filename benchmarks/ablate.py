"""What the answers without each channel cost: one batched run per layer, one torch thread.

Run it with `python -m benchmarks.ablate`. The layers are those that the flow shows: of each stage
the last, after norm and activation, and every pool and dense layer. The time is the best of
several rounds; "one by one" is what as many edited forward passes would take.
"""

import time

import torch

from app.cnn import Edit, Network, ablate, forward, trace
from app.networks import ARCHITECTURES
from app.networks.store import load

ROUNDS = 30
SILENT = ("flatten", "dropout")


def shown(network: Network) -> list[str]:
    """The layers that the page asks for: what stands before the next layer with weights or pool."""
    joins = {"norm", "activation", *SILENT}
    kinds = {layer.name: layer.kind for layer in network.layers}
    after = {layer.inputs[0]: layer.name for layer in network.layers if layer.inputs}
    ends = []
    for layer in network.layers[:-1]:
        follower = kinds.get(after[layer.name], "")
        if layer.kind not in SILENT and follower not in joins - set(SILENT):
            ends.append(layer.name)
    return ends


def milliseconds(network: Network, ink: torch.Tensor, layers: list[str]) -> tuple[float, float]:
    """The best time of all ablations, and of as many edited passes."""
    best, outputs = float("inf"), trace(network, ink)
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for layer in layers:
            ablate(network, outputs, layer)
        best = min(best, time.perf_counter() - start)
    edited = [network.with_edits([Edit(name, 0, scale=0.0)]) for name in layers]
    single = 0.0
    for name, each in zip(layers, edited, strict=True):
        times = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            forward(each, ink)
            times.append(time.perf_counter() - start)
        single += min(times) * network.layer(name).shape[0]
    return best * 1e3, single * 1e3


def main() -> None:
    torch.set_num_threads(1)
    print("network       layers  channels  batched ms  one by one ms")
    for name in ARCHITECTURES:
        network = load(name).network
        layers = shown(network)
        count = sum(network.layer(layer).shape[0] for layer in layers)
        with torch.inference_mode():
            ink = torch.rand(1, *network.input_shape)
            batched, single = milliseconds(network, ink, layers)
        print(f"{name:12} {len(layers):7} {count:9} {batched:11.1f} {single:14.1f}")


if __name__ == "__main__":
    main()
