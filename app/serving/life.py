"""Whether the server may be sent work."""

from collections.abc import Mapping

from app.serving.errors import NotReadyError

STARTING = "The server is starting; try again in a moment."
STOPPING = "The server is stopping; another one may answer."


class Life:
    """It is ready from its first right answers until it is told to stop.

    Requests are answered all the same: readiness is for those who choose where to send them.
    """

    def __init__(self) -> None:
        self._reason = STARTING
        self._complaints: Mapping[str, str] = {}
        self.leaving = False

    def begin(self, complaints: Mapping[str, str]) -> None:
        """The networks have warmed up; `complaints` says of each wrong one what is wrong."""
        self._complaints = complaints
        self._reason = ""

    def leave(self) -> None:
        """The server is to stop: what is under way is finished, nothing more should come."""
        self.leaving = True
        self._reason = STOPPING

    def check(self, network: str | None = None) -> None:
        """Return when all networks, or this one, may be asked.

        Raises:
            NotReadyError: not now; says why.
        """
        if self._reason:
            raise NotReadyError(self._reason)
        for name, complaint in self._complaints.items():
            if network in (None, name):
                raise NotReadyError(f"The network {name!r} {complaint}.")
