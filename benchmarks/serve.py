"""How fast the server answers, beside others on the same core in the same minute.

    python -m benchmarks.serve [--network ID] [--rounds 5] [--seconds 2] [--only WORD]

Each server runs on one core (the last one) while the others sleep, the load on another. A row's
ratio is its rate over that of a FastAPI hello at as many clients, measured in the same round;
figures are medians of the rounds. `cost` is the server's processor time for one answer and
`by cost` the ratio of hello's to it: what the ratio is when nothing else runs on the core. On a
busy machine only these are true.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load import Result, handshake, measure, request
from benchmarks.process import resident

NETWORK = "lenet-5"
SIZES = {"lenet-5": 32, "mlp": 32}
"""Pixels of an input's side; 28 where nothing is said."""
API = f"/api/v1/networks/{NETWORK}"
JSON = {"Content-Type": "application/json"}
SAFETENSORS = "application/vnd.safetensors"
WANTED = {"predict, pixels": 0.5, "predict, ink": 0.3, "trace, float16": 0.5, "trace, uint8": 0.5,
          "trace, JSON": 0.1, "live frames": 0.7, "live, as the page draws": 0.7}  # fmt: skip


def pen(count: int = 20) -> list[list[list[float]]]:
    """Three strokes of a 5, `count` points each."""
    lines = (((0.7, 0.2), (0.35, 0.2)), ((0.35, 0.2), (0.33, 0.5)), ((0.33, 0.5), (0.6, 0.8)))
    return [
        [
            [round(a + (c - a) * i / (count - 1), 4), round(b + (d - b) * i / (count - 1), 4)]
            for i in range(count)
        ]
        for (a, b), (c, d) in lines
    ]


def pixels(size: int = 32) -> list[list[float]]:
    """A 7 with soft edges in the middle of size × size."""
    rows = [[0.0] * 32 for _ in range(32)]
    for x in range(8, 24):
        rows[6][x] = rows[8][x] = 0.502
        rows[7][x] = 1.0
    for y in range(9, 26):
        at = 22 - (y - 9) // 2
        rows[y][at - 1], rows[y][at], rows[y][at + 1] = 0.349, 0.996, 0.612
    edge = (32 - size) // 2
    return [row[edge : edge + size] for row in rows[edge : edge + size]]


INK = {"ink": {"strokes": pen()}}


def message(said: dict[str, Any]) -> bytes:
    """A message on the live socket."""
    return json.dumps({"seq": 1, **said}, separators=(",", ":")).encode()


def drawn(points: int = 2) -> Iterator[bytes]:
    """The same drawing as the page tells it: a new stroke with all ink, then only what is new."""
    before: list[list[list[float]]] = []
    for line in pen():
        stroke = [[*point, 16 * at] for at, point in enumerate(line)]
        ink = {"strokes": [*before, stroke[:points]], "width": 0.07}
        yield message({"ink": ink})
        for at in range(points, len(stroke), points):
            yield message({"append": stroke[at : at + points]})
        before.append(stroke)


PIXELS = json.dumps({"pixels": pixels()}).encode()


@dataclass(frozen=True)
class Case:
    """One row: a request to one of the servers."""

    name: str
    server: str
    asked: bytes
    clients: tuple[int, ...] = (64,)
    messages: tuple[bytes, ...] = ()


def traced(api: str, body: bytes, form: str, dtype: str = "float32") -> bytes:
    """A request for all layers."""
    place = f"{api}/trace" + (f"?dtype={dtype}" if form == SAFETENSORS else "")
    return request(place, body, {**JSON, "Accept": form})


