import asyncio
import os
import sys
import threading
import time
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import torch

from app.cnn.trace import trace
from app.networks.store import Model
from app.serving import engine as engines
from app.serving import priority
from app.serving.engine import Engine, Job, Outcome, Prepared, Presence
from app.serving.errors import (
    ClientGoneError,
    DeadlineExceededError,
    NotReadyError,
    OverloadedError,
    ValidationFailedError,
)


@asynccontextmanager
async def running(**options: float) -> AsyncIterator[Engine]:
    engine = Engine(**options)  # type: ignore[arg-type]
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()


def drawing(seed: int) -> torch.Tensor:
    return torch.rand(1, 32, 32, generator=torch.Generator().manual_seed(seed))


def job(model: Model, seed: int, traced: bool = False) -> Job[Outcome]:
    return Job(model.network, lambda: Prepared(drawing(seed)), lambda outcome: outcome, traced)


class Gate:
    """A job that keeps the engine busy until it is opened."""

    def __init__(self, model: Model) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()
        self.job: Job[None] = Job(model.network, self._wait, lambda outcome: None)

    def _wait(self) -> Prepared:
        self.reached.set()
        assert self.open.wait(10)
        return Prepared(drawing(0))


async def busy(engine: Engine, model: Model) -> tuple[Gate, asyncio.Task[Any]]:
    """Keep the engine at work: the gate that ends it, and the task that waits for it."""
    gate = Gate(model)
    task = asyncio.create_task(engine.run(gate.job))
    await until(gate.reached.is_set)
    return gate, task


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


def test_batched_answers_equal_single_ones(model: Model) -> None:
    async def story() -> None:
        async with running() as engine:
            gate, first = await busy(engine, model)
            tasks = [asyncio.create_task(engine.run(job(model, i, i % 2 == 0))) for i in range(9)]
            await until(lambda: engine.waiting == 9)
            gate.open.set()
            outcomes = await asyncio.gather(*tasks)
            await first
        for i, outcome in enumerate(outcomes):
            with torch.inference_mode():
                expected = trace(model.network, drawing(i)[None])
            torch.testing.assert_close(outcome.logits, expected[model.network.logits_layer])
            assert bool(outcome.outputs) == (i % 2 == 0)
            for name, output in outcome.outputs.items():
                torch.testing.assert_close(output, expected[name], rtol=1e-5, atol=1e-5)

    asyncio.run(story())


def passes(model: Model, count: int, traced: bool) -> list[int]:
    """The sizes of the passes that answer so many jobs which wait for an engine of batches of 4."""
    sizes: list[int] = []

    async def story() -> None:
        async with running(batch_size=4) as engine:
            gate, first = await busy(engine, model)
            tasks = [asyncio.create_task(engine.run(job(model, i, traced))) for i in range(count)]
            await until(lambda: engine.waiting == count)
            gate.open.set()
            outcomes = await asyncio.gather(*tasks)
            await first
            wholes = {id(outcome.whole): outcome.whole for outcome in outcomes}
            sizes.extend(len(whole.logits) for whole in wholes.values())
            alone = await engine.run(job(model, count - 1, traced))
            assert torch.allclose(outcomes[-1].logits, alone.logits, atol=1e-5)

    asyncio.run(story())
    return sizes


def test_a_crowd_that_wants_predictions_shares_a_longer_pass(model: Model) -> None:
    assert passes(model, 19, traced=False) == [16, 3]
    assert passes(model, 15, traced=False) == [4, 4, 4, 3]
    assert passes(model, 19, traced=True) == [4, 4, 4, 4, 3]


def test_a_full_queue_refuses_at_once(model: Model) -> None:
    async def story() -> None:
        async with running(queue_size=2) as engine:
            gate, first = await busy(engine, model)
            tasks = [first]
            tasks += [asyncio.create_task(engine.run(job(model, i))) for i in range(2)]
            await until(lambda: engine.waiting == 2)
            with pytest.raises(OverloadedError):
                await engine.run(job(model, 9))
            gate.open.set()
            await asyncio.gather(*tasks)
            await engine.run(job(model, 9))

    asyncio.run(story())


def test_a_late_answer_is_given_up(model: Model) -> None:
    async def story() -> None:
        async with running(deadline=0.05) as engine:
            gate = Gate(model)
            start = time.monotonic()
            with pytest.raises(DeadlineExceededError):
                await engine.run(gate.job)
            assert time.monotonic() - start < 2
            gate.open.set()

    asyncio.run(story())


def test_nothing_is_computed_for_a_client_that_left(model: Model) -> None:
    computed = []

    async def story() -> None:
        async with running() as engine:
            gate, first = await busy(engine, model)

            def prepare() -> Prepared:
                computed.append(1)
                return Prepared(drawing(1))

            left = asyncio.create_task(engine.run(Job(model.network, prepare, lambda _: None)))
            await until(lambda: engine.waiting == 1)
            left.cancel()
            await asyncio.gather(left, return_exceptions=True)
            gate.open.set()
            await first
            await engine.run(job(model, 2))

    asyncio.run(story())
    assert computed == []


