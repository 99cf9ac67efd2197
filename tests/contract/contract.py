"""Schemathesis in a process of its own: it generates requests from a server's OpenAPI document."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.servers import Server

HERE = Path(__file__).parent


def schemathesis(
    server: Server, examples: int, seed: int, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run all checks with so many generated requests for each operation and kind of request."""
    settings = ["--config-file", str(HERE / "schemathesis.toml")]
    chosen = ["--checks", "all", "--max-examples", str(examples), "--seed", str(seed)]
    place = f"{server.url}/openapi.json"
    return subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *settings, "run", place, *chosen],
        cwd=HERE.parent.parent,
        text=True,
        check=False,
        **options,
    )
