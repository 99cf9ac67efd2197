"""uvicorn's WebSocket protocol with the bounds that it lacks.

It keeps every fragment of a message as an object of its own, however small, answers pings of a
client that reads no answer, and says nothing at all to a handshake that it cannot parse.

A conversation may also take the line as it is: a plain message is heard in the turn of the event
loop in which it comes, and an answer is written when it is there. Through the library's generators
and ASGI's queues and tasks the same takes four turns more, and three times the processor's time.
"""

import struct
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import OPEN
from websockets.speedups import apply_mask

from app.web.conversation import Conversation
from app.web.unread import Unread

LINE = "inkling.line"
"""The extension of the scope that is the connection itself."""
TEXT, MASKED = 0x81, 0x80
SHORT, LONG = 126, 127
"""What stands for the size of a frame where that has two bytes more, or eight."""

MOST_FRAGMENTS = 1024
"""A message may come in so many; browsers send one, or some of 16 KiB and more."""
TOO_BIG, NO_TEXT = 1009, 1007


class BoundedSocket(Unread, WebSocketsSansIOProtocol):
    """One open socket."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.send_seconds = self.app_state["reception"].send_seconds
        self._conversation: Conversation | None = None
        self._begun = bytearray()
        """A frame that has not come whole."""

    async def carry(self, conversation: Conversation) -> None:
        """Let a conversation have the line until the client leaves."""
        self._conversation = conversation
        while True:
            message: Any = await self.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")  # it came before we were ready
            conversation.hear(message["bytes"] if text is None else text)

    async def send(self, message: Any) -> None:
        """Send; a refusal completes a handshake, too: uvicorn would log each as a fault."""
        await super().send(message)
        self.handshake_complete = self.handshake_complete or self.close_sent

    @property
    def free(self) -> bool:
        """Whether the client reads what is written for it."""
        return self.writable.is_set()

    def say(self, said: bytes | str) -> None:
        """Write one message, unless nobody hears it any more."""
        if self.conn.state is OPEN and not self.close_sent and not self.transport.is_closing():
            kind, data = (0x81, said.encode()) if isinstance(said, str) else (0x82, said)
            self.transport.writelines((_head(kind, len(data)), data))

    def resume_writing(self) -> None:
        """It has read."""
        super().resume_writing()
        if self._conversation is not None:
            self._conversation.go_on()

    def data_received(self, data: bytes) -> None:
        """Take plain messages from whole frames; all other frames are for the library."""
        if self._conversation is None:
            super().data_received(data)
            return
        if self._begun:
            self._begun += data
            if self._end(self._begun) > len(self._begun):
                return
            data, self._begun = bytes(self._begun), bytearray()
        rest = memoryview(data)
        while rest and (end := self._end(rest)) <= len(rest):
            frame, rest = rest[:end], rest[end:]
            if not self._is_plain(frame) or not self._hear(frame):
                super().data_received(bytes(frame))
        self._begun += rest
        self._wait_for(self._conversation)

    def _end(self, data: bytearray | memoryview) -> int:
        """Where the first frame ends; of one that is too long, here, so that it is refused."""
        start, size = _extent(data)
        return start + size if size <= self.config.ws_max_size else len(data)

    def _is_plain(self, frame: memoryview) -> bool:
        """Whether it is a whole text, masked as it has to be, in a conversation that goes on."""
        usual = frame[0] == TEXT and frame[1] >= MASKED and frame[1] != MASKED | LONG
        return usual and self.conn.state is OPEN and self.conn.current_size is None

    def _hear(self, frame: memoryview) -> bool:
        """Hand over a plain message; False where the text is none."""
        start = _extent(frame)[0]
        text = apply_mask(frame[start:], bytes(frame[start - 4 : start]))
        if not text.isascii() and not _is_text(text):
            return False
        assert self._conversation is not None
        self._conversation.hear(text)
        return True

    def _wait_for(self, conversation: Conversation) -> None:
        """Read no more while a picture is decoded."""
        if conversation.decoding is not None and not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()
            conversation.decoding.add_done_callback(self._go_on_reading)

    def _go_on_reading(self, _: object) -> None:
        self.read_paused = False
        if not self.transport.is_closing():
            self.transport.resume_reading()

    @property
    def misunderstood(self) -> bool:
        """Whether the handshake could not be read, so that nobody answers it."""
        return self.conn.handshake_exc is not None and not self.transport.is_closing()

    def handle_connect(self, event: Request) -> None:
        """Offer the line to who answers."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            offered: Any = self.scope["extensions"]
            offered[LINE] = self

    def handle_cont(self, event: Frame) -> None:
        """Add a fragment, unless there are too many."""
        if len(self.frames) < MOST_FRAGMENTS:
            super().handle_cont(event)
        else:
            self._fail(TOO_BIG, "too many fragments")

    def handle_ping(self) -> None:
        """Answer, unless earlier answers have not been read."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def send_receive_event_to_app(self) -> None:
        """Hand a message over; a text that is none ends the socket without a traceback."""
        if self.curr_msg_data_type == "text":
            try:
                self.frames = [b"".join(self.frames)]
                self.frames[0].decode()
            except UnicodeDecodeError:
                self._fail(NO_TEXT, "")
                return
        if self._conversation is None:
            super().send_receive_event_to_app()
        else:
            message, self.frames = b"".join(self.frames), []
            self._conversation.hear(message)

    def _fail(self, code: int, reason: str) -> None:
        self.frames = []
        if not self.close_sent:
            self.conn.send_close(code, reason)
            self.handle_parser_exception()


def _extent(data: bytearray | memoryview) -> tuple[int, int]:
    """How long a frame's head is, and what follows it; more than there is, where that is short."""
    if len(data) < 2:
        return 2, 0
    start, size = 2, data[1] & ~MASKED
    if size == SHORT:
        start, size = 4, int.from_bytes(data[2:4])
    elif size == LONG:
        start, size = 10, int.from_bytes(data[2:10])
    return start + (4 if data[1] & MASKED else 0), size


def _head(kind: int, size: int) -> bytes:
    """The head of a whole frame that is not masked."""
    if size < SHORT:
        return bytes((kind, size))
    if size < 1 << 16:
        return struct.pack(">BBH", kind, SHORT, size)
    return struct.pack(">BBQ", kind, LONG, size)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
