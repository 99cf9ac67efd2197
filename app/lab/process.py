"""The process that one training runs in: `python -m app.lab.process`, spoken to over its pipes.

It bounds its own memory and time before it loads anything, is nice to whatever else runs, and ends
when nobody speaks to it any more.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import traceback
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

from app.lab import wire

Json = dict[str, Any]
NICE = 10
NO_MEMORY = ("allocate", "could not create a primitive")
"""How torch, and oneDNN inside it, say that there is none left."""
NOWHERE = "/nowhere"
SPARE = 60
"""Processor seconds beyond those of training: loading, measuring, showing."""
FAILED, FULL, LOST = 1, 3, 4
"""Exit codes: our fault; out of memory; nobody listens."""


def bound(memory: int, seconds: float) -> None:
    """Limit what this process may use."""
    tempfile.tempdir = NOWHERE  # PyTorch asks for it, but has no use for it here
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_DATA, memory),
            (resource.RLIMIT_CPU, int(seconds) + SPARE),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(what, (most, most))


def settle() -> None:
    """Everything is loaded: from now on be nice, and write no file."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Hear the first message, set up, and go on until the end."""
    hear, say = sys.stdin.buffer, sys.stdout.buffer
    first = wire.read(hear)
    if first is None:
        return
    begin, _ = first
    bound(begin["memory"], begin["seconds"])
    commands: SimpleQueue[tuple[Json, bytes]] = SimpleQueue()
    Thread(target=_listen, args=(hear, commands), daemon=True).start()
    try:
        _serve(begin, commands, say)
    except BrokenPipeError:
        os._exit(LOST)
    except BaseException as error:
        traceback.print_exc()
        sys.stderr.flush()
        full = isinstance(error, MemoryError) or any(said in str(error) for said in NO_MEMORY)
        os._exit(FULL if full else FAILED)  # the thread that listens would keep us from ending


def _listen(hear: BinaryIO, commands: SimpleQueue[tuple[Json, bytes]]) -> None:
    """Hand over what is said; when nobody is there any more, end at once."""
    while (message := wire.read(hear)) is not None:
        commands.put(message)
    os._exit(LOST)


def _serve(begin: Json, commands: SimpleQueue[tuple[Json, bytes]], say: BinaryIO) -> None:
    import torch

    from app.dissect.digits import Digits
    from app.lab.knobs import Choices
    from app.lab.session import Session

    torch.set_num_threads(1)
    settle()
    session = Session(
        Choices(**begin["knobs"]),
        Digits.load(begin["train"]),
        Digits.load(begin["test"]),
        begin["seconds"],
        lambda message, blob: wire.write(say, message, blob),
    )
    session.begin()
    gc.freeze()  # what is loaded stays: collections need not look at it
    while True:
        if session.running and commands.empty():
            session.go()
            continue
        message, blob = commands.get()
        try:
            obey(session, message, blob)
        except ValueError as error:
            wire.write(say, {"event": "refused", "words": str(error)})


def obey(session: Any, message: Json, blob: bytes) -> None:
    """Do what one message says.

    Raises:
        ValueError: it cannot be done now.
    """
    import torch

    do = message.pop("do")
    if do == "ink":
        seq = message["seq"]
        ink = torch.frombuffer(bytearray(blob), dtype=torch.float32) if blob else None
        session.draw(None if ink is None else ink.view(28, 28), seq)
    elif do == "step":
        session.one()
    elif do in ("run", "pause", "rewind", "learn", "measure", "keep"):
        getattr(session, do)(**message)


if __name__ == "__main__":
    main()
