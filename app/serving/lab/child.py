"""The process of one training, seen from the server."""

from __future__ import annotations

import os
import subprocess
import sys
from asyncio import AbstractEventLoop, Event
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import app
from app.lab import wire

Json = dict[str, Any]
HOME = str(Path(app.__file__).parents[1])
SECRETS = ("INKLING_", "OTEL_", "PROMETHEUS_")
"""What begins so is the server's business, keys among it."""


class Child:
    """Starts it, hands over what it says on the event loop, and ends it."""

    def __init__(
        self, loop: AbstractEventLoop, begin: Json, hear: Callable[[Json, bytes], None]
    ) -> None:
        self._loop = loop
        self._hear = hear
        self._begin = begin
        self._process: subprocess.Popen[bytes] | None = None
        self._writing = Lock()
        self._killed = False
        self.ended = Event()
        self.code: int | None = None

    def start(self) -> None:
        """Start the process; takes a few milliseconds."""
        with self._writing:
            if self._killed:
                return
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.lab.process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                start_new_session=True,  # Ctrl-C is for the server, which ends it
            )
            if self._killed:
                self._process.kill()
        self.send(self._begin)
        Thread(target=self._listen, name="lab", daemon=True).start()

    @property
    def pid(self) -> int | None:
        """Its number, while it is there."""
        return self._process.pid if self._process else None

    def send(self, message: Json, blob: bytes = b"") -> None:
        """Tell it something; it always listens, so this never takes long."""
        with self._writing:
            stdin = self._process.stdin if self._process else None
            if stdin is not None and not stdin.closed:
                with suppress(OSError, ValueError):
                    wire.write(stdin, message, blob)  # type: ignore[arg-type]

    def kill(self) -> None:
        """End it now."""
        self._killed = True
        if self._process is not None:
            self._process.kill()

    def _listen(self) -> None:
        assert self._process is not None
        stdout = self._process.stdout
        assert stdout is not None
        with suppress(OSError, ValueError):
            while (message := wire.read(stdout)) is not None:  # type: ignore[arg-type]
                if not self._call(self._hear, *message):
                    break
        self._process.kill()
        self.code = self._process.wait()
        for pipe in (self._process.stdin, stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._call(self.ended.set)

    def _call(self, what: Callable[..., Any], *arguments: Any) -> bool:
        """Have the event loop call something; False: it is closed."""
        try:
            self._loop.call_soon_threadsafe(what, *arguments)
        except RuntimeError:
            return False
        return True


def _environment() -> dict[str, str]:
    """What the process has to know of ours."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(SECRETS)}
    paths = [HOME, *(path for path in kept.get("PYTHONPATH", "").split(os.pathsep) if path)]
    return kept | {"PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
