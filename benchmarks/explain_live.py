"""What live frames lose while the panel Explain is open: `python -m benchmarks.explain_live`.

One person draws 60 frames a second over a socket. Then the same again, while explanations of four
methods are asked for at the panel's pace: one at a time, with a pause as long as the last one took.
"""

import asyncio
import json
import statistics
import time

import httpx
from websockets.asyncio.client import connect

from benchmarks.serve import pen
from tests.servers import serve

SECONDS = 6.0
QUERY = {"method": "shapley,integrated-gradients,occlusion,lrp", "parts": "split"}
FORM = {"Accept": "application/vnd.safetensors"}
LEAST_PAUSE = 0.15


async def frames(url: str, network: str) -> list[float]:
    """Milliseconds from each message to its frame."""
    strokes, times = pen(), []
    points = sum(map(len, strokes))
    async with connect(url.replace("http", "ws") + "/api/v1/live", max_size=None) as socket:
        end, seq = time.perf_counter() + SECONDS, 0
        while time.perf_counter() < end:
            seq += 1
            ink = {"strokes": shortened(strokes, seq % points + 1)}
            start = time.perf_counter()
            await socket.send(json.dumps({"seq": seq, "network": network, "ink": ink}))
            await socket.recv()
            took = time.perf_counter() - start
            times.append(took * 1e3)
            await asyncio.sleep(max(0.0, 1 / 60 - took))
    return times


def shortened(strokes: list[list[list[float]]], points: int) -> list[list[list[float]]]:
    """The first points of a drawing."""
    shown = []
    for stroke in strokes:
        shown.append(stroke[:points])
        points -= len(stroke)
        if points <= 0:
            break
    return shown


async def explanations(url: str, network: str, stop: asyncio.Event) -> int:
    """Ask at the panel's pace; how often."""
    count, body = 0, {"ink": {"strokes": pen()}}
    async with httpx.AsyncClient(timeout=20, headers=FORM) as client:
        while not stop.is_set():
            start = time.perf_counter()
            path = f"{url}/api/v1/networks/{network}/explain"
            (await client.post(path, params=QUERY, json=body)).raise_for_status()
            count += 1
            await asyncio.sleep(max(LEAST_PAUSE, time.perf_counter() - start))
    return count


def told(times: list[float]) -> str:
    """Median, 99th percentile and rate."""
    late = sorted(times)[int(0.99 * len(times))]
    return f"{statistics.median(times):8.1f}{late:8.1f}{len(times) / SECONDS:8.0f}/s"


async def main(url: str) -> None:
    print(f"{'network':14}  alone: p50     p99  frames   beside: p50     p99  frames  explained")
    for network in ("crash-course", "lenet-5", "vgg-mini"):
        alone, stop = await frames(url, network), asyncio.Event()
        asking = asyncio.create_task(explanations(url, network, stop))
        beside = await frames(url, network)
        stop.set()
        rate = await asking / SECONDS
        print(f"{network:14}{told(alone)}      {told(beside)}{rate:10.1f}/s", flush=True)


if __name__ == "__main__":
    with serve() as server:
        asyncio.run(main(server.url))
