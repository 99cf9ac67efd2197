import pytest

from app.dissect.digits import Digits, shipped
from app.resources import resource


@pytest.fixture(scope="session")
def digits() -> Digits:
    return shipped(resource("models"))[0]


@pytest.fixture(scope="session")
def few(digits: Digits) -> Digits:
    """Sixty of them, of all classes."""
    some = slice(0, 60)
    return Digits(digits.images[some], digits.labels[some], digits.indices[some], digits.source)
