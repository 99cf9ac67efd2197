"""Raw lines to a server: bytes out, whatever comes back in."""

import re
import socket
from contextlib import suppress
from pathlib import Path

from tests.servers import Server

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
WAIT = 20.0


def dial(server: Server) -> socket.socket:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=WAIT)


def all_of(line: socket.socket) -> bytes:
    """Everything until the server closes."""
    found = b""
    try:
        while part := line.recv(65536):
            found += part
    except ConnectionResetError:
        pass
    return found


def one_answer(line: socket.socket) -> tuple[int, bytes]:
    """The status and body of the next answer; the line stays open."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = line.recv(1)
        assert part, head
        head += part
    sizes = re.findall(rb"\r\ncontent-length: (\d+)\r\n", head.lower())
    body, length = b"", int(sizes[0]) if sizes else 0
    while len(body) < length:
        body += line.recv(length - len(body))
    return int(head[9:12]), body


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
    """The resident memory of the server, in MiB."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
