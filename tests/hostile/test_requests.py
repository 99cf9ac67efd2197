"""Requests of the wrong shape: each gets one refusal, and never two readings."""

import json
import os
import socket
import struct
import time
from contextlib import ExitStack

import httpx
import pytest

from tests.hostile.conftest import GROWTH
from tests.hostile.shapes import BODY, CHUNKED, FRAMING, HEADS, LENGTH, ODD, POST, UPGRADES, post
from tests.lines import HEALTH, STATUS, all_of, dial, left_behind, lives, memory, one_answer, say
from tests.servers import Server

WRONG = FRAMING | HEADS
ROUNDS = int(os.environ.get("INKLING_ROUNDS", "25"))
"""How often all shapes are sent again."""


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_request_is_refused_once(target: Server, name: str) -> None:
    answer = say(target, WRONG[name] + HEALTH)
    (status,) = STATUS.findall(answer)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert status in (b"400", b"413")
    assert b"content-type: application/problem+json" in head.lower()
    assert b"connection: close" in head.lower()
    assert json.loads(body)["status"] == int(status)


@pytest.mark.parametrize("name", ODD)
def test_after_an_odd_request_comes_the_next_one(target: Server, name: str) -> None:
    said, status = ODD[name]
    with dial(target) as line:
        line.sendall(said + HEALTH)
        assert one_answer(line)[0] == status
        assert one_answer(line) == (200, b'{"status":"ok"}')


@pytest.mark.parametrize("name", UPGRADES)
def test_after_an_upgrade_that_is_not_done_nothing_comes(target: Server, name: str) -> None:
    said, status = UPGRADES[name]
    answer = say(target, said + HEALTH)
    assert STATUS.findall(answer) == [b"%d" % status]
    assert b"connection: close" in answer.lower()


def test_no_shape_leaves_anything_behind(target: Server) -> None:
    def all_shapes() -> None:
        for said in WRONG.values():
            say(target, said)

    assert left_behind(target, all_shapes, ROUNDS) < GROWTH


@pytest.mark.parametrize(
    "said", [b"", b"GET / HT", post(LENGTH, b"{"), post(CHUNKED, b"5\r\n{"), post(LENGTH)]
)
def test_a_client_that_says_no_more_is_let_go(target: Server, said: bytes) -> None:
    """It has closed its half, or has gone altogether, with a reset."""
    with dial(target) as line:
        line.sendall(said)
        line.shutdown(socket.SHUT_WR)
        all_of(line)
    with dial(target) as line:
        line.sendall(said)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_hundreds_of_half_open_clients_keep_nobody_out(target: Server) -> None:
    with ExitStack() as all_lines:
        lines = [all_lines.enter_context(dial(target)) for _ in range(300)]
        for number, line in enumerate(lines):
            line.sendall([b"", b"GET / HTTP/1.1\r\nX", POST, post(LENGTH, b"{")][number % 4])
        answer = httpx.post(f"{target.url}/api/v1/networks/lenet-5/predict", content=BODY)
        assert answer.status_code == 200
        lives(target)
        for line in lines:
            all_of(line)  # ends, as the server closes each


def test_a_client_that_does_not_read_is_cut(target: Server) -> None:
    """It asks for more than all buffers hold, and reads nothing of it."""
    trace = POST.replace(b"predict", b"trace") + b"Host: localhost\r\n" + LENGTH + b"\r\n" + BODY
    before = memory(target)
    with dial(target) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(trace * 100)
        assert cut(line)
    assert memory(target) - before < 32


def cut(line: socket.socket) -> bool:
    """Whether the server ends the line, though nothing is read from it."""
    for _ in range(200):
        try:
            line.send(b"\r\n")
        except OSError:
            return True
        time.sleep(0.1)
    return False
