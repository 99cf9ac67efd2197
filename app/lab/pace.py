"""How often a trainer may stop to show something, so that showing costs little of its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter


class Pace:
    """Something done now and then: at most every `least` seconds, for `share` of the time."""

    def __init__(self, least: float, share: float) -> None:
        self._least = least
        self._share = share
        self._next = 0.0

    def due(self, now: float) -> bool:
        """Whether it may be done again, by `perf_counter`."""
        return now >= self._next

    def wait(self) -> None:
        """Begin: it is due for the first time in a while."""
        self._next = perf_counter() + self._least

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Do it; the longer it takes, the later it is due again."""
        began = perf_counter()
        try:
            yield
        finally:
            ended = perf_counter()
            self._next = ended + max(self._least, (ended - began) / self._share)
