"""How requests may come in: not too much, not too slowly; over raw sockets to a real server."""

import json
import time
from collections.abc import Iterator

import httpx
import pytest
from websockets.sync.client import connect

from tests.lines import all_of, dial, memory, one_answer
from tests.servers import Server, serve
from tests.web.bodies import SEVEN, picture

PREDICT = b"POST /api/v1/networks/lenet-5/predict HTTP/1.1\r\nHost: localhost\r\n"
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
BODY = json.dumps(SEVEN).encode()
WHOLE = PREDICT + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


@pytest.fixture(scope="module")
def impatient() -> Iterator[Server]:
    """A server that waits for half a second only."""
    with serve(env={"INKLING_HEAD_TIMEOUT": "0.5", "INKLING_BODY_TIMEOUT": "0.5"}) as running:
        yield running


@pytest.fixture(autouse=True)
def _lives_on(impatient: Server) -> Iterator[None]:
    yield
    assert httpx.get(f"{impatient.url}/healthz").status_code == 200


def refusal(answer: bytes, status: int, slug: str) -> None:
    """A problem, and the connection is closed after it."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    assert b"content-type: application/problem+json" in head.lower()
    assert b"connection: close" in head.lower()
    assert json.loads(body)["type"].endswith(f"/{slug}")


@pytest.mark.parametrize(
    "said",
    [b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", PREDICT + b"Content-Length: 9\r\n\r\n{",
     PREDICT + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"],
)  # fmt: skip
def test_half_a_request_is_let_go(impatient: Server, said: bytes) -> None:
    with dial(impatient) as line:
        line.sendall(said)
        start = time.monotonic()
        refusal(all_of(line), 408, "request-timeout")
        assert time.monotonic() - start < 5


def test_a_trickle_is_let_go(impatient: Server) -> None:
    with dial(impatient) as line:
        start = time.monotonic()
        try:
            for letter in HEAD * 4:
                line.sendall(bytes([letter]))
                time.sleep(0.05)
        except OSError:  # the server has closed
            pass
        assert time.monotonic() - start < 4


def test_one_who_says_nothing_hears_nothing(impatient: Server) -> None:
    with dial(impatient) as line:
        start = time.monotonic()
        assert all_of(line) == b""
        assert time.monotonic() - start < 5


def test_a_large_picture_on_a_slow_line_is_taken(impatient: Server) -> None:
    image = picture()
    body = image + b"\0" * 200_000  # what follows a picture is not read
    with dial(impatient) as line:
        line.sendall(PREDICT + b"Content-Type: image/png\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 20_000):
            line.sendall(body[start : start + 20_000])
            time.sleep(0.12)
        assert one_answer(line)[0] == 200


def test_a_connection_can_be_used_again_and_then_slowly(impatient: Server) -> None:
    with dial(impatient) as line:
        for _ in range(3):
            line.sendall(WHOLE)
            assert one_answer(line)[0] == 200
            time.sleep(0.8)  # an idle connection is kept for longer
        line.sendall(WHOLE[:20])
        refusal(all_of(line), 408, "request-timeout")


def test_requests_one_behind_the_other_are_all_answered(impatient: Server) -> None:
    with dial(impatient) as line:
        line.sendall(WHOLE * 20)
        answers = {one_answer(line) for _ in range(20)}
        assert {status for status, _ in answers} == {200}


def test_a_socket_may_be_silent(impatient: Server) -> None:
    with connect(f"{impatient.socket_url}/api/v1/live?network=lenet-5") as live:
        time.sleep(1.5)
        live.send(json.dumps({"seq": 1, **SEVEN}))
        assert isinstance(live.recv(10), bytes)


TRAILERS = PREDICT + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
FLOODS = {
    "one endless header": (HEAD + b"X-A: ", b"a" * 65536),
    "many headers": (HEAD, b"X-A: b\r\n" * 8192),
    "an endless address": (b"GET /", b"a" * 65536),
    "an endless trailer": (TRAILERS + b"X-A: ", b"a" * 65536),
    "many trailers": (TRAILERS, b"X-A: b\r\n" * 8192),
    "an endless chunk": (PREDICT + b"Transfer-Encoding: chunked\r\n\r\n1", b"0" * 65536),
    "many chunks": (PREDICT + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 10000),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_stopped_and_costs_no_memory(impatient: Server, name: str) -> None:
    begin, more = FLOODS[name]
    before, sent = memory(impatient), 0
    with dial(impatient) as line:
        try:
            line.sendall(begin)
            while sent < 50 << 20:
                line.sendall(more)
                sent += len(more)
        except OSError:
            pass
    assert sent < 40 << 20
    assert memory(impatient) - before < 32


def test_what_is_no_http_gets_a_problem(impatient: Server) -> None:
    for junk in (b"hello\r\n\r\n", b"\x16\x03\x01\0\xa5\x01\0\0", b"GET / HTTP/9.9\r\n\r\n"):
        with dial(impatient) as line:
            line.sendall(junk)
            refusal(all_of(line), 400, "invalid-request")
