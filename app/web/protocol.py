"""uvicorn's HTTP protocol with the bounds that it lacks: how much may come, and how slowly.

Raw bytes are counted, not the parser's callbacks: one endless header is reported at its end only.
The lifespan's state holds the `Reception` to keep to.
"""

from asyncio import TimerHandle
from enum import Enum
from typing import Any

from httptools import parse_url

from app.serving.errors import (
    AppError,
    HeadersTooLargeError,
    InvalidRequestError,
    NotReadyError,
    OverloadedError,
    PayloadTooLargeError,
    RequestTimeoutError,
)
from app.serving.jobs import Presence
from app.serving.life import STOPPING
from app.web.kept_alive import KeptAlive
from app.web.reception import FOREIGN_REFUSAL, RECEPTION, REFUSAL, Reception, written
from app.web.requests import PRESENCE
from app.web.unread import Unread
from app.web.whole import END, is_whole_work

STEADY = 16 << 10
"""Bytes a second that a body has to come with."""
GRACE = 0.5
"""Seconds in which a client that asks again and again hears that it is to go elsewhere."""


class Phase(Enum):
    """What is to come next on a connection."""

    HEAD = 1
    BODY = 2
    NOTHING = 3


NOTHING = Phase.NOTHING
"""By a name of its own: an enumeration looks its members up."""


