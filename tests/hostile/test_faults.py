"""What the machine does to a server: full disks, clocks that jump, pipes that end."""

import json
import os
import subprocess
import sys
import time

import httpx
import pytest
from websockets.sync.client import connect

from tests.machine import file
from tests.servers import Server, free_port, serve
from tests.web.bodies import SEVEN

PREDICT = "/api/v1/networks/lenet-5/predict"

JUMPING = """
import random, time
real, chance = time.time, random.Random(1)
time.time = lambda: real() + chance.choice([-1e8, -3600, 0, 3600, 1e8])
from app.cli import main
raise SystemExit(main())
"""


def works(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=30) as client:
        for _ in range(20):
            assert client.post(PREDICT, json=SEVEN).status_code == 200
        assert client.get("/readyz").status_code == 200
    with connect(f"{server.socket_url}/api/v1/live") as live:
        live.send(json.dumps({"seq": 1, **SEVEN}))
        assert isinstance(live.recv(30), bytes)


@pytest.mark.slow
def test_a_clock_that_jumps_changes_nothing() -> None:
    """Deadlines and rates go by the monotonic clock."""
    env = {"INKLING_RATE_LIMIT": "1000", "INKLING_HEAD_TIMEOUT": "5"}
    with serve(executable=(sys.executable, "-c", JUMPING), env=env) as server:
        works(server)


@pytest.mark.slow
@pytest.mark.parametrize("log", ["/dev/full", "a pipe that nobody reads any more"])
def test_logs_that_cannot_be_written_stop_nobody(log: str) -> None:
    port = free_port()
    if log == "/dev/full":
        output = os.open(file(log), os.O_WRONLY)
    else:
        reader, output = os.pipe()
    env = {**os.environ, "INKLING_ACCESS_LOG": "true", "INKLING_LOG_LEVEL": "info"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", str(port), "--no-open"],
        stdout=output, stderr=output, env=env,
    )  # fmt: skip
    os.close(output)
    if log != "/dev/full":
        os.close(reader)
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        wait_until_ready(server)
        works(server)
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def wait_until_ready(server: Server) -> None:
    for _ in range(600):
        assert server.process.poll() is None, "It ended when its log could not be written."
        try:
            if httpx.get(f"{server.url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("It is not ready.")