def test_nothing_is_computed_for_one_who_is_gone(model: Model) -> None:
    computed = []

    async def story() -> None:
        async with running() as engine:
            gate, first = await busy(engine, model)
            clients = [Presence() for _ in range(20)]
            tasks = []
            for number, client in enumerate(clients):

                def prepare(number: int = number) -> Prepared:
                    computed.append(number)
                    return Prepared(drawing(number))

                asked = Job(model.network, prepare, lambda _: None, client=client)
                tasks.append(asyncio.create_task(engine.run(asked)))
            await until(lambda: engine.waiting == 20)
            for client in clients[:19]:
                client.gone = True
            gate.open.set()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            await first
        assert [type(outcome) for outcome in outcomes[:19]] == [ClientGoneError] * 19
        assert outcomes[19] is None

    asyncio.run(story())
    assert computed == [19]


def test_many_images_of_one_job_are_rows(model: Model) -> None:
    images = torch.stack([drawing(i) for i in range(40)])

    async def story() -> None:
        async with running() as engine:
            gate, first = await busy(engine, model)
            tasks = [first]
            for traced in (False, True):
                for part in (images[:1], images[1:30], images[30:]):
                    asked = Job(
                        model.network,
                        lambda part=part, traced=traced: Prepared(part, traced=traced),
                        lambda outcome: outcome,
                    )
                    tasks.append(asyncio.create_task(engine.run(asked)))
            await until(lambda: engine.waiting == 6)
            gate.open.set()
            _, *outcomes = await asyncio.gather(*tasks)
        with torch.inference_mode():
            expected = trace(model.network, images)[model.network.logits_layer]
        for kind in (outcomes[:3], outcomes[3:]):
            found = torch.cat([outcome.logits for outcome in kind])
            torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)
        assert [len(outcome.outputs) for outcome in outcomes] == [0] * 3 + [9] * 3
        assert outcomes[4].outputs["conv"].shape == (29, 10, 28, 28)

    asyncio.run(story())


def test_a_crowd_before_a_large_network_does_not(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "TRACED", 4 * model.network.numbers)
    assert passes(model, 19, traced=False) == [4, 4, 4, 4, 3]


@pytest.mark.parametrize(("traced", "passes"), [(False, [9]), (True, [4, 4, 1])])
def test_a_large_network_is_traced_for_fewer_images_at_once(
    model: Model, monkeypatch: pytest.MonkeyPatch, traced: bool, passes: list[int]
) -> None:
    monkeypatch.setattr(engines, "TRACED", 4 * sum(layer.outputs for layer in model.network.layers))

    async def story() -> None:
        async with running() as engine:
            gate, first = await busy(engine, model)
            tasks = [asyncio.create_task(engine.run(job(model, i, traced))) for i in range(9)]
            await until(lambda: engine.waiting == 9)
            gate.open.set()
            outcomes = await asyncio.gather(*tasks)
            await first
        assert [len(whole.ink) for whole in dict.fromkeys(o.whole for o in outcomes)] == passes

    asyncio.run(story())


@pytest.mark.skipif(sys.platform != "linux", reason="only there a thread has a priority")
def test_the_event_loop_goes_before_the_engine(model: Model) -> None:
    async def story() -> None:
        async with running() as engine:
            await engine.run(job(model, 0))
            (thread,) = (one for one in threading.enumerate() if one.name == "engine")
            assert thread.native_id is not None
            mine, its = (os.getpriority(os.PRIO_PROCESS, one) for one in (0, thread.native_id))
            assert its == min(mine + priority.STEPS, 19)

    asyncio.run(story())


def test_an_idle_engine_holds_no_answer(model: Model) -> None:
    class Answer:
        """As large as it may be."""

    async def story() -> None:
        async with running() as engine:
            asked = Job(model.network, lambda: Prepared(drawing(0)), lambda _: Answer())
            held = weakref.ref(await engine.run(asked))
            del asked
            async with asyncio.timeout(10):
                await until(lambda: held() is None)

    asyncio.run(story())


def test_a_failing_job_spoils_no_other(model: Model) -> None:
    def refuse() -> Prepared:
        raise ValidationFailedError("wrong")

    def misshapen() -> Prepared:
        return Prepared(torch.zeros(1, 5, 5))

    def crash(outcome: Outcome) -> None:
        raise ZeroDivisionError

    async def story() -> None:
        async with running() as engine:
            with pytest.raises(ValidationFailedError):
                await engine.run(Job(model.network, refuse, lambda _: None))
            with pytest.raises(RuntimeError):
                await engine.run(Job(model.network, misshapen, lambda _: None))
            with pytest.raises(ZeroDivisionError):
                await engine.run(Job(model.network, lambda: Prepared(drawing(0)), crash))
            assert (await engine.run(job(model, 1))).logits.shape == (1, 10)

    asyncio.run(story())


def test_an_engine_that_does_not_run_says_so(model: Model) -> None:
    with pytest.raises(NotReadyError):
        asyncio.run(Engine().run(job(model, 0)))


def test_edits_are_made_once_for_equal_keys(model: Model) -> None:
    made = []

    def edit(network: object) -> object:
        made.append(1)
        return model.network.with_edits([])

    async def story() -> None:
        async with running() as engine:
            for key in ("a", "b", "a", "a"):
                prepared = Prepared(drawing(0), key, edit)  # type: ignore[arg-type]
                await engine.run(Job(model.network, lambda p=prepared: p, lambda _: None))

    asyncio.run(story())
    assert len(made) == 2