class BoundedProtocol(Unread, KeptAlive):
    """One connection; a client that sends too much, or too slowly, is answered and let go."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._reception: Reception = self.app_state[RECEPTION]
        self.send_seconds = self._reception.send_seconds
        self._phase = Phase.HEAD
        self._received = 0
        self._counted = 0
        self._timer: TimerHandle | None = None
        self._presence: Presence | None = None
        self._refused = False
        self._leaving = False
        self._last_work = b"", 0

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait(self._reception.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the request that is being worked on."""
        self._stop_waiting()
        if self._presence is not None:
            self._presence.gone = True
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Refuse work when there is too much of it, and take in all else."""
        if self._reception.full() and self._between() and self._is_work(data):
            self._refuse_unread(data)
        else:
            self._take_in(data)

    def _take_in(self, data: bytes) -> None:
        """Count, parse, and decide whether to wait for more."""
        super().data_received(data)
        self._received += len(data)
        if self._phase is Phase.NOTHING or self.transport.is_closing():
            self._stop_waiting()
        elif self._received > self._most():
            self._refuse_size()
        elif self._timer is None:
            first = self._phase is Phase.HEAD
            self._wait(self._reception.head_seconds if first else self._reception.body_seconds)

    def _most(self) -> int:
        return self._reception.head_bytes if self._phase is Phase.HEAD else self._reception.bytes

    def on_message_begin(self) -> None:
        """A head begins."""
        self._phase = Phase.HEAD
        self._received = self._counted = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; trailers of a chunked body are not kept."""
        if self._phase is Phase.HEAD:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The body follows, if there is one."""
        self._phase = Phase.BODY
        self._stop_waiting()
        self._presence = Presence()
        self.scope["extensions"] = {PRESENCE: self._presence}  # type: ignore[dict-item]
        if not self.url.startswith(b"/"):
            self._name_host()
        work = self.parser.get_method() == b"POST" and not self.expect_100_continue
        if work and self._reception.full() and self._idle():
            self._refused = True
        else:
            self._begin()

    def _begin(self) -> None:
        """Hand the request to the application."""
        super().on_headers_complete()
        last = self._reception.life.leaving or self.parser.should_upgrade()
        if last and self.cycle is not None:
            self.cycle.keep_alive = False  # the answer says so

    def _name_host(self) -> None:
        """An address with a host of its own counts for more than the header (RFC 9112, 3.2.2)."""
        target = parse_url(self.url)
        if target.host:
            place = target.host + (b":%d" % target.port if target.port else b"")
            self.headers[:] = [header for header in self.headers if header[0] != b"host"]
            self.headers.append((b"host", place))

    def on_message_complete(self) -> None:
        """All of the request is here."""
        self._phase = Phase.NOTHING
        if self._refused:
            self._refused = False
            self._refuse_work()
        else:
            self._end()

    def _end(self) -> None:
        """Tell the application that all is here."""
        super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body, unless the request is refused anyway."""
        if not self._refused:
            super().on_body(body)

    def handle_websocket_upgrade(self) -> None:
        """From here on it is another protocol's connection."""
        self._phase = Phase.NOTHING
        if self._leaving:
            self._refuse(NotReadyError(STOPPING))
        else:
            super().handle_websocket_upgrade()
            if self.transport.get_protocol().misunderstood:
                self._refuse(InvalidRequestError("This is not a WebSocket handshake."))

    def _should_upgrade(self) -> bool:
        plain = self.parser.get_method() == b"GET" and self.parser.get_http_version() == "1.1"
        return plain and super()._should_upgrade()

    def shutdown(self) -> None:
        """Finish what has begun, or is about to: uvicorn cuts off what it has not read yet.

        An answer that is still to be written tells the client to go elsewhere. Where none is
        due, the connection stays for a moment, for a request that is on its way.
        """
        self._leaving = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
        self.loop.call_later(GRACE, self._leave)

    def _leave(self) -> None:
        """Close when nothing is under way; what has come is read first, in this loop's turn."""
        self.loop.call_later(0, self._close_if_idle)

    def _close_if_idle(self) -> None:
        if self.transport.is_closing():
            return
        begun = self._phase is Phase.BODY or (self._phase is Phase.HEAD and self._received)
        if self._idle() and not begun:
            self.transport.close()
        else:
            self.loop.call_later(GRACE, self._leave)

    def _idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _between(self) -> bool:
        """Whether no request has begun."""
        if self.cycle is not None and not self.cycle.response_complete:
            return False
        return self._phase is NOTHING or (self._phase is Phase.HEAD and not self._received)

    def _is_work(self, data: bytes) -> bool:
        """Whether all of a request for work has come; the last one's head often comes again."""
        head, size = self._last_work
        if len(data) == size and data.startswith(head):
            return True
        if not is_whole_work(data):
            return False
        self._last_work = data[: data.find(END) + len(END)], len(data)
        return True

    def _come_whole(self) -> None:
        """All of a request has come, and nobody has parsed it."""
        self._phase = Phase.NOTHING
        self._stop_waiting()
        self._unset_keepalive_if_required()
        self._presence = Presence()

    def _refuse_unread(self, data: bytes) -> None:
        """Refuse a whole request unparsed: what that costs is missing for those that are taken."""
        self._phase = NOTHING
        if self._timer is not None:
            self._stop_waiting()
        self._say_full(data.startswith(b"/v2/", 5), not self._leaving)

    def _refuse_work(self) -> None:
        """Say that there is too much to do."""
        self._say_full(self.url.startswith(b"/v2/"), self.parser.should_keep_alive())

    def _say_full(self, foreign: bool, keep: bool) -> None:
        self._reception.refused(OverloadedError.slug, OverloadedError.status)
        self.transport.write(FOREIGN_REFUSAL if foreign else REFUSAL)
        if keep:
            self.rest()
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Say that this is no HTTP."""
        self._refuse(InvalidRequestError("This is not an HTTP request."))

    def _refuse_size(self) -> None:
        if self._phase is Phase.HEAD:
            detail = f"At most {self._reception.head_bytes} bytes."
            self._refuse(HeadersTooLargeError(detail))
        else:
            self._refuse(PayloadTooLargeError("The body is too long."))

    def _wait(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if self.transport.is_closing():
            return
        if self._phase is Phase.HEAD and not self._received:
            self.transport.close()  # nobody spoke
        elif self._phase is Phase.HEAD and not self._idle():
            self._wait(self._reception.head_seconds)  # a second request waits behind the first
        elif self._phase is Phase.BODY and self._steady():
            self._wait(self._reception.body_seconds)
        else:
            self._refuse(RequestTimeoutError("The request did not come in time."))

    def _steady(self) -> bool:
        """Whether enough has come since the timer was set, or we ourselves did not read."""
        came, self._counted = self._received - self._counted, self._received
        return self.flow.read_paused or came >= STEADY * self._reception.body_seconds

    def _refuse(self, error: AppError) -> None:
        """Answer, unless an answer has begun, and close."""
        self._stop_waiting()
        begun = self.cycle is not None and (
            self.cycle.response_started and not self.cycle.response_complete
        )
        if not begun and not self.transport.is_closing():
            self._reception.refused(error.slug, error.status)
            self.transport.write(written(error, more=[(b"connection", b"close")]))
        self.transport.close()
