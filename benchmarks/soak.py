"""All sorts of work for a long time: does the server hold more at the end than at the beginning?

    python -m benchmarks.soak [--minutes 5] [--warm-up 60] [--every 60]

Clients predict, trace, ablate, patch, explain, send pictures and tensors, draw over sockets, train
in the lab, send what is wrong, and leave in the middle. Now and then all of them rest; what the
server still holds after it has given back what it keeps for the next request is what counts.
"""

import argparse
import asyncio
import contextlib
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from benchmarks.load import handshake, masked, request
from benchmarks.process import Holdings, holdings
from tests.servers import Server, serve
from tests.web.bodies import picture

JSON = {"Content-Type": "application/json"}
TENSORS = {"Accept": "application/vnd.safetensors", **JSON}
NETWORKS = ("crash-course", "lenet-5", "vgg-mini")
CLIENTS = 8
REST = 7.0
"""Seconds of nothing, after which a worker has given back the memory of its batches."""
GOAL = 1.0
"""Megabytes that may be added in ten minutes."""
KNOBS = {"digits": 320, "filters": 2, "hidden": 0, "depth": 1, "epochs": 1, "batch_size": 16}
TENSOR = json.dumps({"inputs": [{
    "name": "input", "shape": [1, 1, 32, 32], "datatype": "FP32", "data": [0.5] * 1024,
}]}).encode()  # fmt: skip


def ink(points: int) -> bytes:
    """A drawing that is another one each time."""
    walk = [[round(random.uniform(0.2, 0.8), 3) for _ in "xy"] for _ in range(points)]
    return json.dumps({"ink": {"strokes": [walk]}}).encode()


def asked() -> tuple[bytes, tuple[int, ...]]:
    """A request, and the statuses that are right."""
    place = f"/api/v1/networks/{random.choice(NETWORKS)}"
    image, infer = picture(), "/v2/models/lenet-5/infer"
    return random.choice([
        (request(f"{place}/predict", ink(20), JSON), (200,)),
        (request(f"{place}/predict", ink(500), JSON), (200,)),
        (request(f"{place}/predict", image), (200,)),
        (request(f"{place}/predict", image[: random.randrange(len(image))]), (200, 400, 415, 422)),
        (request(f"{place}/trace?dtype=float16", ink(30), TENSORS), (200,)),
        (request(f"{place}/trace", ink(30), JSON), (200,)),
        (request(f"{place}/preprocess", ink(30), JSON), (200,)),
        (request("/api/v1/networks/lenet-5/ablate?layers=c1", ink(20), JSON), (200,)),
        (request(f"{place}/explain?method=gradient", ink(20), JSON), (200,)),
        (request(f"{place}/patch", ink(20)[:-1] + b', "donor": {"checkpoint": 1}}', JSON), (200,)),
        (request(f"{place}/predict?checkpoint=1", ink(20), JSON), (200,)),
        (request("/api/v1/lab/plan", b'{"depth": 1}', JSON), (200,)),
        (request(infer, TENSOR, JSON), (200,)),
        (request(f"{place}/predict", b'{"pixels": [[' + b"2," * 300 + b"3]]}", JSON), (422,)),
        (request(f"{place}/predict", b"{", JSON), (400,)),
        (request(f"/api/v1/networks/none-{random.random()}"), (404,)),
        (request("/api/v1/networks"), (200,)),
        (request("/metrics"), (200, 404)),
        (request("/"), (200,)),
    ])  # fmt: skip


