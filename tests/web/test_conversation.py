"""Live messages as they come over the line: in parts, several at once, and on other servers."""

import asyncio
import json
import socket
import struct
from types import SimpleNamespace
from typing import Any

from app.networks.store import load
from app.serving.errors import OverloadedError
from app.serving.limits import Limits
from app.serving.live import Talk
from app.web.conversation import Conversation
from app.web.live import Messages
from tests.hostile.frames import BINARY, MORE, PING, PONG, TEXT, frame, handshake
from tests.lines import dial
from tests.servers import Server
from tests.web.bodies import SEVEN, base64_picture
from tests.web.test_live import metadata

PATH = b"/api/v1/live?network=crash-course&layers=softmax"


def message(seq: int, **more: Any) -> bytes:
    return json.dumps({"seq": seq, **(more or SEVEN)}).encode()


class Line:
    """A raw connection with an open socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._connection.sendall(handshake(path=PATH))
        self._read = b""
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        assert b" 101 " in head

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def frame(self) -> tuple[int, bytes]:
        """The next frame: its kind and what it holds."""
        head = self._take(2)
        size = head[1]
        if size == 126:
            (size,) = struct.unpack(">H", self._take(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", self._take(8))
        return head[0] & 15, self._take(size)

    def seq(self) -> int:
        """The number of the next frame, which is an answer."""
        kind, data = self.frame()
        assert kind == BINARY, data
        return int(metadata(data)["seq"])

    def _take(self, size: int) -> bytes:
        while len(self._read) < size:
            self._more()
        taken, self._read = self._read[:size], self._read[size:]
        return taken

    def _more(self) -> None:
        data = self._connection.recv(1 << 16)
        assert data, "it was closed"
        self._read += data


def test_messages_come_in_any_parts(server: Server) -> None:
    with dial(server) as connection:
        line = Line(connection)
        whole = frame(TEXT, message(1))
        for part in (whole[:1], whole[1:3], whole[3:9], whole[9:-1], whole[-1:]):
            line.send(part)
        assert line.seq() == 1
        line.send(frame(PING, b"there?") + frame(TEXT, message(2)) + whole[:20])
        assert line.frame() == (PONG, b"there?")
        assert line.seq() == 2
        line.send(whole[20:])
        assert line.seq() == 1
        line.send(frame(TEXT, message(3)[:9], last=False) + frame(PING, b"still?"))
        assert line.frame() == (PONG, b"still?")
        line.send(frame(MORE, message(3)[9:]))
        assert line.seq() == 3
        line.send(frame(BINARY, message(4)))
        assert line.seq() == 4


def test_what_comes_behind_a_picture_waits_for_it(server: Server) -> None:
    with dial(server) as connection:
        line = Line(connection)
        wrong = frame(TEXT, message(2, append=[[0.5, 0.5]]))
        line.send(frame(TEXT, message(1, **base64_picture())) + wrong + frame(TEXT, message(3)))
        said: dict[int, int] = {}
        while 3 not in said:
            kind, data = line.frame()
            seq = json.loads(data)["seq"] if kind == TEXT else int(metadata(data)["seq"])
            said[seq] = kind
        assert said[2] == TEXT, "a picture has no stroke to go on with"
        assert list(said)[-1] == 3


class Engine:
    """An engine that answers when it is told to; the answer is the number of images before."""

    def __init__(self) -> None:
        self.asked: list[asyncio.Future[bytes]] = []
        self.full = False

    def submit(self, job: object) -> "asyncio.Future[bytes]":
        if self.full:
            raise OverloadedError("Too much waits.")
        self.asked.append(asyncio.get_running_loop().create_future())
        return self.asked[-1]


class Counted:
    """What is counted of frames and refusals."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.framed = self.refused = self.seen.append


class Said:
    """A line that keeps what is said on it."""

    def __init__(self) -> None:
        self.free = True
        self.said: list[bytes | str] = []
        self.say = self.said.append


def conversation(line: Any) -> tuple[Conversation, Engine, list[str]]:
    engine, counted = Engine(), Counted()
    service: Any = SimpleNamespace(engine=engine, limits=Limits())
    talk = Talk(load("crash-course"))
    return Conversation(service, talk, counted, line), engine, counted.seen  # type: ignore[arg-type]


def test_one_question_at_a_time_and_then_the_newest() -> None:
    async def story() -> None:
        talked, engine, counted = conversation(line := Said())
        for seq in (1, 2, 3):
            talked.hear(message(seq))
        assert len(engine.asked) == 1
        engine.asked[0].set_result(b"one")
        await asyncio.sleep(0)
        assert line.said == [b"one"]
        assert len(engine.asked) == 2, "the third, for the second nobody waits any more"
        assert counted == ["skipped", "sent"]
        engine.asked[1].set_exception(ZeroDivisionError())
        engine.full = True
        await asyncio.sleep(0)
        assert "internal-error" in str(line.said[1])
        talked.hear(message(4))
        assert json.loads(line.said[2])["problem"]["status"] == 503

    asyncio.run(story())


def test_nothing_is_asked_for_a_client_that_does_not_read_or_has_left() -> None:
    async def story() -> None:
        talked, engine, _ = conversation(line := Said())
        line.free = False
        talked.hear(message(1))
        talked.hear(message(2))
        assert not engine.asked
        line.free = True
        talked.go_on()
        (asked,) = engine.asked
        talked.hear(message(3))
        talked.end()
        await asyncio.sleep(0)
        assert asked.cancelled()
        assert len(engine.asked) == 1
        assert not line.said

    asyncio.run(story())


def test_any_server_carries_a_conversation() -> None:
    sent: list[dict[str, Any]] = []
    incoming: list[dict[str, Any]] = [
        {"type": "websocket.receive", "text": message(1).decode()},
        {"type": "websocket.receive", "bytes": b"{"},
    ]

    async def story() -> None:
        async def receive() -> dict[str, Any]:
            if incoming:
                return incoming.pop(0)
            engine.asked[0].set_result(b"frame")
            while len(sent) < 2:
                await asyncio.sleep(0)
            return {"type": "websocket.disconnect"}

        async def send(said: dict[str, Any]) -> None:
            sent.append(said)

        socket: Any = SimpleNamespace(receive=receive, send=send)
        line = Messages(socket)
        talked, engine, _ = conversation(line)
        await asyncio.wait_for(line.carry(talked), 10)

    asyncio.run(story())
    assert "invalid-json" in sent[0]["text"]
    assert sent[1]["bytes"] == b"frame"
