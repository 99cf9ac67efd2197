"""Several worker processes behind one port; one that dies is replaced."""

import logging
import multiprocessing
import signal
import threading
import time
from collections import defaultdict, deque
from socket import socket

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from app.settings import Settings
from app.web.server import DrainingServer

log = logging.getLogger("inkling.workers")

DEATHS, WITHIN = 5, 60.0
"""A worker that dies so often in so many seconds does not do so by accident: the server ends."""
PING, PATIENCE, SPARE = 5.0, 60.0, 2.0
"""Seconds in which a worker has to answer its supervisor, to be ready, and to end beyond what it
is granted."""


class Worker(Process):
    """One process; it ends in good order when it is told to, or when its parent is gone."""

    def start(self) -> None:
        """Start the process."""
        self._ready_by = time.monotonic() + PATIENCE
        super().start()

    def is_alive(self, timeout: float = PING) -> bool:
        """Whether it is there and answers; while it loads it is too busy for that."""
        there = self.process.is_alive()
        return there and (time.monotonic() < self._ready_by or self.ping(timeout))

    @property
    def server(self) -> DrainingServer:
        """The server inside it."""
        assert isinstance(self._server, DrainingServer)
        return self._server

    def target(self, sockets: list[socket] | None = None) -> None:
        """Serve until the end."""
        # Before the threads that ask it: each would make one of its own.
        self._server = DrainingServer(self.config, Settings().drain_pause)
        signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when all is done
        threading.Thread(target=self._end_with_parent, daemon=True).start()
        super().target(sockets)

    def _end_with_parent(self) -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            self.server.should_exit = True


class Workers(Multiprocess):
    """uvicorn's supervisor with these workers; it gives up when one dies again and again."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket]) -> None:
        super().__init__(config, sockets)
        self.failed = False
        self._deaths: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=DEATHS))

    def init_processes(self) -> None:
        """Start all workers."""
        self.processes.extend(self._started() for _ in range(self.processes_num))

    def _started(self) -> Worker:
        worker = Worker(self.config, self.sockets)
        worker.start()
        return worker

    def terminate_all(self) -> None:
        """Let all workers finish; who comes now is refused at once."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()

    def join_all(self) -> None:
        """Wait for the end of all."""
        for worker in self.processes:
            self._join(worker)

    def _join(self, worker: Process) -> None:
        """Wait for the end of a worker that was told to end, but not for ever."""
        worker.process.join(
            Settings().drain_pause + (self.config.timeout_graceful_shutdown or 0) + SPARE
        )
        if worker.process.exitcode is None:
            log.error("Worker %s does not end; it is killed.", worker.pid)
            worker.process.kill()
            worker.process.join()

    def keep_subprocess_alive(self) -> None:
        """Replace what has died, or does not answer."""
        for place, worker in enumerate(self.processes):
            if not self.should_exit.is_set() and not worker.is_alive():
                worker.kill()  # it may hang
                worker.join()
                self._replace(place, worker)

    def _replace(self, place: int, worker: Process) -> None:
        deaths, now = self._deaths[place], time.monotonic()
        deaths.append(now)
        again = len(deaths) == DEATHS and now - deaths[0] < WITHIN
        if worker.exitcode == STARTUP_FAILURE or again:
            log.error("Worker %s ended (%s); giving up.", worker.pid, worker.exitcode)
            self.failed = True
            self.should_exit.set()
        else:
            log.error("Worker %s ended (%s); another one starts.", worker.pid, worker.exitcode)
            self.processes[place] = self._started()

    def restart_all(self) -> None:
        """Replace each worker by a new one, which serves before the old one leaves (SIGHUP)."""
        for place, old in enumerate(self.processes):
            new = self._started()
            if not new.wait_until_ready(PATIENCE, self.should_exit):
                new.kill()
                new.join()
                log.error("The new worker was not ready in time; the old ones stay.")
                return
            old.terminate()
            self._join(old)
            self.processes[place] = new

    def handle_ttin(self) -> None:
        """Add a worker."""
        self.processes_num += 1
        self.processes.append(self._started())
