"""uvicorn's WebSocket protocol with the bounds that it lacks.

It keeps every fragment of a message as an object of its own, however small, answers pings of a
client that reads no answer, and says nothing at all to a handshake that it cannot parse.
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

from app.web.unread import Unread

MOST_FRAGMENTS = 1024
"""A message may come in so many; browsers send one, or some of 16 KiB and more."""
TOO_BIG, NO_TEXT = 1009, 1007


class BoundedSocket(Unread, WebSocketsSansIOProtocol):
    """One open socket."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.send_seconds = self.app_state["reception"].send_seconds

    @property
    def misunderstood(self) -> bool:
        """Whether the handshake could not be read, so that nobody answers it."""
        return self.conn.handshake_exc is not None and not self.transport.is_closing()

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
        super().send_receive_event_to_app()

    def _fail(self, code: int, reason: str) -> None:
        self.frames = []
        if not self.close_sent:
            self.conn.send_close(code, reason)
            self.handle_parser_exception()
