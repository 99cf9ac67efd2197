"""What is measured when first asked for: held up, it goes on where it was."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.networks.store import Model
from app.serving import causes
from app.serving.errors import AppError, DeadlineExceededError, OverloadedError


class Flaky:
    """Runs work at once; some of it, by its number, fails."""

    def __init__(self, failing: dict[int, AppError]) -> None:
        self.failing, self.calls = failing, 0

    async def run(self, work: Callable[[], Any]) -> Any:
        self.calls += 1
        if error := self.failing.get(self.calls):
            raise error
        return work()


def test_a_digit_that_fails_is_measured_again(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unread(*_: Any) -> None:
        return None

    monkeypatch.setattr(causes, "_read", unread)
    monkeypatch.setattr(causes, "FEW", 4)
    ablator = Flaky({2: DeadlineExceededError("late"), 4: OverloadedError("full")})
    digits = np.random.default_rng(0).random((4, 28, 28), dtype=np.float32)
    samples = SimpleNamespace(chosen=4, ink=digits.__getitem__)
    service: Any = SimpleNamespace(samples=samples, ablator=ablator)

    async def story() -> list[int]:
        book, done = causes.Book(), []
        while not isinstance(found := await book.get(service, model), causes.General):
            done.append(found["done"])
            await asyncio.sleep(0.01)
        assert found.count == 4
        return done

    assert asyncio.run(story()) == [0, 1, 2]
    assert ablator.calls == 6
