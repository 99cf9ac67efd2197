"""When the server may be sent work, how it ends, and what becomes of its workers."""

import json
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import uvicorn
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.cli.workers import DEATHS, Workers
from app.networks import self_test
from app.resources import resource
from benchmarks.restarts import kills_workers, replaces_workers, stops_and_starts
from tests.lines import answer, dial
from tests.machine import file
from tests.servers import children, serve
from tests.web.bodies import SEVEN

BODY = json.dumps(SEVEN).encode()
HEAD = (
    b"POST /api/v1/networks/lenet-5/predict HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)
)
READY = b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped networks, one of which has a card that tells of other answers."""
    folder = tmp_path_factory.mktemp("doubtful") / "models"
    shutil.copytree(resource("models"), folder, ignore=shutil.ignore_patterns("checkpoints*"))
    path = folder / "lenet-5" / "card.json"
    card = json.loads(path.read_text())
    card[self_test.KEY][3] += 1
    path.write_text(json.dumps(card))
    return folder


BROKEN = """
import torch
from torch import nn

def make():
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 3))
    nn.init.constant_(net[1].weight, torch.inf)
    return net
"""


def test_a_network_with_wrong_answers_is_not_ready(doubtful: Path) -> None:
    (doubtful / "inkling_broken.py").write_text(BROKEN)
    env = {"INKLING_MODELS": str(doubtful)}
    with (
        serve("--network", "inkling_broken:make", env=env, cwd=str(doubtful), ready="/healthz")
        as server,
        httpx.Client(base_url=server.url) as client,
    ):  # fmt: skip
        for path in ("/readyz", "/v2/health/ready", "/v2/models/lenet-5/ready"):
            refused = client.get(path)
            assert refused.status_code == 503, path
            assert "'lenet-5' is off by 1" in refused.json()["detail"]
        own = client.get("/v2/models/make/ready").json()
        assert own["detail"] == "The network 'make' gives numbers that are not finite."
        assert client.get("/v2/models/vgg-mini/ready").status_code == 200
        assert client.get("/healthz").status_code == 200


def test_what_has_begun_is_finished_and_then_it_ends() -> None:
    with (
        serve() as server,
        dial(server) as slow,
        dial(server) as used,
        connect(f"{server.socket_url}/api/v1/live") as live,
    ):
        used.sendall(READY)
        assert answer(used)[0] == 200
        slow.sendall(HEAD + BODY[:40])
        time.sleep(0.3)
        start = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            live.recv(5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012
        used.sendall(READY)  # on its way when the server was told
        status, head, _ = answer(used)
        assert (status, b"connection: close" in head) == (503, True)
        slow.sendall(BODY[40:])
        status, head, _ = answer(slow)
        assert (status, b"connection: close" in head) == (200, True)
        assert server.process.wait(10) == 0
        assert time.monotonic() - start < 8


def test_one_who_never_finishes_does_not_keep_it() -> None:
    env = {"INKLING_SHUTDOWN_TIMEOUT": "1"}
    with serve(env=env) as server, dial(server) as half, dial(server):
        half.sendall(HEAD + BODY[:40])
        time.sleep(0.3)
        start = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) == 0
        assert 1 <= time.monotonic() - start < 4


def test_with_a_pause_it_goes_on_for_a_while_but_says_so() -> None:
    with serve(env={"INKLING_DRAIN_PAUSE": "1"}) as server:
        server.process.send_signal(signal.SIGTERM)
        start = time.monotonic()
        until(lambda: httpx.get(f"{server.url}/readyz").status_code == 503, 0.8)
        asked = httpx.post(f"{server.url}/api/v1/networks/lenet-5/predict", content=BODY)
        assert (asked.status_code, asked.headers["connection"]) == (200, "close")
        assert httpx.get(f"{server.url}/healthz").status_code == 200
        assert server.process.wait(8) == 0
        assert time.monotonic() - start > 0.9


@pytest.mark.slow
def test_restarts_under_load_lose_nothing() -> None:
    tally = stops_and_starts(1, 6, say=lambda _: None)
    assert tally.lost == []
    assert tally.answered > 20


def runs(process: int) -> bool:
    """Whether a process is there; a dead one that nobody has asked for has no command."""
    place = Path(f"/proc/{process}/cmdline")
    return place.exists() and place.read_bytes() != b""


@pytest.mark.slow
def test_workers_answer_alike_are_replaced_and_end_in_order() -> None:
    file("/proc/self/stat")
    with serve("--workers", "2", patience=120) as server:
        predict = f"{server.url}/api/v1/networks/lenet-5/predict"
        assert len({httpx.post(predict, content=BODY).text for _ in range(8)}) == 1
        killed = kills_workers(server, 1, 6, say=lambda _: None)
        assert killed.refused == 0  # the other one goes on
        assert len(killed.lost) <= 6  # what each was waiting for
        assert killed.answered > 20
        tally = replaces_workers(server, 1, 3, say=lambda _: None)
        assert (tally.lost, tally.refused) == ([], 0)
        assert tally.answered > 20
        server.process.terminate()
        assert server.process.wait(15) == 0


@pytest.mark.slow
def test_workers_do_not_outlive_their_parent() -> None:
    file("/proc/self/stat")
    with serve("--workers", "2", patience=120) as server:
        workers = children(server.process.pid)
        server.process.kill()
        server.process.wait()
        until(lambda: not any(map(runs, workers)))


def test_a_worker_that_dies_again_and_again_ends_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # pytest has its own
    monkeypatch.setattr(Workers, "_started", lambda _: None)
    dead = SimpleNamespace(pid=1, exitcode=-9)
    workers = Workers(uvicorn.Config("x:y", workers=2), [])
    workers.processes = [dead, dead]  # type: ignore[list-item]
    for _ in range(DEATHS - 1):
        workers._replace(0, dead)  # type: ignore[arg-type]
        workers._replace(1, dead)  # type: ignore[arg-type]
    assert not workers.failed
    workers._replace(1, dead)  # type: ignore[arg-type]
    assert workers.failed
    assert workers.should_exit.is_set()
