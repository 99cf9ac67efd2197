"""The busiest requests, answered where they come in: no scope, no task, no layers."""

import logging
from asyncio import Future
from collections.abc import Iterable
from functools import partial
from random import getrandbits
from time import perf_counter
from typing import Any

from app.serving.errors import AppError, ClientGoneError
from app.serving.jobs import Presence
from app.serving.service import SMALL, Upload
from app.telemetry.logs import REQUEST_ID
from app.telemetry.metrics import Metrics
from app.telemetry.spans import Span, server_timing
from app.web import problems
from app.web.middleware import GONE
from app.web.plan import ALIVE, Plan, Planner, head_of
from app.web.protocol import BoundedProtocol
from app.web.whole import END, MOST

log = logging.getLogger("inkling.web")
EXPRESS = "express"
LENGTH = b"content-length"
MOST_HEADS = 1024


class Ride:
    """One request under way; uvicorn takes it for a cycle of its own."""

    __slots__ = (
        "began", "disconnected", "id", "keep_alive", "message_event", "plan",
        "response_complete", "response_started", "spans",
    )  # fmt: skip

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.id = f"{getrandbits(64):016x}"
        self.began = perf_counter()
        self.spans: list[Span] = []
        self.keep_alive = True
        self.disconnected = self.response_started = self.response_complete = False
        self.message_event = NOBODY


class _Nobody:
    """Who waits for more of a body that is all there."""

    def set(self) -> None:
        """There is nobody to wake."""


NOBODY = _Nobody()


class Express:
    """Has requests answered, writes the answers and counts them."""

    def __init__(self, planner: Planner, metrics: Metrics, metrics_port: int = 0) -> None:
        self.metrics_port = metrics_port
        self.plan = planner.plan
        self.heads: dict[bytes, Plan] = {}
        """What has been understood, by its very bytes: they mean the same when they come again."""
        self._engine = planner.engine
        self._metrics = metrics

    def remember(self, request: bytes, body: bytes, plan: Plan) -> None:
        """Keep the head of a request that came whole, unless there are too many."""
        end = len(request) - len(body)
        if 4 <= end <= MOST and request.find(END) + 4 == end and len(self.heads) < MOST_HEADS:
            self.heads[request[:end]] = plan

    def ask(self, ride: Ride, body: bytes, client: Presence | None) -> "Future[bytes] | bytes":
        """Begin to answer; what needs no work is answered at once.

        Raises:
            OverloadedError: too much waits.
        """
        self._metrics.under_way += 1
        plan = ride.plan
        if plan.ask is None:
            return ALIVE
        upload = Upload(body, plan.content_type, plan.options, client, ride.spans)
        return self._engine.submit(plan.ask(upload))

    def written(self, ride: Ride, made: bytes | BaseException, more: Iterable[bytes]) -> bytes:
        """Write what was made, or why it was not, with more lines for the head; and count it."""
        if isinstance(made, bytes):
            status, head, body = 200, ride.plan.head, made
        else:
            answer = self._failure(ride, made)
            status, body = answer.status_code, bytes(answer.body)
            head = head_of(status, (pair for pair in answer.raw_headers if pair[0] != LENGTH))
        self.count(ride, status)
        lines = [head, *more, b"content-length: %d\r\nx-request-id: " % len(body), ride.id.encode()]
        if ride.spans:
            lines += b"\r\nserver-timing: ", server_timing(ride.spans)
        return b"".join((*lines, b"\r\n\r\n", body))

    def _failure(self, ride: Ride, error: BaseException) -> problems.Problem:
        REQUEST_ID.set(ride.id)
        if isinstance(error, AppError):
            answer = problems.answer_to(error, ride.plan.path)
        else:
            log.error("A request failed", exc_info=error)
            answer = problems.internal_error(ride.id, ride.plan.path)
        self._metrics.refused(answer.reason)
        return answer

    def count(self, ride: Ride, status: int) -> None:
        """Count an answer, which may have been for nobody."""
        self._metrics.under_way -= 1
        plan, seconds = ride.plan, perf_counter() - ride.began
        self._metrics.answered(plan.method, plan.template, status, seconds)


class ExpressProtocol(BoundedProtocol):
    """One connection, whose plain requests ride express; the lifespan's state holds an `Express`.

    Where it holds none, everything goes the long way.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._express: Express | None = self.app_state[EXPRESS]
        self._plan: Plan | None = None
        self._parts: list[bytes] = []
        self._whole = b""
        """What came when a request began."""

    def connection_made(self, transport: Any) -> None:
        """Nothing rides express at the port that has only the figures."""
        super().connection_made(transport)
        if self._express and self.server and self.server[1] == self._express.metrics_port:
            self._express = None

    def _take_in(self, data: bytes) -> None:
        """Answer a request whose head is known without parsing it; a fifth of the loop's work."""
        between = not self._reception.full() and self._between()
        if between and self._is_plain():
            end = data.find(END) + 4
            plan = self._express.heads.get(data[:end]) if self._express else None
            if plan is not None and len(data) - end == plan.length and plan.takes(data[end:]):
                self._come_whole()
                self._ride(plan, data[end:])
                return
        self._whole = data if between and len(data) <= MOST + SMALL else b""
        super()._take_in(data)

    def _is_plain(self) -> bool:
        """Whether requests may ride at the moment."""
        return not (self.flow.write_paused or self._reception.life.leaving or self._leaving)

    def _begin(self) -> None:
        self._plan = self._planned()
        if self._plan is None:
            super()._begin()

    def _planned(self) -> Plan | None:
        if self._express is None or not self._is_plain() or not self._idle():
            return None
        if self.parser.get_http_version() != "1.1" or not self.parser.should_keep_alive():
            return None
        self._parts.clear()
        return self._express.plan(self.parser.get_method(), self.url, tuple(self.headers))

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body."""
        if self._plan is None:
            super().on_body(body)
        else:
            self._parts.append(body)

    def _end(self) -> None:
        plan, self._plan = self._plan, None
        whole, self._whole = self._whole, b""
        if plan is None:
            super()._end()
            return
        body = b"".join(self._parts)
        if plan.takes(body):
            if self._express is not None and len(body) == plan.length:
                self._express.remember(whole, body, plan)
            self._ride(plan, body)
        else:
            super()._begin()
            super().on_body(body)
            super()._end()

    def _ride(self, plan: Plan, body: bytes) -> None:
        assert self._express is not None
        ride = Ride(plan)
        ride.keep_alive = not (self._leaving or self._reception.life.leaving)
        self.cycle = ride  # type: ignore[assignment]
        try:
            made = self._express.ask(ride, body, self._presence)
        except AppError as error:
            self._arrived(ride, error)
        else:
            if isinstance(made, bytes):
                self._arrived(ride, made)
            else:
                made.add_done_callback(partial(self._came, ride))

    def _came(self, ride: Ride, future: "Future[bytes]") -> None:
        self._arrived(ride, future.exception() or future.result())

    def _arrived(self, ride: Ride, made: bytes | BaseException) -> None:
        assert self._express is not None
        ride.response_complete = True
        if ride.disconnected or self.transport.is_closing() or isinstance(made, ClientGoneError):
            self._express.count(ride, GONE)
            return
        more = [name + b": " + value + b"\r\n" for name, value in self.server_state.default_headers]
        if not ride.keep_alive:
            more.append(b"connection: close\r\n")
        self.transport.write(self._express.written(ride, made, more))
        if not ride.keep_alive:
            self.transport.close()
        self.on_response_complete()
