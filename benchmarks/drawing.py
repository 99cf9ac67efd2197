"""What people who draw cost: live sockets at the pace of a pen, and what one answer takes.

    python -m benchmarks.drawing [--seconds 4]

The server runs on one core, the load on another. Each row is so many people who draw at once,
each of them a socket that says what is new so many times a second, but only when the frame
before has come, as the page does. `cost` is the server's processor time for one answer.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.load import Result, Socket, handshake, measure, request
from benchmarks.serve import (
    API,
    INK,
    JSON,
    NETWORK,
    PIXELS,
    SAFETENSORS,
    drawn,
    free_port,
    pin,
    processor,
    running,
    traced,
)

PEOPLE = (1, 16, 64, 128)
PACES = (10, 30, 60)
ANSWERS = {
    "predict, pixels": request(f"{API}/predict", PIXELS, JSON),
    "predict, ink": request(f"{API}/predict", json.dumps(INK).encode(), JSON),
    "trace, float32": traced(API, PIXELS, SAFETENSORS),
    "trace, float16": traced(API, PIXELS, SAFETENSORS, "float16"),
    "trace, uint8": traced(API, PIXELS, SAFETENSORS, "uint8"),
    "trace, JSON": traced(API, PIXELS, "application/json"),
}


class Drawer(Socket):
    """One socket that sends no faster than a pen."""

    pace = 1.0
    _due = 0.0

    def _say(self) -> None:
        wait = max(0.0, self._due - time.perf_counter())
        asyncio.get_running_loop().call_later(wait, self._draw)

    def _draw(self) -> None:
        self._due = max(self._due, time.perf_counter()) + self.pace
        if not self._transport.is_closing():
            super()._say()


@dataclass(frozen=True)
class Row:
    """What came of so many people at such a pace."""

    people: int
    pace: int
    result: Result

    def __str__(self) -> str:
        each = self.result.rate / self.people
        return (
            f"| {self.people} | {self.pace} | {each:.1f} | {self.result.rate:,.0f} "
            f"| {self.result.cost:.0f} µs | {self.result.percentile(0.5):.1f} ms "
            f"| {self.result.percentile(0.99):.0f} ms |"
        )


def draw(port: int, people: int, pace: int, seconds: float) -> Result:
    """Let so many people draw for a while."""
    result, messages = Result(seconds), tuple(drawn())

    async def run() -> None:
        loop, end = asyncio.get_running_loop(), time.perf_counter() + seconds

        def connection() -> Drawer:
            asked = handshake(f"/api/v1/live?network={NETWORK}&derive=true")
            drawer = Drawer(asked, messages, result, end)
            drawer.pace = 1 / pace
            return drawer

        made = []
        for _ in range(people):
            made.append(await loop.create_connection(connection, "127.0.0.1", port))
            await asyncio.sleep(1 / pace / people)
        await asyncio.sleep(max(0, end - time.perf_counter()))
        for transport, _ in made:
            transport.abort()

    asyncio.run(run())
    return result


def costs(process: int, port: int, seconds: float) -> Iterator[tuple[str, Result]]:
    """Ask for each kind of answer, one after the other and from eight connections."""
    for name, asked in ANSWERS.items():
        for clients in (1, 8):
            before = processor(process)
            result = measure(port, asked, clients, seconds / 2)
            result.processor = processor(process) - before
            yield f"{name}, {clients} at once", result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3)
    seconds = parser.parse_args().seconds
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    pin(0, cores[0])
    port = free_port()
    with running("inkling", port, cores[-1], "/readyz") as server:
        draw(port, 4, 30, 2)
        for name, result in costs(server.pid, port, seconds):
            print(f"| {name} | {result.cost:.0f} µs | {result.rate:,.0f} |", flush=True)
        for people in PEOPLE:
            for pace in PACES:
                before = processor(server.pid)
                row = Row(people, pace, draw(port, people, pace, seconds))
                row.result.processor = processor(server.pid) - before
                print(row, flush=True)


if __name__ == "__main__":
    main()
