"""What a training beside them costs other visitors: `python -m benchmarks.lab_beside`.

One client asks for predictions at a calm pace, one after the other, while nobody, one or two others
train. Start it on a quiet machine; with two processors, two trainings and a server share them.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack
from statistics import median, quantiles

import httpx
from websockets.asyncio.client import ClientConnection, connect

from tests.servers import Server, serve
from tests.web.bodies import SEVEN

ASKED, PAUSE = 300, 0.01
KNOBS = {"epochs": 20}


async def training(socket: ClientConnection) -> None:
    """Begin, and wait until it learns; then read on, as a page does."""
    await socket.send(json.dumps({"do": "ink", "seq": 1, **SEVEN}))
    await socket.send(json.dumps({"do": "start", "knobs": KNOBS}))
    while '"progress"' not in str(await socket.recv()):
        pass


async def read(socket: ClientConnection) -> None:
    while True:
        await socket.recv()


async def latencies(server: Server, trainings: int) -> list[float]:
    """Milliseconds of each prediction."""
    found = []
    async with AsyncExitStack() as stack, httpx.AsyncClient(base_url=server.url) as api:
        readers = []
        for _ in range(trainings):
            url = f"{server.socket_url}/api/v1/lab/train"
            socket = await stack.enter_async_context(connect(url, max_size=None))
            await training(socket)
            readers.append(asyncio.create_task(read(socket)))
        for _ in range(ASKED):
            began = time.perf_counter()
            (await api.post("/api/v1/networks/lenet-5/predict", json=SEVEN)).raise_for_status()
            found.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(PAUSE)
        for reader in readers:
            reader.cancel()
    return found


def main() -> None:
    print("| trainings beside | p50 | p99 |\n|---:|---:|---:|")
    with serve(env={"INKLING_LAB_JOBS_PER_CLIENT": "2"}) as server:
        asyncio.run(latencies(server, 0))
        for trainings in (0, 1, 2):
            found = asyncio.run(latencies(server, trainings))
            p99 = quantiles(found, n=100)[98]
            print(f"| {trainings} | {median(found):.1f} ms | {p99:.1f} ms |", flush=True)


if __name__ == "__main__":
    main()
