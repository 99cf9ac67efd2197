"""What a process holds at the moment, where /proc tells it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Holdings:
    """Resident megabytes, threads, and open file descriptors."""

    memory: float
    threads: int
    files: int

    def __str__(self) -> str:
        return f"{self.memory:6.1f} MB, {self.threads} threads, {self.files} files"


def holdings(process: int) -> Holdings:
    place = Path(f"/proc/{process}")
    status = dict(
        line.split(":", 1) for line in (place / "status").read_text().splitlines() if ":" in line
    )
    return Holdings(
        int(status["VmRSS"].split()[0]) / 1024,
        int(status["Threads"]),
        len(list((place / "fd").iterdir())),
    )
