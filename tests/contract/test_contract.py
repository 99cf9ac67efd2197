"""The server does what its OpenAPI document says, to requests that nobody thought of.

The longer form: `python -m tests.contract 2000`.
"""

import re

import pytest

from tests.contract.contract import schemathesis
from tests.servers import Server


@pytest.mark.slow
def test_schemathesis_finds_nothing(server: Server) -> None:
    done = schemathesis(server, examples=4, seed=1, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert passed, done.stdout[-2000:]
    assert int(passed[2]) == int(passed[1]) > 500
