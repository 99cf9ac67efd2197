"""What every test may ask for."""

from collections.abc import Iterator

import httpx
import pytest
from hypothesis import settings

from tests.servers import Server, serve

settings.register_profile("patient", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("patient")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One real server process with the shipped networks, for all tests that only ask."""
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def api(server: Server) -> Iterator[httpx.Client]:
    """A client of that server."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: they take longest, and Playwright keeps an event loop running."""
    items.sort(key=lambda item: "browser" in item.path.parts)
