"""A server of its own for clients that mean no good, or do not know better."""

from collections.abc import Iterator

import pytest

from tests.lines import lives
from tests.servers import Server, serve

IMPATIENT = {
    "INKLING_HEAD_TIMEOUT": "0.5",
    "INKLING_BODY_TIMEOUT": "0.5",
    "INKLING_SEND_TIMEOUT": "1",
    "INKLING_MAX_SOCKETS_PER_CLIENT": "1000",
}
GROWTH = 6.0
"""The MiB that many repetitions of what is wrong may leave behind."""


@pytest.fixture(scope="package")
def target() -> Iterator[Server]:
    with serve(env=IMPATIENT) as running:
        yield running


@pytest.fixture(autouse=True)
def _lives_on(target: Server) -> Iterator[None]:
    yield
    lives(target)
