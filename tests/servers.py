"""A real server process for tests: started on a free port of this machine, ended by the test."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass(frozen=True)
class Server:
    """A running `inkling serve`."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(*arguments: str, executable: tuple[str, ...] = (), cwd: str | None = None,
          env: dict[str, str] | None = None, port: int | None = None,
          patience: float = 60, ready: str = "/readyz") -> Iterator[Server]:  # fmt: skip
    """Run `inkling serve ARGUMENTS` until the block ends; `ready` is 200 when the block begins."""
    port = port or free_port()
    command = executable or (sys.executable, "-m", "app")
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), "--no-open", *arguments],
            stdout=log, stderr=log, cwd=cwd, env={**os.environ, **(env or {})},
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            if not _ready(url + ready, process, patience):
                log.seek(0)
                raise RuntimeError("The server did not start:\n" + log.read().decode()[-4000:])
            yield Server(url, process)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ready(url: str, process: subprocess.Popen[bytes], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return True
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    return False


def children(process: int) -> list[int]:
    """The worker processes of a server, where /proc tells them."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == process and b"spawn_main" in command:
            found.append(int(status.parent.name))
    return sorted(found)
