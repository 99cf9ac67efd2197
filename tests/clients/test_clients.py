"""The real clients of other servers, unchanged, against a real server process.

Each script of this folder runs in the clients' own environment and reports on its checks.
Without a network a developer skips them; CI fails.
"""

import ast
import json
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.environment import NoEnvironmentError, python
from tests.machine import lacking
from tests.servers import Server

HERE = Path(__file__).parent
SCRIPTS = sorted(path.stem for path in HERE.glob("speaks_*.py"))

pytestmark = [pytest.mark.clients, pytest.mark.slow]


def checks() -> list[tuple[str, str]]:
    return [
        (script, node.name)
        for script in SCRIPTS
        for node in ast.parse((HERE / f"{script}.py").read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_")
    ]


@pytest.fixture(scope="module")
def clients() -> str:
    """The interpreter that has them."""
    try:
        return python(HERE / "requirements.txt")
    except NoEnvironmentError as error:
        lacking(f"the clients of other servers: {error}")


@cache
def outcomes(script: str, clients: str, url: str) -> dict[str, str]:
    """What each check of a script raised; all of them run in one process."""
    done = subprocess.run(
        [clients, f"{script}.py", url], cwd=HERE, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(("script", "check"), checks())
def test_it_talks_to_the_server(script: str, check: str, clients: str, server: Server) -> None:
    problem = outcomes(script, clients, server.url)[check]
    assert not problem, problem
