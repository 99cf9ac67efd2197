"""What happens at three times as many requests as the server can answer.

    python -m benchmarks.overload [--seconds 5]

The server has one core (the last one), the load another. Requests are sent by the clock, whether
or not earlier ones were answered (an open loop); a latency counts from when a request was due.
"""

import argparse
import asyncio
import os
import time

from benchmarks.load import HTTP, Result, measure, request
from benchmarks.serve import API, JSON, PIXELS, free_port, pin, running

PREDICT = request(f"{API}/predict", PIXELS, JSON)
LIVE = request("/healthz")
CONNECTIONS = 600


class OnDemand(HTTP):
    """A connection that asks when it is told to, and then waits."""

    def __init__(self, request: bytes, story: "Story") -> None:
        super().__init__(request, Result(0), float("inf"))
        self._story = story

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._story.idle.append(self)

    def ask(self, due: float) -> None:
        self.due = due
        self._ask()

    def _answered(self) -> None:
        self._story.answered.append((self._status, time.perf_counter() - self.due))
        self._story.idle.append(self)


class Story:
    """One stretch of time with a rate of requests."""

    def __init__(self) -> None:
        self.idle: list[OnDemand] = []
        self.answered: list[tuple[int, float]] = []
        self.unsent = 0

    async def run(self, port: int, rate: float, seconds: float, asked: bytes, lines: int) -> None:
        loop = asyncio.get_running_loop()
        made = [
            await loop.create_connection(lambda: OnDemand(asked, self), "127.0.0.1", port)
            for _ in range(lines)
        ]
        start, sent = time.perf_counter(), 0
        while (now := time.perf_counter() - start) < seconds:
            while sent < now * rate:
                if self.idle:
                    self.idle.pop().ask(start + sent / rate)
                else:
                    self.unsent += 1
                sent += 1
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.5)
        for transport, _ in made:
            transport.abort()


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0


def told(name: str, story: Story, seconds: float, peak: float) -> None:
    good = [took for status, took in story.answered if status == 200]
    refused = [took for status, took in story.answered if status == 503]
    other = len(story.answered) - len(good) - len(refused)
    rate = len(good) / seconds
    print(
        f"{name:22} answered {rate:6.0f}/s, {rate / peak:4.0%} of peak,"
        f" p99 {percentile(good, 0.99):5.0f} ms   refused {len(refused) / seconds:6.0f}/s"
        f" p99 {percentile(refused, 0.99):5.1f} ms   other {other}   unsent {story.unsent}"
    )


async def stories(port: int, peak: float, seconds: float) -> None:
    before, work, alive, after = Story(), Story(), Story(), Story()
    await before.run(port, 0.7 * peak, seconds, PREDICT, 200)
    told("0.7 x peak", before, seconds, peak)
    await asyncio.gather(
        work.run(port, 3 * peak, seconds, PREDICT, CONNECTIONS),
        alive.run(port, 20, seconds, LIVE, 20),
    )
    told("3 x peak", work, seconds, peak)
    times = [took for _, took in alive.answered]
    print(
        f"  liveness meanwhile: {len(times)} asked, p50 {percentile(times, 0.5):.1f} ms, "
        f"p99 {percentile(times, 0.99):.1f} ms, worst {percentile(times, 1):.1f} ms"
    )
    await after.run(port, 0.7 * peak, seconds, PREDICT, 200)
    told("0.7 x peak, after it", after, seconds, peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    pin(0, cores[0])
    port = free_port()
    with running("inkling", port, cores[-1], "/readyz"):
        measure(port, PREDICT, 64, 1)
        peak = measure(port, PREDICT, 64, 3).rate
        print(f"peak at 64 clients: {peak:.0f} predictions/s")
        asyncio.run(stories(port, peak, options.seconds))


if __name__ == "__main__":
    main()
