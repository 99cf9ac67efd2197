"""A load generator that costs little: raw HTTP/1.1 and WebSocket over asyncio, closed loop.

Each connection sends its request again as soon as the answer is complete. Written for bodies
with a Content-Length, which all servers measured here send.
"""

import asyncio
import base64
import os
import struct
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle

try:
    import uvloop
except ImportError:  # Windows
    uvloop = None  # type: ignore[assignment]


@dataclass
class Result:
    """What came back within the time, in seconds; `processor` is what it took of the server."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    processor: float = float("nan")

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def cost(self) -> float:
        """Microseconds of the server's processor for one answer."""
        return self.processor / max(1, len(self.latencies)) * 1e6

    def percentile(self, share: float) -> float:
        return percentile(self.latencies, share)


def percentile(seconds: Iterable[float], share: float) -> float:
    """The share-th of the values, in milliseconds; NaN where there is none."""
    ordered = sorted(seconds)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class HTTP(asyncio.Protocol):
    """One connection that asks the same again and again."""

    def __init__(self, request: bytes, result: Result, end: float) -> None:
        self._request, self._result, self._end = request, result, end
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._buffer, self._missing = b"", -1
        self._sent = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self._missing < 0:
            self._buffer += data
            at = self._buffer.find(b"\r\n\r\n")
            if at < 0:
                return
            head = self._buffer[:at].lower()
            self._status = int(head[9:12])
            where = head.find(b"content-length:") + 15
            self._missing = int(head[where : head.find(b"\r\n", where) % (at + 1)])
            self._missing -= len(self._buffer) - at - 4
        else:
            self._missing -= len(data)
        if self._missing == 0:
            self._answered()

    def _answered(self) -> None:
        now = time.perf_counter()
        if now > self._end:
            self._transport.close()
            return
        self._result.statuses[self._status] = self._result.statuses.get(self._status, 0) + 1
        if self._status == 200:
            self._result.latencies.append(now - self._sent)
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)


class Socket(HTTP):
    """One WebSocket that sends the next message, over and over, for each frame that it gets."""

    def __init__(
        self, handshake: bytes, messages: Sequence[bytes], result: Result, end: float
    ) -> None:
        super().__init__(handshake, result, end)
        self._messages = cycle(map(masked, messages))
        self._open = False

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            at = self._buffer.find(b"\r\n\r\n")
            if at < 0:
                return
            assert self._buffer.startswith(b"HTTP/1.1 101"), self._buffer[:200]
            self._open, self._buffer = True, self._buffer[at + 4 :]
            self._say()
        elif len(self._buffer) >= 10:
            size, start = self._buffer[1], 2
            if size == 126:
                (size,), start = struct.unpack(">H", self._buffer[2:4]), 4
            elif size == 127:
                (size,), start = struct.unpack(">Q", self._buffer[2:10]), 10
            if len(self._buffer) >= start + size:
                self._heard(self._buffer[0] == 0x82)
                self._buffer = self._buffer[start + size :]

    def _say(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(next(self._messages))

    def _heard(self, binary: bool) -> None:
        now = time.perf_counter()
        if now > self._end:
            self._transport.close()
            return
        assert binary, self._buffer[:400]
        self._result.latencies.append(now - self._sent)
        self._say()


def masked(text: bytes) -> bytes:
    head = bytes([0x81]) + (
        bytes([0x80 | len(text)])
        if len(text) < 126
        else bytes([0x80 | 126]) + struct.pack(">H", len(text))
    )
    return head + b"\0\0\0\0" + text


def request(path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
    """Write a request."""
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b"")


def handshake(path: str) -> bytes:
    """Write what opens a WebSocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    return request(
        path,
        headers={
            "Connection": "Upgrade", "Upgrade": "websocket",
            "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13",
        },
    )  # fmt: skip


def measure(
    port: int, asked: bytes, clients: int, seconds: float, messages: Sequence[bytes] = ()
) -> Result:
    """Ask from so many connections for so long; with `messages`, over WebSockets."""
    result = Result(seconds)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        end = time.perf_counter() + seconds

        def connection() -> HTTP:
            return Socket(asked, messages, result, end) if messages else HTTP(asked, result, end)

        made = [await loop.create_connection(connection, "127.0.0.1", port) for _ in range(clients)]
        await asyncio.wait([protocol.closed for _, protocol in made], timeout=seconds + 10)
        for transport, _ in made:
            transport.abort()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop if uvloop else None) as runner:
        runner.run(run())
    return result
