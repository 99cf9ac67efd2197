"""What a process holds at the moment, where /proc tells it."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Holdings:
    """Resident megabytes of its own, not of code; threads, and open file descriptors."""

    memory: float
    threads: int
    files: int

    def __str__(self) -> str:
        return f"{self.memory:6.1f} MB, {self.threads} threads, {self.files} files"


@dataclass(frozen=True)
class Resident:
    """Megabytes in memory: a process's own, and those of files that it shares with others."""

    own: float
    files: float

    @property
    def all(self) -> float:
        return self.own + self.files


def resident(process: int | str = "self") -> Resident:
    pages = Path(f"/proc/{process}/statm").read_text().split()
    page = os.sysconf("SC_PAGE_SIZE") / 2**20
    all_, files = (int(count) * page for count in pages[1:3])
    return Resident(all_ - files, files)


def holdings(process: int) -> Holdings:
    place = Path(f"/proc/{process}")
    status = dict(
        line.split(":", 1) for line in (place / "status").read_text().splitlines() if ":" in line
    )
    return Holdings(
        resident(process).own,
        int(status["Threads"]),
        len(list((place / "fd").iterdir())),
    )
