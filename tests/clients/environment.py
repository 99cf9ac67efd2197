"""An environment for the clients alone: made once, kept in the user's cache."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PATIENCE = 400


class NoClientsError(Exception):
    """They could not be installed."""


def python() -> str:
    """Return the interpreter of the environment, and make it when it is not there.

    Raises:
        NoClientsError: the package index did not give what is needed.
    """
    key = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "inkling" / f"clients-{key}"
    executable = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (home / "complete").exists():
        venv.create(home, clear=True, with_pip=True)
        _install(str(executable))
        (home / "complete").touch()
    return str(executable)


def _install(executable: str) -> None:
    command = [executable, "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise NoClientsError(f"pip took more than {PATIENCE} seconds.") from None
    if done.returncode:
        raise NoClientsError(done.stderr[-2000:])
