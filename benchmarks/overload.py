"""What happens at three times as many requests as the server can answer.

    python -m benchmarks.overload [--network ID] [--only WORD] [--rounds 3] [--seconds 2]

The server has one core (the last one), the load another. For each kind of work: its peak, then
0.7, 3 and at once again 0.7 times as many requests, by the clock, and the peak once more: the
share is of the mean of both, as a machine's speed may change. Figures are medians of the rounds
in the end. Meanwhile a process of its own
asks whether the server lives: on connections that it keeps, and on a new one each time. Latencies
count from when a request was sent; `late` is how far behind the clock the load did that, p99.
`others` is what the rest of the machine took of the server's core: with much of it, measure again.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Coroutine
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.load import measure, percentile, request, uvloop
from benchmarks.open_loop import Answer, Story
from benchmarks.serve import NETWORK, Case, cases, free_port, pin, processor, running

T = TypeVar("T")
KINDS = ("predict, pixels", "predict, ink", "trace, float16")
CONNECTIONS, FEWER = 600, 200
LIVE = request("/healthz")
PROBES = 50
"""Questions a second whether the server lives, of either sort."""
SUMMARY = (
    "peak {:.0f}/s, at 3 x peak {:.0f} % of it, refused {:.0f}/s p99 {:.1f} ms,"
    " lives p99 {:.1f} ms, on new connections {:.1f} ms, as before {:.1f} s after it"
)
WINDOW = 0.2
"""Seconds that are judged together when it is told since when all is as usual."""


@dataclass
class Pulse:
    """How long the server took to say that it lives, in seconds."""

    kept: list[float] = field(default_factory=list)
    anew: list[float] = field(default_factory=list)
    late: float = 0.0


def looped(work: Coroutine[Any, Any, T]) -> T:
    """Run on the fastest loop there is."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if uvloop else None) as runner:
        return runner.run(work)


def probe(port: int, seconds: float) -> Pulse:
    """Ask again and again; in a process of its own, so that it waits for nothing of ours."""
    return looped(_probe(port, seconds))


async def _probe(port: int, seconds: float) -> Pulse:
    story, pulse = Story(port, LIVE, PROBES), Pulse()
    await story.connect()
    calls = asyncio.create_task(_call_anew(port, seconds, pulse.anew))
    await story.offer(PROBES, seconds)
    await calls
    await story.close()
    pulse.kept = [answer.took for answer in story.answers]
    pulse.late = percentile([answer.late for answer in story.answers], 0.99)
    return pulse


async def _call_anew(port: int, seconds: float, took: list[float]) -> None:
    async def call() -> None:
        start = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(LIVE)
        await reader.readuntil(b"}")
        took.append(time.perf_counter() - start)
        writer.close()

    async with asyncio.TaskGroup() as calls:
        for _ in range(int(PROBES * seconds)):
            calls.create_task(call())
            await asyncio.sleep(1 / PROBES)


async def stories(
    port: int, asked: bytes, peak: float, seconds: float, pool: ProcessPoolExecutor
) -> tuple[Story, Pulse, float]:
    """Offer little, too much, and little again, and tell how that went.

    Returns:
        What happened when it was too much, and the seconds until all was as before.
    """
    before, during, after = (Story(port, asked, lines) for lines in (FEWER, CONNECTIONS, FEWER))
    await before.connect()
    await before.offer(0.7 * peak, seconds)
    await before.close()
    told("0.7 x peak", before, seconds, peak)
    await during.connect()
    probing = asyncio.get_running_loop().run_in_executor(pool, probe, port, seconds)
    soon = asyncio.create_task(_connect_soon(after, max(0, seconds - 1)))
    await during.offer(3 * peak, seconds)
    await soon
    await asyncio.gather(after.offer(0.7 * peak, seconds), during.close())
    await after.close()
    pulse = await probing
    told("3 x peak", during, seconds, peak)
    for name, times in (("kept", pulse.kept), ("new", pulse.anew)):
        print(
            f"    lives, {name:4} connections: {len(times)} answers, p50"
            f" {percentile(times, 0.5):.1f} ms, p99 {percentile(times, 0.99):.1f} ms,"
            f" worst {percentile(times, 1):.1f} ms   late {pulse.late:.1f} ms"
        )
    told("0.7 x peak again", after, seconds, peak)
    usual = percentile([answer.took for answer in before.answers], 0.99)
    calm = normal_after(usual, after, seconds)
    print(f"    as before {calm:.1f} s after the overload")
    return during, pulse, calm


