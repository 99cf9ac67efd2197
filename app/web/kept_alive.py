"""One timer for a connection that is kept alive, instead of one for each request on it."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class KeptAlive(HttpToolsProtocol):
    """A connection that is closed when nothing has come on it for a while.

    uvicorn sets a timer after each answer and cancels it at the next request, 3 µs for both. Here
    the timer stays, and looks for how long nothing has come when it rings.
    """

    _resting_since: float | None = None
    """When the last answer was written; None while a request is under way."""

    def rest(self) -> None:
        """Nothing is under way any more."""
        self._resting_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._watch(self.timeout_keep_alive)

    def on_response_complete(self) -> None:
        """Go on with the next request, or rest."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        else:
            self.rest()

    def timeout_keep_alive_handler(self) -> None:
        """Close, unless something came meanwhile."""
        self.timeout_keep_alive_task = None
        if self._resting_since is None or self.transport.is_closing():
            return
        left = self._resting_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._watch(left)
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the timer, too."""
        super().connection_lost(exc)
        super()._unset_keepalive_if_required()

    def _unset_keepalive_if_required(self) -> None:
        """Something has come."""
        self._resting_since = None

    def _watch(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(
            seconds, self.timeout_keep_alive_handler
        )
