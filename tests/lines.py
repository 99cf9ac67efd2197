"""Raw lines to a server: bytes out, whatever comes back in."""

import re
import socket
from collections.abc import Callable
from contextlib import suppress

from benchmarks.process import holdings
from tests.machine import file
from tests.servers import Server

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
WAIT = 20.0


def dial(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=WAIT)


def all_of(line: socket.socket) -> bytes:
    """Everything until the server closes."""
    found = b""
    try:
        while part := line.recv(65536):
            found += part
    except ConnectionResetError:
        pass
    return found


def answer(line: socket.socket) -> tuple[int, bytes, bytes]:
    """Status, head in small letters and body of the next answer; the line stays open."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = line.recv(1)
        assert part, head
        head += part
    head = head.lower()
    sizes = re.findall(rb"\r\ncontent-length: (\d+)\r\n", head)
    body, length = b"", int(sizes[0]) if sizes else 0
    while len(body) < length:
        part = line.recv(length - len(body))
        assert part, head + body
        body += part
    return int(head[9:12]), head, body


def one_answer(line: socket.socket) -> tuple[int, bytes]:
    """The status and body of the next answer."""
    status, _, body = answer(line)
    return status, body


def say(server: Server, said: bytes) -> bytes:
    """Send bytes and return all that comes until the server closes."""
    with dial(server) as line:
        with suppress(OSError):  # it may close before all is sent
            line.sendall(said)
        return all_of(line)


def lives(server: Server) -> None:
    """Hold the server to an answer about its health."""
    with dial(server) as line:
        line.sendall(HEALTH)
        assert one_answer(line) == (200, b'{"status":"ok"}')


def memory(server: Server) -> float:
    """The resident memory of the server in MiB, without its code: that comes as it is run."""
    file("/proc/self/status")
    return holdings(server.process.pid).memory


def left_behind(server: Server, act: Callable[[], None], rounds: int, warm_up: int = 3) -> float:
    """By how many MiB the server grows while `act` is done again and again."""
    for _ in range(warm_up):
        act()
    before = memory(server)
    for _ in range(rounds):
        act()
    return memory(server) - before