def cases(network: str = NETWORK) -> list[Case]:
    """All rows; of the rivals, each serves LeNet-5."""
    api = f"/api/v1/networks/{network}"
    seven = json.dumps({"pixels": pixels(SIZES.get(network, 28))}).encode()
    ink = json.dumps(INK).encode()
    live, socket = (message(INK),), handshake(f"/api/v1/live?network={network}")
    page = handshake(f"/api/v1/live?network={network}&derive=true")

    def trace(form: str, dtype: str = "float32") -> bytes:
        return traced(api, seven, form, dtype)

    return [
        Case("predict, pixels", "inkling", request(f"{api}/predict", seven, JSON), (1, 8, 64)),
        Case("predict, ink", "inkling", request(f"{api}/predict", ink, JSON), (1, 64)),
        Case("trace, float16", "inkling", trace(SAFETENSORS, "float16")),
        Case("trace, uint8", "inkling", trace(SAFETENSORS, "uint8")),
        Case("trace, float32", "inkling", trace(SAFETENSORS)),
        Case("trace, JSON", "inkling", trace("application/json")),
        Case("live frames", "inkling", socket, (1, 64), live),
        Case("live, as the page draws", "inkling", page, (1, 64), tuple(drawn())),
        Case("naive: predict", "naive", request("/predict", PIXELS, JSON), (1, 8, 64)),
        Case("naive: trace", "naive", request("/trace", PIXELS, JSON)),
        Case("LitServe: predict", "litserve", request("/predict", PIXELS, JSON), (1, 8, 64)),
    ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(name: str, port: int, core: int, ready: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server on one core and wait until it answers."""
    ours = [sys.executable, "-m", "app", "serve", "--no-open", "--port", str(port)]
    command = ours if name == "inkling" else [sys.executable, "-m", "benchmarks.rivals", name]
    command += [] if name == "inkling" else [str(port)]
    environment = {**os.environ, "INKLING_MAX_SOCKETS_PER_CLIENT": "1000", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    pin(process.pid, core)
    try:
        wait(f"http://127.0.0.1:{port}{ready}", process)
        yield process
    finally:
        with suppress(ProcessLookupError):  # it did not even start
            awake(process.pid)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):  # LitServe leaves its workers behind, busy
                os.killpg(process.pid, signal.SIGKILL)


def awake(process: int, others: Iterable[int] = ()) -> None:
    """Let a server run and the others sleep: some are busy even when nobody asks them."""
    if hasattr(os, "killpg"):
        for other in others:
            os.killpg(other, signal.SIGSTOP)
        os.killpg(process, signal.SIGCONT)


def pin(process: int, core: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process, {core})


def wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended.")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"{url} does not answer.")


def processor(process: int) -> float:
    """Seconds of processor that a process and its children have used."""
    used = 0.0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = status.read_text().rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        if int(head.split()[0]) == process:
            used += sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
        elif int(fields[1]) == process:
            used += processor(int(head.split()[0]))
    return used


def cold_start(core: int) -> float:
    """Seconds from the command to the first prediction."""
    port, start = free_port(), time.perf_counter()
    with running("inkling", port, core, "/healthz"):
        body = urllib.request.Request(f"http://127.0.0.1:{port}{API}/predict", PIXELS, JSON)
        with urllib.request.urlopen(body):
            return time.perf_counter() - start


READY = {"inkling": "/readyz", "hello": "/", "naive": "/docs", "litserve": "/health"}


def report(rounds: list[dict[tuple[str, int], Result]]) -> None:
    """Print the table of medians."""
    heads = (
        f"{'per s':>8} {'× hello':>8} {'cost':>7} {'by cost':>8} {'floor':>6} {'p50':>8} {'p99':>8}"
    )
    print(f"{'':24} {'clients':>7} {heads}")
    for name, clients in rounds[0]:

        def median(figure: Callable[[Result, Result], float], key: tuple[str, int]) -> float:
            pairs = ((found[key], found["hello", key[1]]) for found in rounds)
            return statistics.median(figure(result, hello) for result, hello in pairs)

        key = name, clients
        floor = WANTED.get(name) if clients == 64 else None
        print(
            f"{name:24} {clients:7} {median(lambda r, _: r.rate, key):8.0f} "
            f"{median(lambda r, h: r.rate / h.rate, key):8.2f} "
            f"{median(lambda r, _: r.cost, key):5.0f}µs "
            f"{median(lambda r, h: h.cost / r.cost, key):8.2f} {floor or '':>6} "
            f"{median(lambda r, _: r.percentile(0.5), key):6.2f}ms "
            f"{median(lambda r, _: r.percentile(0.99), key):6.2f}ms"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", default=NETWORK, help="which one answers")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--only", default="", help="rows whose name has this word")
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    pin(0, cores[0])
    chosen = [case for case in cases(options.network) if options.only in case.name]
    names = dict.fromkeys(["hello", *(case.server for case in chosen)])
    with ExitStack() as stack:
        ports: dict[str, int] = {}
        pids: dict[str, int] = {}
        for name in names:
            port = free_port()
            try:
                process = stack.enter_context(running(name, port, cores[-1], READY[name]))
            except RuntimeError as error:
                print(f"{name} is left out: {error}")
                continue
            ports[name], pids[name] = port, process.pid
        chosen = [case for case in chosen if case.server in ports]
        counts = sorted({count for case in chosen for count in case.clients})
        rows = [Case("hello", "hello", request("/"), tuple(counts)), *chosen]
        rounds = []
        for _ in range(options.rounds):
            found = {}
            for case in rows:
                awake(pids[case.server], {*pids.values()} - {pids[case.server]})
                for count in case.clients:
                    before = processor(pids[case.server])
                    result = measure(
                        ports[case.server], case.asked, count, options.seconds, case.messages
                    )
                    result.processor = processor(pids[case.server]) - before
                    found[case.name, count] = result
            rounds.append(found)
        report(rounds)
        for name, count in rounds[0]:
            wrong = {s for found in rounds for s in found[name, count].statuses} - {200}
            if wrong:
                print(f"{name} at {count} clients was answered with {sorted(wrong)}, too.")
        if "inkling" in ports:
            print(f"memory of the worker {resident(pids['inkling']).all:.0f} MB")
    if "inkling" in names:
        print(f"cold start to first prediction {cold_start(cores[-1]):.2f} s")


if __name__ == "__main__":
    main()
