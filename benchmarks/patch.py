"""What comparing and patching cost: both traces, a patch, and every channel of all layers swept.

Run it with `python -m benchmarks.patch`. One torch thread; the best of several rounds. The donor
is the same network with another drawing; the swept layers are those that `benchmarks.ablate`
ablates. "one by one" is what as many patches, each alone, would take.
"""

import time
from collections.abc import Callable

import torch

from app.cnn import Network, trace
from app.cnn.patch import Patch, patched, sweep
from app.networks import ARCHITECTURES
from app.networks.store import load
from benchmarks.ablate import shown

ROUNDS = 20


def milliseconds(work: Callable[[], object]) -> float:
    """The best time of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best * 1e3


def measured(network: Network, ink: torch.Tensor, other: torch.Tensor) -> tuple[int, list[float]]:
    """Channels that are swept; milliseconds for both traces, one patch, all, and one by one."""
    receiver, donor = trace(network, ink), trace(network, other)
    layers = shown(network)
    count = sum(network.layer(layer).shape[0] for layer in layers)

    def one(layer: str) -> Callable[[], object]:
        patches = [Patch(layer, 0, layer, 0)]
        return lambda: patched(network, receiver, donor, patches)

    alone = sum(network.layer(at).shape[0] * milliseconds(one(at)) for at in layers)
    return count, [
        milliseconds(lambda: (trace(network, ink), trace(network, other))),
        milliseconds(one(layers[0])),
        milliseconds(lambda: [sweep(network, receiver, donor[at], at) for at in layers]),
        alone,
    ]


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    print("| network | channels | both traces | one patch | all swept | one by one |")
    print("|---|---:|---:|---:|---:|---:|")
    for name in ARCHITECTURES:
        network = load(name).network
        with torch.inference_mode():
            ink, other = torch.rand(2, 1, *network.input_shape)
            count, times = measured(network, ink, other)
        print(f"| {name} | {count} | {' | '.join(f'{each:.2f} ms' for each in times)} |")


if __name__ == "__main__":
    main()
