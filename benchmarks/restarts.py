"""Restarts under load: what was sent is answered.

    python -m benchmarks.restarts [--times 20] [--clients 12]

Three stories. A server is asked to stop (SIGTERM) and started again at the same port: while nobody
listens, connections are refused, and clients try again; what counts is a request that went over
an open connection and got no answer. Then `--workers 2` is told to replace its workers (SIGHUP):
there, nothing may be refused either. Last, workers are killed (SIGKILL), one at a time: that takes
what they were answering, at most one request of each client. A third of the clients keep their
connection and ask at once, a third think for a moment between requests, a third connect anew for
each.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from benchmarks.load import request
from tests.servers import Server, children, free_port, serve
from tests.web.bodies import SEVEN

ASKED = request(
    "/api/v1/networks/lenet-5/predict",
    json.dumps(SEVEN).encode(),
    {"Content-Type": "application/json"},
)


@dataclass
class Tally:
    """What became of the requests."""

    answered: int = 0
    refused: int = 0
    lost: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lost = "".join(f"\n    {one}" for one in self.lost)
        said = f"{self.answered} answered, {self.refused} connections refused"
        return f"{said}, {len(self.lost)} lost{lost}"


class Client:
    """One that asks until it is told to stop."""

    def __init__(self, port: int, number: int, tally: Tally) -> None:
        self._port, self._tally = port, tally
        self._keeps = number % 3 != 2
        self._thinks = number % 3 == 1
        self.stopped = False

    async def run(self) -> None:
        while not self.stopped:
            try:
                line = await asyncio.open_connection("127.0.0.1", self._port)
            except OSError:
                self._tally.refused += 1
                await asyncio.sleep(0.02)
                continue
            await self._talk(*line)
            line[1].close()
            with suppress(OSError):
                await line[1].wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        goes_on, asked = True, 0
        while goes_on and not self.stopped:
            if self._thinks:
                await asyncio.sleep(random.uniform(0, 0.1))
            if reader.at_eof():
                return
            asked += 1
            try:
                writer.write(ASKED)
                status, goes_on = await asyncio.wait_for(_answer(reader), 30)
            except (OSError, EOFError, TimeoutError) as error:
                self._tally.lost.append(f"request {asked} of its connection: {error!r}")
                return
            if status != 200:
                self._tally.lost.append(f"status {status}")
            self._tally.answered += 1
            goes_on = goes_on and self._keeps


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """The status of an answer, and whether the connection stays."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    return int(head[9:12]), b"connection: close" not in head


async def under_load(port: int, clients: int, story: Callable[[], None]) -> Tally:
    """Let clients ask while `story` goes on in a thread."""
    tally = Tally()
    asking = [Client(port, number, tally) for number in range(clients)]
    tasks = [asyncio.create_task(client.run()) for client in asking]
    await asyncio.to_thread(story)
    for client in asking:
        client.stopped = True
    await asyncio.wait(tasks, timeout=30)
    return tally


def stops_and_starts(times: int, clients: int, say: Callable[[str], None] = print) -> Tally:
    """Stop and start a server again and again."""
    port = free_port()
    with ExitStack() as stack:
        running: list[Server] = [stack.enter_context(serve(port=port))]

        def story() -> None:
            for number in range(times):
                time.sleep(0.5)
                start = time.monotonic()
                running[-1].process.send_signal(signal.SIGTERM)
                code = running[-1].process.wait(15)
                say(f"  stop {number + 1}: exit {code} after {time.monotonic() - start:.2f} s")
                assert code == 0
                running.append(stack.enter_context(serve(port=port)))
            time.sleep(0.5)

        return asyncio.run(under_load(port, clients, story))


def replaces_workers(
    server: Server, times: int, clients: int, say: Callable[[str], None] = print
) -> Tally:
    """Have the workers of a server replaced again and again."""

    def story() -> None:
        for number in range(times):
            start = time.monotonic()
            old = set(children(server.process.pid))
            server.process.send_signal(signal.SIGHUP)
            while not _others(server, old):
                assert time.monotonic() - start < 120
                time.sleep(0.1)
            say(f"  replaced {number + 1}: {time.monotonic() - start:.1f} s")

    return asyncio.run(under_load(server.port, clients, story))


def kills_workers(
    server: Server, times: int, clients: int, say: Callable[[str], None] = print
) -> Tally:
    """Kill one worker again and again; each is replaced before the next one dies."""

    def story() -> None:
        for number in range(times):
            time.sleep(0.5)
            start = time.monotonic()
            old = set(children(server.process.pid))
            os.kill(min(old), signal.SIGKILL)
            while len(set(children(server.process.pid)) - {min(old)}) < len(old):
                assert time.monotonic() - start < 60
                time.sleep(0.1)
            say(f"  killed {number + 1}: another one after {time.monotonic() - start:.1f} s")

    return asyncio.run(under_load(server.port, clients, story))


def _others(server: Server, old: set[int]) -> bool:
    """Whether all workers are others than these."""
    workers = set(children(server.process.pid))
    return len(workers) == len(old) and not workers & old


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--clients", type=int, default=12)
    options = parser.parse_args()
    print(f"SIGTERM and a new start: {stops_and_starts(options.times, options.clients)}")
    with serve("--workers", "2", patience=120) as server:
        tally = replaces_workers(server, options.times // 4, options.clients)
        print(f"SIGHUP, two workers each time: {tally}")
    with serve("--workers", "2", patience=120) as server:
        tally = kills_workers(server, options.times // 5, options.clients)
        print(f"SIGKILL, one worker each time: {tally}")


if __name__ == "__main__":
    main()
