import json
import socket
from collections.abc import Iterator

import httpx
import pytest
from websockets.sync.client import connect

from tests.servers import Server, free_port, serve
from tests.telemetry.figures import PREDICT, SEVEN, scrape, until

TEMPLATE = "/api/v1/networks/{id}/predict"
REQUESTS = "inkling_http_requests_total"


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server that nobody else asks, so that its figures are this module's."""
    with serve() as running:
        yield running


def predict(url: str, times: int = 1) -> None:
    for _ in range(times):
        assert httpx.post(url + PREDICT, json=SEVEN, timeout=30).status_code == 200


def test_requests_are_counted_by_route_and_status(own: Server) -> None:
    before = scrape(own.url)
    predict(own.url, 3)
    httpx.post(own.url + PREDICT, json={"ink": 1})
    after = scrape(own.url)
    for status, more in (("200", 3), ("422", 1)):
        labels = {"method": "POST", "route": TEMPLATE, "status": status}
        assert after(REQUESTS, **labels) - before(REQUESTS, **labels) == more
    count = "inkling_http_request_duration_seconds_count"
    assert after(count, route=TEMPLATE) - before(count, route=TEMPLATE) == 4


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("GET", "/", "/"),
        ("GET", "/healthz", "/healthz"),
        ("PUT", "/healthz", "/healthz"),
        ("GET", "/api/v1/networks/lenet-5", "/api/v1/networks/{id}"),
        ("GET", "/api/v1/networks/un%20known", "/api/v1/networks/{id}"),
        ("HEAD", "/api/v1/networks", "/api/v1/networks"),
        ("POST", "/api/v1/networks/lenet-5/cell", "/api/v1/networks/{id}/cell"),
        ("POST", "/api/v1/networks/gone/trace", "/api/v1/networks/{id}/trace"),
        ("GET", "/v2/models/lenet-5/ready", "/v2/models/{id}/ready"),
        ("GET", "/static/js/main.js", "/static/{path}"),
        ("GET", "/static/nothing/here", "/static/{path}"),
        ("GET", "/wp-admin/secret-4711", "none"),
    ],
)
def test_a_route_is_named_by_its_template(own: Server, method: str, path: str, route: str) -> None:
    before = scrape(own.url)(REQUESTS, method=method, route=route)
    httpx.request(method, own.url + path)
    assert scrape(own.url)(REQUESTS, method=method, route=route) == before + 1


def test_no_address_is_ever_a_label(own: Server) -> None:
    for name in ("wp-admin-4711", "api/v1/networks/wp-admin-4711/trace", "static/wp-admin-4711"):
        httpx.post(f"{own.url}/{name}?wp-admin-4711=1")
    httpx.request("WP-ADMIN-4711", own.url)
    assert "admin" not in httpx.get(f"{own.url}/metrics").text.lower()


def test_the_engine_tells_of_its_passes(own: Server) -> None:
    before = scrape(own.url)
    predict(own.url, 5)
    after = scrape(own.url)

    def grown(name: str, **labels: str) -> float:
        return after(f"inkling_{name}", **labels) - before(f"inkling_{name}", **labels)

    assert grown("batch_size_sum") == 5
    assert grown("batch_size_count") == grown("inference_seconds_count") == 5
    assert grown("queue_wait_seconds_count") == 5
    stages = [grown("engine_seconds_total", stage=s) for s in ("raster", "inference", "encode")]
    assert all(spent > 0 for spent in stages)
    assert stages[1] == pytest.approx(grown("inference_seconds_sum"))


def test_refusals_are_counted_by_reason(own: Server) -> None:
    before = scrape(own.url)
    httpx.post(f"{own.url}/api/v1/networks/none/predict", json=SEVEN)
    httpx.post(own.url + PREDICT, content=b"{")
    httpx.get(own.url, headers={"x-long": "x" * 60_000})
    with connect(own.socket_url + "/api/v1/live") as live:
        live.send(json.dumps({"seq": 1, "pixels": "none"}))
        live.recv(timeout=30)
    after = until(
        own.url, lambda now: now("inkling_refusals_total") >= before("inkling_refusals_total") + 4
    )
    reasons = ("network-not-found", "invalid-json", "headers-too-large", "validation-failed")
    for reason in reasons:
        name = "inkling_refusals_total"
        assert after(name, reason=reason) == before(name, reason=reason) + 1
    early = {"route": "none", "status": "431"}
    assert after(REQUESTS, **early) == before(REQUESTS, **early) + 1


