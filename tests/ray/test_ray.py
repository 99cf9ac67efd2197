"""The same application on a Ray cluster of three nodes, here as processes of one machine.

Ray is installed once, in an environment beside this one. `pytest -m ray` runs it; otherwise the
suite leaves it out, as it takes two minutes.
"""

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.environment import NoEnvironmentError, python
from tests.machine import lacking
from tests.servers import Server, free_port

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
IN_FLIGHT = 8
"""The clients that ask: what one of them waits for may be lost with a replica, no more."""

pytestmark = [pytest.mark.ray, pytest.mark.slow]


@cache
def outcomes(url: str) -> dict[str, Any]:
    """What each check found; they share one cluster."""
    try:
        interpreter = python(HERE / "requirements.txt", beside_ours=True)
    except NoEnvironmentError as error:
        lacking(f"Ray: {error}")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0",
           "INKLING_RAY_PORT": str(free_port())}  # fmt: skip
    done = subprocess.run(
        [interpreter, str(HERE / "drives_cluster.py"), url],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=390,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(found, indent=1))
    return found


def outcome(server: Server, name: str) -> dict[str, Any]:
    found: dict[str, Any] = outcomes(server.url)[f"check_{name}"]
    assert not found["problem"], found
    return found


def test_predictions_are_equal(server: Server) -> None:
    assert outcome(server, "predictions_are_equal")["largest_difference"] < 1e-4


def test_pages_problems_and_the_socket_are_there(server: Server) -> None:
    assert outcome(server, "pages_and_problems_are_there")["status"] == 404
    assert outcome(server, "the_socket_answers")["bytes"] > 1000


@pytest.mark.parametrize("what", ["replica", "node"])
def test_a_killed_one_takes_only_what_it_was_doing(server: Server, what: str) -> None:
    found = outcome(server, f"a_killed_{what}")
    assert found["answered"] > 100
    assert found["failed"] <= IN_FLIGHT
    assert found["others"] == 0, found


def test_it_scales_up_and_down_and_loses_nothing(server: Server) -> None:
    found = outcome(server, "scale_up_and_down_under_load")
    assert found["answered"] > 100
    assert found["failed"] == 0
