"""Environments for what needs its own packages: made once, kept in the user's cache."""

import hashlib
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

PATIENCE = 400


class NoEnvironmentError(Exception):
    """They could not be installed."""


def python(requirements: Path, *, beside_ours: bool = False) -> str:
    """Return the interpreter of an environment, and make it when it is not there.

    Args:
        requirements: what to install; its folder names the environment.
        beside_ours: whether the packages of this environment are there, too.

    Raises:
        NoEnvironmentError: the package index did not give what is needed.
    """
    key = hashlib.sha256(
        requirements.read_bytes() + f"{sys.version} {sys.prefix}".encode()
    ).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "inkling" / f"{requirements.parent.name}-{key}"
    executable = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (home / "complete").exists():
        venv.create(home, clear=True, with_pip=True)
        if beside_ours:
            own, ours = (
                sysconfig.get_path("purelib", vars={"base": base})
                for base in (str(home), sys.prefix)
            )
            Path(own, "ours.pth").write_text(ours)
        _install(str(executable), requirements)
        (home / "complete").touch()
    return str(executable)


def _install(executable: str, requirements: Path) -> None:
    command = [executable, "-m", "pip", "install", "--quiet", "--requirement", str(requirements)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise NoEnvironmentError(f"pip took more than {PATIENCE} seconds.") from None
    if done.returncode:
        raise NoEnvironmentError(done.stderr[-2000:])