def test_what_has_not_happened_yet_has_a_figure(own: Server) -> None:
    found = [s for s in scrape(own.url).samples if s.labels.get("reason") == "overloaded"]
    assert [sample.value for sample in found] == [0]


def test_sockets_are_counted_while_they_are_open(own: Server) -> None:
    before = scrape(own.url)
    assert before("inkling_open_sockets") == 0
    with connect(own.socket_url + "/api/v1/live", max_size=None) as live:
        live.send(json.dumps({"seq": 1, **SEVEN}))
        live.recv(timeout=30)
        during = until(own.url, lambda now: now("inkling_live_frames_total", result="sent") > 0)
        assert during("inkling_open_sockets") == 1
    after = until(own.url, lambda now: now("inkling_open_sockets") == 0)
    name = "inkling_live_sockets_total"
    assert after(name) == before(name) + 1


def test_drawings_that_a_newer_one_replaced_are_skipped(own: Server) -> None:
    name, heard = "inkling_live_frames_total", 300
    before = scrape(own.url)
    with connect(own.socket_url + "/api/v1/live", max_size=None) as live:
        for seq in range(heard):
            live.send(json.dumps({"seq": seq, **SEVEN}))
        answered = 1
        while b'"seq":"299"' not in bytes(live.recv(timeout=30))[:4000]:
            answered += 1
    after = until(own.url, lambda now: now(name) == before(name) + heard)
    assert after(name, result="sent") == before(name, result="sent") + answered


def test_it_says_what_runs_and_what_it_takes(own: Server) -> None:
    found = until(own.url, lambda now: now("inkling_event_loop_lag_seconds_count") > 0)
    assert found("inkling_build_info") == found("inkling_workers") == 1
    assert 50e6 < found("inkling_resident_memory_bytes") < 2e9
    assert found("inkling_cpu_seconds_total") > 0
    assert found("inkling_open_files") > 5
    assert found("inkling_queue_capacity", queue="engine") == 256
    assert found("inkling_http_requests_in_flight") == 1  # this one


def test_openmetrics_is_spoken_too(own: Server) -> None:
    answer = httpx.get(
        f"{own.url}/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"}
    )
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")
    assert answer.headers["cache-control"] == "no-store"


def test_any_worker_answers_for_all_of_them() -> None:
    with serve("--workers", "2") as running:
        until(running.url, lambda now: now("inkling_workers") == 2, patience=60)
        predict(running.url, 12)  # each on a connection of its own
        seen = [scrape(running.url) for _ in range(6)]
    assert [found(REQUESTS, route=TEMPLATE, status="200") for found in seen] == [12] * 6
    assert all(
        found("inkling_batch_size_sum") == seen[0]("inkling_batch_size_sum") for found in seen
    )
    assert seen[0]("inkling_queue_capacity", queue="engine") == 512
    assert seen[0]("inkling_build_info") == 1


def test_it_can_have_a_port_of_its_own() -> None:
    port = free_port()
    env = {"INKLING_METRICS_PORT": str(port), "INKLING_ALLOWED_HOSTS": "127.0.0.1"}
    with serve(env=env) as running:
        apart = f"http://127.0.0.1:{port}"
        predict(running.url)
        found = httpx.get(f"{apart}/metrics", headers={"Host": "10.1.2.3:9000"})
        assert TEMPLATE in found.text
        assert httpx.get(f"{running.url}/metrics").status_code == 404
        for path in ("/", "/healthz", PREDICT):
            assert httpx.get(apart + path).status_code == 404
        assert httpx.post(f"{apart}/metrics", content=b"x").status_code in (400, 405)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(b"GET /api/v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                         b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                         b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")  # fmt: skip
            assert b" 404 " in line.recv(4096)
