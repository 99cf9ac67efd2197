"""What open sockets cost on which nothing is said, and whether they stay.

    python -m benchmarks.idle [--sockets 1000] [--seconds 60]

Each socket has drawn once, so that it holds all that a socket can hold; then it only answers pings.
"""

import argparse
import asyncio
import json
from dataclasses import dataclass

from benchmarks.load import handshake, masked
from benchmarks.process import holdings
from tests.servers import Server, serve
from tests.web.bodies import SEVEN

PING, PONG, FINAL = 0x9, 0xA, 0x80
ASKED = handshake("/api/v1/live?network=lenet-5")
MESSAGE = masked(json.dumps({"seq": 1, "layers": ["logits"], **SEVEN}).encode())


class Idle(asyncio.Protocol):
    """A socket that asks once and then answers pings."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.answered: asyncio.Future[None] = loop.create_future()
        self.lost = False
        self._open = False
        self._buffer = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport
        transport.write(ASKED)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self._open, self._buffer = True, rest
            self.transport.write(MESSAGE)
        while (size := self._size()) and len(self._buffer) >= size:
            frame, self._buffer = self._buffer[:size], self._buffer[size:]
            if frame[0] & 0xF == PING:  # at most 125 bytes, masked with zeros
                payload = frame[2:]
                pong = bytes([FINAL | PONG, 0x80 | len(payload), 0, 0, 0, 0])
                self.transport.write(pong + payload)
            elif not self.answered.done():
                self.answered.set_result(None)

    def _size(self) -> int:
        """The length of the first frame; 0 while too little of it is here."""
        start = self._buffer[:10]
        if len(start) < 2:
            return 0
        extra = {126: 2, 127: 8}.get(start[1], 0)
        if len(start) < 2 + extra:
            return 0
        return 2 + extra + (int.from_bytes(start[2 : 2 + extra]) if extra else start[1])

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if not self.answered.done():
            self.answered.set_exception(error or ConnectionError("closed"))


@dataclass(frozen=True)
class Cost:
    """What so many sockets took, in megabytes, and how many were closed meanwhile."""

    sockets: int
    memory: float
    lost: int

    def __str__(self) -> str:
        each = self.memory * 1024 / self.sockets
        return f"{self.sockets} sockets: {self.memory:.1f} MB, {each:.0f} KB each; {self.lost} lost"


def measure(server: Server, sockets: int, seconds: float) -> Cost:
    """Open sockets, a few at a time, and keep them."""

    async def story() -> Cost:
        loop = asyncio.get_running_loop()

        async def opened() -> Idle:
            _, idle = await loop.create_connection(Idle, "127.0.0.1", server.port)
            await asyncio.wait_for(idle.answered, 60)
            return idle

        warm = [await opened() for _ in range(20)]
        before = holdings(server.process.pid).memory
        held = []
        for start in range(0, sockets, 20):
            part = [opened() for _ in range(min(20, sockets - start))]
            held += await asyncio.gather(*part)
        await asyncio.sleep(seconds)
        after = holdings(server.process.pid).memory
        lost = sum(idle.lost for idle in held)
        for idle in (*warm, *held):
            idle.transport.abort()
        return Cost(sockets, after - before, lost)

    return asyncio.run(story())


def roomy(sockets: int) -> dict[str, str]:
    """The settings under which one client may have so many."""
    most = str(sockets + 100)
    return {"INKLING_MAX_SOCKETS": most, "INKLING_MAX_SOCKETS_PER_CLIENT": most}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with serve(env=roomy(options.sockets)) as server:
        print(measure(server, options.sockets, options.seconds))


if __name__ == "__main__":
    main()
