"""The short way and the long way answer alike; a header that nobody knows is for the long one."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.web.whole import is_whole_work
from tests.servers import Server, serve
from tests.web.bodies import SEVEN, base64_picture, digit, pixels
from tests.web.test_reception import dial, one_answer

PREDICT, TRACE = "/api/v1/networks/lenet-5/predict", "/api/v1/networks/lenet-5/trace"
SAFETENSORS = {"accept": "application/vnd.safetensors"}
JSON = {"content-type": "application/json"}
LONG_WAY = {"x-long-way": "please"}
OWN = {"x-request-id", "server-timing", "date"}
EDIT = {**SEVEN, "edits": [{"layer": "c1", "channel": 1, "scale": 0}]}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        (PREDICT, SEVEN, {}),
        (PREDICT, pixels(), {}),
        (PREDICT, {"pixels": (digit() // 255).tolist()}, {}),
        (PREDICT + "?fit=true&invert=true", pixels(), {}),
        (PREDICT, EDIT, {"accept": "*/*"}),
        (PREDICT, base64_picture(), {}),
        (TRACE, SEVEN, {}),
        (TRACE + "?layers=c1,logits", SEVEN, {}),
        (TRACE + "?dtype=float16", pixels(), SAFETENSORS),
        (TRACE + "?dtype=uint8", SEVEN, SAFETENSORS),
        (TRACE, SEVEN, {"accept": "application/x-npz"}),
        (PREDICT, {"pixels": [[0, 2]]}, {}),
        (PREDICT, {"pixels": [[0, 1], [0]]}, {}),
        (PREDICT, {"pixels": [[0, True]]}, {}),
        (PREDICT, {"pixels": []}, {}),
        (PREDICT, {"pixls": [[0]]}, {}),
        (PREDICT, {"ink": {"strokes": []}}, {}),
        (PREDICT, {"nothing": 1}, {}),
        (PREDICT, SEVEN, {"accept": "text/html"}),
        (PREDICT, SEVEN, {"content-type": "text/plain"}),
        (PREDICT, SEVEN, {"host": "elsewhere.example"}),
        (PREDICT + "?fit=perhaps", SEVEN, {}),
        (TRACE + "?layers=c9", SEVEN, {}),
        ("/api/v1/networks/lenet-6/predict", SEVEN, {}),
    ],
)  # fmt: skip
def test_both_ways_answer_alike(
    server: Server, path: str, body: dict[str, Any], headers: dict[str, str]
) -> None:
    short, long = (
        httpx.post(server.url + path, content=json.dumps(body), headers={**JSON, **headers, **more})
        for more in ({}, LONG_WAY)
    )
    assert short.status_code == long.status_code
    assert set(short.headers) == set(long.headers)
    for name in set(short.headers) - OWN:
        assert short.headers[name] == long.headers[name], name
    assert short.content == long.content


def test_health_is_alike(server: Server) -> None:
    short, long = (httpx.get(f"{server.url}/healthz", headers=more) for more in ({}, LONG_WAY))
    assert short.json() == long.json() == {"status": "ok"}
    assert {*short.headers.items()} ^ {*long.headers.items()} <= {
        pair for answer in (short, long) for pair in answer.headers.items() if pair[0] in OWN
    }
    assert httpx.get(f"{server.url}/healthz?x=1").status_code == 422


def test_answers_come_in_the_order_of_their_questions(server: Server) -> None:
    body = json.dumps(pixels()).encode()
    head = f"POST {PREDICT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    asked = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    health = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    missing = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with dial(server) as line:
        line.sendall(asked + health + missing + asked + health)
        answers = [one_answer(line) for _ in range(5)]
    assert [status for status, _ in answers] == [200, 200, 404, 200, 200]
    assert json.loads(answers[0][1])["label"] == json.loads(answers[3][1])["label"]
    assert answers[1][1] == answers[4][1] == b'{"status":"ok"}'


def test_a_head_that_is_known_is_read_in_parts_and_behind_others_too(server: Server) -> None:
    body = json.dumps(pixels()).encode()
    head = f"POST {PREDICT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    asked = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    wrong = asked[: -len(body)] + body.replace(b"0", b"x")
    with dial(server) as line:
        for parts in ([asked], [asked], [asked[:50], asked[50:]], [asked[:-1], asked[-1:]]):
            for part in parts:
                line.sendall(part)
                time.sleep(0.02)
            status, found = one_answer(line)
            assert status == 200
            assert json.loads(found)["label"]
        line.sendall(wrong + asked)
        assert [one_answer(line)[0] for _ in range(2)] == [400, 200]
        line.sendall(asked)
        line.sendall(asked[:-1] + b"x" + asked)
        assert [one_answer(line)[0] for _ in range(3)] == [200, 400, 200]


def test_a_key_is_wanted_of_those_in_a_hurry_too() -> None:
    with serve(env={"INKLING_API_KEYS": "secret-secret-secret"}, ready="/healthz") as server:
        assert httpx.post(server.url + PREDICT, json=SEVEN).status_code == 401


def test_what_came_by_express_is_counted(server: Server) -> None:
    def counted() -> float:
        lines = httpx.get(f"{server.url}/metrics").text.splitlines()
        wanted = 'inkling_http_requests_total{method="POST",route="/api/v1/networks/{id}/predict"'
        return sum(float(line.split()[-1]) for line in lines if line.startswith(wanted))

    before = counted()
    assert httpx.post(server.url + PREDICT, json=SEVEN).status_code == 200
    assert httpx.post(server.url + PREDICT, json={"nothing": 1}).status_code == 422
    assert counted() == before + 2


def test_many_at_once_get_their_own_answers(server: Server) -> None:
    shifted = [
        {"pixels": [[(x + n) % 7 / 7 for x in range(28)] for _ in range(28)]} for n in range(8)
    ]
    alone = [httpx.post(server.url + PREDICT, json=body).json()["logits"] for body in shifted]
    found: dict[int, list[list[float]]] = {n: [] for n in range(8)}

    def ask(number: int) -> None:
        with httpx.Client() as client:
            for _ in range(20):
                answer = client.post(server.url + PREDICT, json=shifted[number])
                found[number].append(answer.json()["logits"])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, logits in enumerate(alone):
        assert len(found[number]) == 20
        for several in found[number]:
            assert several == pytest.approx(logits, abs=1e-3)


@pytest.mark.parametrize(
    ("head", "whole"),
    [
        ("POST /x HTTP/1.1|Host: a|Content-Length: 3", True),
        ("POST /x HTTP/1.1|host: a|content-length:3|Accept: */*|User-Agent: b", True),
        ("POST /x HTTP/1.1|Host: a|Connection: keep-alive|Content-Length: 3", True),
        ("POST /x HTTP/1.1|connection: Keep-Alive|Host: a|Content-Length: 3|Cookie: b; c", True),
        ("POST /x HTTP/1.1|Host: a|Content-Length: 4", False),
        ("POST /x HTTP/1.1|Host: a|Content-Length: 2", False),
        ("POST /x HTTP/1.1|Host: a", False),
        ("POST /x HTTP/1.0|Host: a|Content-Length: 3", False),
        ("GET /x HTTP/1.1|Host: a|Content-Length: 3", False),
        ("POST /x HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 3", False),
        ("POST /x HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked", False),
        ("POST /x HTTP/1.1|Host: a\nTransfer-Encoding: chunked|Content-Length: 3", False),
        ("POST /x HTTP/1.1|Host: a\rTransfer-Encoding: chunked|Content-Length: 3", False),
        ("POST /x HTTP/1.1|Host: a|Transfer-Encoding : chunked|Content-Length: 3", False),
        ("POST /x HTTP/1.1|Host: a|Connection: close|Content-Length: 3", False),
        ("POST /x HTTP/1.1|Host: a|Connection: keep-alive, close|Content-Length: 3", False),
        ("POST /x HTTP/1.1|Host: a|Expect: 100-continue|Content-Length: 3", False),
        ("POST /x HTTP/1.1|Host: a|Content-Length: 3|Content-Length : 3", False),
        ("POST /x HTTP/1.1|Host: a| folded|Content-Length: 3", False),
    ],
)
def test_only_a_whole_and_usual_request_is_refused_unread(head: str, whole: bool) -> None:
    assert is_whole_work(head.replace("|", "\r\n").encode() + b"\r\n\r\nabc") is whole
