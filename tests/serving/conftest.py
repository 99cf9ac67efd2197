import pytest

from app.networks.store import Model, load


@pytest.fixture(scope="session")
def model() -> Model:
    return load("crash-course")
