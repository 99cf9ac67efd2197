"""The same application on a Ray cluster of three nodes, here as processes of one machine.

Ray is installed once, in an environment beside this one. `pytest -m ray` runs it; otherwise the
suite leaves it out, as it takes two minutes.
"""

import json
import os
import subprocess
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


@pytest.fixture(scope="module")
def outcomes(server: Server) -> dict[str, Any]:
    """What each check found; they share one cluster."""
    try:
        interpreter = python(HERE / "requirements.txt", beside_ours=True)
    except NoEnvironmentError as error:
        lacking(f"Ray: {error}")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0",
           "INKLING_RAY_PORT": str(free_port())}  # fmt: skip
    done = subprocess.run(
        [interpreter, str(HERE / "drives_cluster.py"), server.url],
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=390,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    line = next(line for line in done.stdout.splitlines() if line.startswith('{"check_'))
    found: dict[str, Any] = json.loads(line)
    print(json.dumps(found, indent=1))
    return found


def outcome(outcomes: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = outcomes[f"check_{name}"]
    assert not found["problem"], found
    return found


def test_predictions_are_equal(outcomes: dict[str, Any]) -> None:
    assert outcome(outcomes, "predictions_are_equal")["largest_difference"] < 1e-4


def test_pages_problems_and_the_socket_are_there(outcomes: dict[str, Any]) -> None:
    assert outcome(outcomes, "pages_and_problems_are_there")["status"] == 404
    assert outcome(outcomes, "the_socket_answers")["bytes"] > 1000


@pytest.mark.parametrize("what", ["replica", "node"])
def test_a_killed_one_takes_only_what_it_was_doing(outcomes: dict[str, Any], what: str) -> None:
    found = outcome(outcomes, f"a_killed_{what}")
    assert found["answered"] > 100
    assert found["failed"] <= IN_FLIGHT
    assert found["others"] == 0, found


def test_it_scales_up_and_down_and_loses_nothing(outcomes: dict[str, Any]) -> None:
    found = outcome(outcomes, "scale_up_and_down_under_load")
    assert found["answered"] > 100
    assert found["failed"] == 0
