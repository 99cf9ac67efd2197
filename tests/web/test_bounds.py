"""Too much at once, too often, too late: refused in words, at once, and the server lives on."""

import json
import socket
import struct
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import numpy as np
import pytest

from app.web.rate import MOST_CLIENTS, RateLimit
from tests.lines import dial, lives, one_answer
from tests.servers import Server, serve
from tests.telemetry.figures import scrape, until
from tests.web.bodies import SEVEN
from tests.web.test_v2 import binary

PREDICT = "/api/v1/networks/vgg-mini/predict"
TRACE = "/api/v1/networks/vgg-mini/trace"
LONG = 30
"""Requests of 64 images each: enough work for the time in which many come and go."""


def slug(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


def test_a_full_queue_refuses_and_recovers() -> None:
    with serve(env={"INKLING_QUEUE_SIZE": "2"}) as server:
        limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
        with (
            httpx.Client(base_url=server.url, timeout=30, limits=limits) as client,
            ThreadPoolExecutor(32) as pool,
        ):
            answers = list(pool.map(lambda _: client.post(TRACE, json=SEVEN), range(400)))
            refused = [answer for answer in answers if answer.status_code == 503]
            assert Counter(answer.status_code for answer in answers).keys() == {200, 503}
            for answer in refused:
                assert slug(answer) == "overloaded"
                assert int(answer.headers["retry-after"]) >= 1
            assert client.post(PREDICT, json=SEVEN).status_code == 200


def said(path: str, body: bytes, **headers: str) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n{more}"
    return f"{head}\r\n".encode() + body


def test_what_was_asked_by_clients_who_left_never_reaches_the_network() -> None:
    """They wait behind work that takes a while, and leave: half of them in order, half not."""
    body, headers = binary(np.zeros((64, 1, 32, 32), np.float32))
    long = said("/v2/models/vgg-mini/infer", body, **headers)
    short = said(PREDICT, json.dumps(SEVEN).encode())
    count, images = "inkling_http_requests_total", "inkling_batch_size_sum"
    with serve(env={"INKLING_DEADLINE": "60"}) as server, ExitStack() as waiting:
        before = scrape(server.url)
        busy = [waiting.enter_context(dial(server)) for _ in range(LONG)]
        for line in busy:
            line.sendall(long)
        for number in range(200):
            with dial(server) as line:
                line.sendall(short)
                if number % 2:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert {one_answer(line)[0] for line in busy} == {200}
        after = until(server.url, lambda now: now("inkling_http_requests_in_flight") == 1)
        lives(server)
    reached = after(images) - before(images) - LONG * 64
    print(f"{reached:g} of 200 were computed")
    assert 0 <= reached <= 10  # one in twenty
    assert after(count, status="499") >= 100 - reached


def test_a_client_may_only_ask_so_often() -> None:
    with serve(env={"INKLING_RATE_LIMIT": "1"}) as server:
        answers = [httpx.post(f"{server.url}{PREDICT}", json=SEVEN) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert slug(answers[-1]) == "rate-limited"
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 2
        assert httpx.get(f"{server.url}/api/v1/networks").status_code == 200
        oip = httpx.post(f"{server.url}/v2/models/lenet-5/infer", json={})
        assert (oip.status_code, oip.json()["error"]) == (429, "At most 1 requests a second.")


def test_only_a_trusted_proxy_says_who_the_client_is() -> None:
    def asked(server: Server, client: str) -> int:
        headers = {"X-Forwarded-For": client}
        found = httpx.post(f"{server.url}{PREDICT}", json=SEVEN, headers=headers)
        return found.status_code

    slow = {"INKLING_RATE_LIMIT": "0.1"}
    with serve(env=slow) as server:
        assert [asked(server, f"192.0.2.{number}") for number in range(3)] == [200, 429, 429]
    with serve(env={**slow, "INKLING_TRUSTED_PROXIES": "127.0.0.1"}) as server:
        assert [asked(server, f"192.0.2.{number}") for number in range(3)] == [200] * 3
        assert asked(server, "192.0.2.1") == 429


def test_a_bucket_fills_again_with_time() -> None:
    now = [0.0]
    limit = RateLimit(None, 2, lambda: now[0])  # type: ignore[arg-type]
    assert [limit._take("a") for _ in range(5)] == [0, 0, 0, 0, 0.5]
    assert limit._take("b") == 0
    now[0] = 0.5
    assert limit._take("a") == 0
    assert limit._take("a") == pytest.approx(0.5)
    now[0] = 60
    assert [limit._take("a") > 0 for _ in range(5)] == [False] * 4 + [True]


def test_old_clients_are_forgotten() -> None:
    limit = RateLimit(None, 1, lambda: 0)  # type: ignore[arg-type]
    for number in range(MOST_CLIENTS + 50):
        limit._take(str(number))
    assert len(limit._buckets) == MOST_CLIENTS
