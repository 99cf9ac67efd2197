"""What a training says while it runs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


class Progress:
    """Lines and a bar on standard error; the bar needs tqdm, which the extra `train` brings."""

    def __init__(self, show: bool = True) -> None:
        """Be silent when `show` is False."""
        self.show = show
        self._bar = self._tqdm() if show else None

    @staticmethod
    def _tqdm() -> Any | None:
        try:
            return importlib.import_module("tqdm").tqdm
        except ImportError:
            return None

    def line(self, text: str) -> None:
        """Say one sentence."""
        if self.show:
            print(text, file=sys.stderr, flush=True)

    def over(self, items: Iterable[T], total: int, title: str) -> Iterator[T]:
        """Go through `items` behind a bar."""
        if self._bar is None:
            return iter(items)
        bar: Iterable[T] = self._bar(items, total=total, desc=title, leave=False, mininterval=1.0)
        return iter(bar)
