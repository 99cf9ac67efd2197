"""Sockets whose client keeps to no protocol: ended with the right code, and nothing is left."""

import json
import os
import re
import socket
import struct
import time
from contextlib import ExitStack, suppress

import pytest

from tests.hostile.conftest import GROWTH
from tests.hostile.frames import (
    ANSWERED,
    ENDING,
    HANDSHAKES,
    MESSAGE,
    PING,
    PONG,
    TEXT,
    frame,
    handshake,
)
from tests.hostile.test_requests import cut
from tests.lines import STATUS, all_of, dial, left_behind, memory, say
from tests.servers import Server

ROUNDS = int(os.environ.get("INKLING_ROUNDS", "10"))


def opened(server: Server) -> socket.socket:
    """A line on which the socket has been agreed upon."""
    line = dial(server)
    line.sendall(handshake())
    head = b""
    while b"\r\n\r\n" not in head:
        head += line.recv(1)
    assert STATUS.findall(head) == [b"101"]
    return line


def received(line: socket.socket) -> tuple[int, bytes]:
    """The next frame: its kind and its data."""

    def exactly(count: int) -> bytes:
        found = b""
        while len(found) < count:
            part = line.recv(count - len(found))
            assert part, "The server closed without a word."
            found += part
        return found

    kind, size = exactly(2)
    if size > 125:
        size = int.from_bytes(exactly(2 if size == 126 else 8))
    return kind & 15, exactly(size)


def answers(line: socket.socket) -> None:
    """Hold the server to an answer on this socket."""
    line.sendall(frame(TEXT, MESSAGE))
    kind, data = received(line)
    assert (kind, b'"__metadata__"' in data) == (2, True)


@pytest.mark.parametrize("name", HANDSHAKES)
def test_a_wrong_handshake_is_refused(target: Server, name: str) -> None:
    answer = say(target, HANDSHAKES[name])
    (status,) = STATUS.findall(answer)
    assert 400 <= int(status) < 500, answer[:300]
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize("name", ENDING)
def test_a_wrong_frame_ends_the_socket(target: Server, name: str) -> None:
    said, code = ENDING[name]
    with opened(target) as line:
        with suppress(ConnectionError):  # of much, the rest may find the door shut
            line.sendall(said)
        kind, data = received(line)
        assert (kind, struct.unpack(">H", data[:2])[0]) == (8, code)
        assert all_of(line) == b""


@pytest.mark.parametrize("name", ANSWERED)
def test_a_wrong_message_is_answered(target: Server, name: str) -> None:
    with opened(target) as line:
        line.sendall(ANSWERED[name])
        kind, data = received(line)
        assert kind == TEXT
        assert re.fullmatch("4..", str(json.loads(data)["problem"]["status"]))
        answers(line)


def test_pings_are_answered_and_pongs_ignored(target: Server) -> None:
    with opened(target) as line:
        line.sendall(frame(PONG, b"nobody asked") * 1000 + frame(PING, b"a" * 125))
        assert received(line) == (PONG, b"a" * 125)
        line.sendall(frame(PING) * 3)
        assert [received(line)[0] for _ in range(3)] == [PONG] * 3
        answers(line)


def test_a_message_may_come_in_parts_with_a_ping_between(target: Server) -> None:
    parts = [bytes([letter]) for letter in MESSAGE]
    said = frame(TEXT, parts[0], last=False) + frame(PING)
    said += b"".join(frame(0, part, last=False) for part in parts[1:]) + frame(0)
    with opened(target) as line:
        line.sendall(said)
        assert received(line)[0] == PONG
        assert b'"seq":"1"' in received(line)[1]


def test_no_frame_leaves_anything_behind(target: Server) -> None:
    def all_frames() -> None:
        for said in [*(said for said, _ in ENDING.values()), *ANSWERED.values()]:
            with opened(target) as line, suppress(ConnectionError):
                line.sendall(said)  # of much, the rest may find the door shut

    assert left_behind(target, all_frames, ROUNDS) < GROWTH


def test_half_a_frame_waits_alone(target: Server) -> None:
    """An open socket may be silent; those that stopped inside a frame keep nobody out."""
    with ExitStack() as all_lines:
        for number in range(100):
            line = all_lines.enter_context(opened(target))
            line.sendall(frame(TEXT, MESSAGE)[: number % 20])
        with opened(target) as line:
            answers(line)


@pytest.mark.parametrize("said", [frame(PING, b"a" * 125) * 500, frame(TEXT, MESSAGE) * 50])
def test_a_client_that_does_not_read_is_cut(target: Server, said: bytes) -> None:
    before = memory(target)
    with opened(target) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(0.2)
        for _ in range(400):
            try:
                line.sendall(said)
            except TimeoutError:
                break
            except OSError:
                return
        assert cut(line)
    assert memory(target) - before < 32


def test_sockets_that_are_gone_give_their_place_back(target: Server) -> None:
    for _ in range(300):
        with opened(target) as line:
            line.sendall(frame(TEXT, MESSAGE))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.1)
    with opened(target) as line:
        answers(line)
