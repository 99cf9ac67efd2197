"""What a worker's memory is: at each moment of its life, and import by import.

    python -m benchmarks.memory [--seconds 2] [--network ID]

`own` is what no other process can share: objects, tensors, the C library's heap. `files` is code as
it is on disk, which all workers share and the system drops when it needs room. The second table
says what each package adds to the process that imports all that serving needs, PyTorch first; what
it imports itself is counted there.
"""

import argparse
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from benchmarks.load import measure
from benchmarks.process import Resident, resident
from benchmarks.serve import NETWORK, READY, cases, free_port, running

CLIENTS = 64
AFTER = 6.0
"""Seconds of rest: the engine gives back what it kept after five."""
LEAST = 0.3
"""Megabytes of a package that has a line of its own."""
TOP = "app.cli.serve"
BELOW = ("app", "torch")
"""Packages whose parts have lines of their own."""


def line(name: str, found: Resident, note: str = "") -> None:
    print(f"{name:32} {found.all:7.1f} {found.own:7.1f} {found.files:7.1f}  {note}")


def alone(code: str) -> Resident:
    """What a fresh interpreter has that ran `code`."""
    told = f"{code}\nfrom benchmarks.process import resident\nfound = resident()"
    told += "\nprint(found.own, found.files)"
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    own, files = map(float, run.stdout.split())
    return Resident(own, files)


def life(network: str, seconds: float) -> None:
    """Print what a worker has from its start to its rest after work."""
    print(f"{'megabytes':32} {'all':>7} {'own':>7} {'files':>7}")
    line("Python", alone(""))
    line("Python and PyTorch", alone("import torch"))
    line("and all that serving imports", alone(f"import {TOP}"))
    cores, port = sorted(os.sched_getaffinity(0)), free_port()
    with running("inkling", port, cores[-1], READY["inkling"]) as process:
        line("ready", resident(process.pid))
        for case in cases(network):
            if case.server == "inkling":
                for clients in sorted({min(case.clients), CLIENTS}):
                    result = measure(port, case.asked, clients, seconds, case.messages)
                    note = f"{clients} clients, {result.rate:.0f} per s"
                    line(case.name, resident(process.pid), note)
        time.sleep(AFTER)
        line(f"{AFTER:.0f} s later", resident(process.pid))


class Gains:
    """What each import adds to the process, those inside it left out."""

    def __init__(self) -> None:
        self.itself: defaultdict[str, float] = defaultdict(float)
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inside = [(0.0, 0.0)]

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note every import of the block."""
        loader = sys.modules["importlib._bootstrap"]
        load = loader._load_unlocked  # type: ignore[attr-defined]

        def noted(spec: object) -> ModuleType:
            name, before, began = spec.name, resident().all, time.perf_counter()  # type: ignore[attr-defined]
            self._inside.append((0.0, 0.0))
            try:
                return load(spec)
            finally:
                self._add(name, resident().all - before, time.perf_counter() - began)

        loader._load_unlocked = noted  # type: ignore[attr-defined]
        try:
            yield
        finally:
            loader._load_unlocked = load  # type: ignore[attr-defined]

    def _add(self, name: str, gained: float, took: float) -> None:
        inner, waited = self._inside.pop()
        package = ".".join(name.split(".")[: 2 if name.split(".")[0] in BELOW else 1])
        self.itself[package] += gained - inner
        self.seconds[package] += took - waited
        outer, other = self._inside[-1]
        self._inside[-1] = outer + gained, other + took


def imports() -> None:
    """Print what the parts of this process took as they were imported."""
    gains = Gains()
    with gains.watching():
        import_module("torch")
        import_module(TOP)
    print(f"\n{'megabytes':32} {'all':>7} {'ms':>7}")
    rows = sorted(gains.itself.items(), key=lambda row: -row[1])
    for name, itself in rows:
        if itself >= LEAST:
            print(f"{name:32} {itself:7.1f} {gains.seconds[name] * 1000:7.0f}")
    small = [itself for _, itself in rows if itself < LEAST]
    print(f"{f'{len(small)} smaller ones':32} {sum(small):7.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", default=NETWORK, help="which one answers")
    parser.add_argument("--seconds", type=float, default=2, help="of each load")
    parser.add_argument("--imports", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.imports:
        imports()
    else:
        life(options.network, options.seconds)
        subprocess.run([sys.executable, "-m", "benchmarks.memory", "--imports"], check=True)


if __name__ == "__main__":
    main()