async def _connect_soon(story: Story, seconds: float) -> None:
    await asyncio.sleep(seconds)  # one who says nothing is let go
    await story.connect()


def told(name: str, story: Story, seconds: float, peak: float) -> None:
    """Print a line about a stretch of time."""
    took: dict[int, list[float]] = {200: []}
    for answer in story.answers:
        took.setdefault(answer.status, []).append(answer.took)
    rate = len(took[200]) / seconds
    print(
        f"  {name:16} {story.sent / seconds:6.0f}/s sent, {rate:6.0f}/s answered,"
        f" {rate / peak:4.0%} of peak, {story.lost} lost, {story.unsent} unsent,"
        f" late {percentile([answer.late for answer in story.answers], 0.99):.1f} ms"
    )
    for status, times in sorted(took.items()):
        print(
            f"    {status}: {len(times) / seconds:6.0f}/s, p50 {percentile(times, 0.5):5.1f} ms,"
            f" p99 {percentile(times, 0.99):5.1f} ms"
        )


def normal_after(usual: float, story: Story, seconds: float) -> float:
    """Seconds until a window in which all is answered, 99 of 100 within twice the usual p99.

    Args:
        usual: p99 before, in milliseconds.
        story: what was offered after.
        seconds: for how long.
    """
    windows: dict[int, list[Answer]] = {}
    for answer in story.answers:
        windows.setdefault(int((answer.due - story.start) / WINDOW), []).append(answer)
    for number in range(int(seconds / WINDOW)):
        found = windows.get(number, [])
        fast = percentile([answer.took for answer in found], 0.99) <= 2 * usual
        if found and fast and {answer.status for answer in found} == {200}:
            return number * WINDOW
    return float("inf")


def tell(
    case: Case, port: int, seconds: float, pool: ProcessPoolExecutor
) -> tuple[float, float, float, float, float, float, float]:
    """Tell the story of one kind of work, and return the figures of `SUMMARY`."""
    first = measure(port, case.asked, 64, 2).rate
    print(f"{case.name}: peak at 64 clients {first:.0f}/s, {1e6 / first:.0f} µs each")
    during, pulse, calm = looped(stories(port, case.asked, first, seconds, pool))
    peak = (first + measure(port, case.asked, 64, 2).rate) / 2
    good = sum(answer.status == 200 for answer in during.answers) / seconds
    refused = [answer.took for answer in during.answers if answer.status == 503]
    return (
        peak, 100 * good / peak, len(refused) / seconds, percentile(refused, 0.99),
        percentile(pulse.kept, 0.99), percentile(pulse.anew, 0.99), calm,
    )  # fmt: skip


def busy(core: int) -> float:
    """Seconds for which a core has worked, for whomever."""
    lines = Path("/proc/stat").read_text().splitlines()
    used = next(line.split()[1:] for line in lines if line.startswith(f"cpu{core} "))
    idle, waiting = used[3:5]
    return (sum(map(int, used[:8])) - int(idle) - int(waiting)) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", default=NETWORK, help="which one answers")
    parser.add_argument("--only", default="", help="kinds of work whose name has this word")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    pin(0, cores[0])
    port = free_port()
    chosen = [case for case in cases(options.network) if case.name in KINDS]
    with (
        running("inkling", port, cores[-1], "/readyz") as server,
        ProcessPoolExecutor(1, get_context("spawn")) as pool,
    ):
        pool.submit(time.sleep, 0).result()  # it is there when it is needed
        if hasattr(os, "nice"):
            os.nice(10)  # who asks whether the server lives shares the load's core, and goes first
        for case in chosen:
            if options.only in case.name:
                start, core, own = time.perf_counter(), busy(cores[-1]), processor(server.pid)
                measure(port, case.asked, 64, 1)
                rounds = [tell(case, port, options.seconds, pool) for _ in range(options.rounds)]
                medians = map(statistics.median, zip(*rounds, strict=True))
                print(f"{case.name}, medians: {SUMMARY.format(*medians)}")
                others = busy(cores[-1]) - core - (processor(server.pid) - own)
                print(f"  others {others / (time.perf_counter() - start):.0%}")


if __name__ == "__main__":
    main()