@dataclass
class Soak:
    """What was asked, and what the server held; `times` are the samples' seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    samples: list[Holdings] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        held = "".join(
            f"{at:6.0f} s {sample}\n"
            for at, sample in zip(self.times, self.samples, strict=True)
        )  # fmt: skip
        return (
            f"asked: {dict(sorted(self.statuses.items()))}\nunexpected: {self.wrong[:10]}\n{held}"
            f"{self.slope:+.2f} MB in ten minutes (goal: {GOAL:g})"
        )

    @property
    def slope(self) -> float:
        """Megabytes in ten minutes, by the line through all samples but the first, the warm-up."""
        line = [
            (at / 600, sample.memory) for at, sample in zip(self.times, self.samples, strict=True)
        ]
        return statistics.linear_regression(*zip(*line[1:], strict=True)).slope


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def talk(port: int, soak: Soak) -> None:
    """Some requests over one connection; now and then it leaves in the middle."""
    reader, writer = line = await asyncio.open_connection("127.0.0.1", port)
    try:
        for _ in range(random.randrange(1, 10)):
            sent, right = asked()
            if random.random() < 0.1:
                writer.write(sent[: random.randrange(1, len(sent) + 1)])
                await writer.drain()
                await asyncio.sleep(random.uniform(0, 0.02))
                soak.statuses["left"] += 1
                return
            writer.write(sent)
            head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)).lower()
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
            status = int(head[9:12])
            soak.statuses[str(status)] += 1
            if status not in right:
                soak.wrong.append(f"{status} for {sent[:100]!r}")
            if b"connection: close" in head:
                return
    finally:
        await _closed(line)


async def draw(port: int, soak: Soak) -> None:
    """A socket on which somebody draws and, now and then, says what is wrong."""
    reader, writer = line = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    try:
        network, derive = random.choice(NETWORKS), random.choice(("true", "false"))
        writer.write(handshake(f"/api/v1/live?network={network}&derive={derive}"))
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        if not head.startswith(b"HTTP/1.1 101"):
            soak.wrong.append(f"socket: {head[:40]!r}")
            return
        for number in range(random.randrange(1, 20)):
            text = ink(20) if random.random() < 0.9 else b'{"ink": 1}'
            writer.write(masked(json.dumps({"seq": number, **json.loads(text)}).encode()))
            await asyncio.wait_for(_frame(reader), 30)
            soak.statuses["frame"] += 1
    finally:
        await _closed(line)


async def learn(port: int, soak: Soak) -> None:
    """A visitor of the lab: trains a small network, or leaves before it has learned."""
    reader, writer = line = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
    try:
        writer.write(handshake("/api/v1/lab/train"))
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
        writer.write(masked(json.dumps({"do": "start", "knobs": KNOBS}).encode()))
        last = random.choice([b'"started"', b'"kept"', b'"kept"'])
        while last not in await asyncio.wait_for(_frame(reader), 60):
            pass
        soak.statuses["lab"] += 1
    finally:
        await _closed(line)


async def _frame(reader: asyncio.StreamReader) -> bytes:
    size = (await reader.readexactly(2))[1]
    extra = {126: 2, 127: 8}.get(size, 0)
    if extra:
        size = int.from_bytes(await reader.readexactly(extra))
    return await reader.readexactly(size)


async def _closed(line: Line) -> None:
    line[1].close()
    with contextlib.suppress(OSError):
        await line[1].wait_closed()


async def _again(
    story: Callable[[int, Soak], Awaitable[None]], port: int, soak: Soak, end: float
) -> None:
    while time.monotonic() < end:
        try:
            await story(port, soak)
        except (OSError, EOFError, TimeoutError) as error:
            soak.wrong.append(repr(error))


def run(
    server: Server, seconds: float, warm_up: float, every: float = 60, rest: float = REST
) -> Soak:
    """Let clients ask; samples are taken in pauses, when all of them have gone."""
    soak = Soak()

    async def story() -> None:
        begin = time.monotonic()
        pause = warm_up
        while time.monotonic() < begin + warm_up + seconds:
            end = time.monotonic() + pause
            asking = [_again(talk, server.port, soak, end) for _ in range(CLIENTS)]
            drawing = [_again(draw, server.port, soak, end) for _ in range(CLIENTS // 2)]
            await asyncio.gather(*asking, *drawing, _again(learn, server.port, soak, end))
            await asyncio.sleep(rest)
            soak.samples.append(holdings(server.process.pid))
            soak.times.append(time.monotonic() - begin)
            pause = every

    asyncio.run(story())
    return soak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--warm-up", type=float, default=60)
    parser.add_argument("--every", type=float, default=60)
    options = parser.parse_args()
    with serve(env={"INKLING_MAX_SOCKETS_PER_CLIENT": "100"}) as server:
        print(run(server, options.minutes * 60, options.warm_up, options.every))


if __name__ == "__main__":
    main()
