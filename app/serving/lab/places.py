"""Who may train now, and who waits: one order for all workers, kept as locked files in a folder.

Each job has a file that its worker holds locked for as long as the job lives; the system lets go of
it when the worker dies, however it dies. Names begin with the time, so their order is the queue's.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.serving.errors import OverloadedError

FAR = 1 << 20
"""Where Windows locks a file: it keeps others from reading what is locked."""
RUNNING, WAITING = "running", "waiting"


@dataclass
class Ticket:
    """A job's place in the order, as long as its file is held."""

    path: Path
    file: int
    client: str
    running: bool = False


@dataclass(frozen=True)
class Entry:
    """A job that some worker holds."""

    name: str
    client: str
    running: bool


class Places:
    """The order of all jobs of a server; each call is a few system calls."""

    def __init__(self, folder: Path, jobs: int, per_client: int, waiting: int) -> None:
        self._folder = folder / "jobs"
        self._jobs = jobs
        self._per_client = per_client
        self._waiting = waiting
        self._folder.mkdir(parents=True, exist_ok=True)

    def enter(self, client: str) -> Ticket:
        """Come in, at the end of the queue.

        Raises:
            OverloadedError: too many wait.
        """
        with self._alone():
            waiting = sum(not entry.running for entry in self._entries())
            if waiting >= self._waiting:
                raise OverloadedError(f"{waiting} trainings wait already; come back later.")
            path = self._folder / f"{time.time_ns():020d}-{secrets.token_hex(4)}"
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            lock(file)
            ticket = Ticket(path, file, hashlib.sha256(client.encode()).hexdigest()[:16])
            self._write(ticket)
            return ticket

    def look(self, ticket: Ticket) -> int:
        """Take a place if there is one by now: 0; else how many have to go first, and it."""
        with self._alone():
            entries = self._entries()
            running = [entry for entry in entries if entry.running]
            busy = Counter(entry.client for entry in running)
            place = 0
            for entry in entries:
                if entry.running:
                    continue
                place += 1
                own = entry.name == ticket.path.name
                free = len(running) < self._jobs and busy[entry.client] < self._per_client
                if own and not free:
                    return place
                if own:
                    ticket.running = True
                    self._write(ticket)
                    return 0
                if free:  # that one's turn; it will look soon
                    running.append(entry)
                    busy[entry.client] += 1
            return 0

    def leave(self, ticket: Ticket) -> None:
        """Give the place up."""
        with suppress(OSError):
            ticket.path.unlink()
        os.close(ticket.file)
        ticket.file = -1

    def counts(self) -> tuple[int, int]:
        """How many train, and how many wait."""
        with self._alone():
            entries = self._entries()
        running = sum(entry.running for entry in entries)
        return running, len(entries) - running

    def _write(self, ticket: Ticket) -> None:
        state = RUNNING if ticket.running else WAITING
        os.lseek(ticket.file, 0, os.SEEK_SET)
        os.write(ticket.file, f"{state} {ticket.client}".encode())

    def _entries(self) -> list[Entry]:
        """All jobs in order; files that nobody holds are left over and go away."""
        found = []
        for path in sorted(self._folder.iterdir()):
            try:
                file = os.open(path, os.O_RDWR)
            except OSError:
                continue
            try:
                if lock(file):
                    path.unlink(missing_ok=True)
                    continue
                state, _, client = os.read(file, 64).decode().partition(" ")
                found.append(Entry(path.name, client, state == RUNNING))
            finally:
                os.close(file)
        return found

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other workers, and threads, out meanwhile."""
        file = os.open(self._folder.parent / "order", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            lock(file, wait=True)
            yield
        finally:
            os.close(file)


def lock(file: int, *, wait: bool = False) -> bool:
    """Lock an open file until it is closed; whether nobody else had."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, FAR, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.lseek(file, 0, os.SEEK_SET)
        return False
    return True
