"""What explanations cost, and which methods the answer follows, on real test digits.

`python -m benchmarks.explain times` gives the best time of each method on each network, one torch
thread. `python -m benchmarks.explain ranking [NETWORK …]` explains the answer for the first 200 of
the test digits that ship (they were chosen blindly) and gives medians: the areas under the deletion
and insertion curves, how much better their difference is than in random order and on how many
digits, the rank correlation with the map of the network with random weights, and how far the map
is from adding up.
"""

import statistics
import sys
import time
from collections.abc import Iterator

import torch
from torch import Tensor

from app.cnn import Network
from app.explain import METHODS, Case, Method, about_class, case_of
from app.explain.measures import Curves, Redrawn, completeness, curves
from app.explain.split import split
from app.ink.normalize import place
from app.networks import ARCHITECTURES
from app.networks.store import load
from app.resources import resource
from app.serving.samples import Samples

ROUNDS = 15
DIGITS = 200


def cases(network: Network, count: int) -> Iterator[Case]:
    """The answer for each digit."""
    samples = Samples.load(resource("models"))
    for at in range(count):
        ink = place(samples.ink(at), network.input_shape).view(1, *network.input_shape)
        yield case_of(network, ink, about_class(network, answer(network, ink)))


def answer(network: Network, ink: Tensor) -> int:
    """The class that the network answers."""
    with torch.no_grad():
        return int(network.answer(network.prepare(ink))[0].argmax())


def able(network: Network) -> list[Method]:
    """The methods that can answer."""
    case = next(cases(network, 1))
    return [method for method in METHODS.values() if method.unable(case) is None]


def milliseconds(network: Network, method: Method | None, what: str) -> float:
    """The best time of one answer; a new case each time, so that nothing is known before."""
    best = float("inf")
    for _ in range(ROUNDS):
        case = next(cases(network, 1))
        maps = [METHODS["gradient"].run(case).attribution] * 4 if what == "curves" else []
        start = time.perf_counter()
        if what == "curves":
            curves(case, maps)
        elif what == "split":
            split(case)
        elif method is not None:
            method.run(case)
        best = min(best, time.perf_counter() - start)
    return best * 1e3


def times() -> None:
    """Print a line for each method."""
    networks = {name: load(name).network for name in ARCHITECTURES}
    print(f"{'milliseconds':22}" + "".join(f"{name:>14}" for name in networks))
    rows = [(method.id, method, "") for method in METHODS.values()]
    for name, method, what in (*rows, ("curves of four", None, "curves"), ("split", None, "split")):
        cells = ""
        for network in networks.values():
            known = method is None or method in able(network)
            cells += f"{milliseconds(network, method, what):14.1f}" if known else f"{'–':>14}"
        print(f"{name:22}{cells}", flush=True)


def ranking(name: str) -> None:
    """Print a line for each method, the best first."""
    network = load(name).network
    methods = able(network)
    rows: dict[str, list[tuple[float, ...]]] = {method.id: [] for method in methods}
    for case in cases(network, DIGITS):
        found = [method.run(case) for method in methods]
        *own, chance = curves(case, [one.attribution for one in found])
        random = Redrawn(case)
        for method, one, both in zip(methods, found, own, strict=True):
            deletion, insertion = areas(both)
            gain = insertion - deletion - (areas(chance)[1] - areas(chance)[0])
            alike = random.sanity(method, one).all
            promised = method.promise == "difference"
            total = completeness(case, method, one) if promised else None
            error = float("nan") if total is None or total.error is None else total.error
            rows[method.id].append((deletion, insertion, gain, abs(alike or 0.0), error))
    print(f"{name:22}  deletion  insertion  over random  on digits     ρ  sum off by")
    for key in sorted(rows, key=lambda key: -statistics.median(row[2] for row in rows[key])):
        deletion, insertion, gain, alike, error = map(
            statistics.median, zip(*rows[key], strict=True)
        )
        wins = sum(row[2] > 0 for row in rows[key]) / len(rows[key])
        off = "" if error != error else f"{100 * error:10.1f} %"
        print(
            f"{key:22}{deletion:10.2f}{insertion:11.2f}{gain:13.2f}{100 * wins:9.0f} %"
            f"{alike:6.2f}{off}",
            flush=True,
        )


def areas(both: Curves) -> tuple[float, float]:
    """Under the deletion and the insertion curve."""
    return both.deletion.area or 0.0, both.insertion.area or 0.0


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1:2] == ["times"]:
        times()
    else:
        for each in sys.argv[2:] or ARCHITECTURES:
            ranking(each)
