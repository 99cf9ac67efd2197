"""Who trains and who waits, for all workers at once."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.serving.errors import OverloadedError
from app.serving.lab.places import Places

HOLD = """
import sys, time
from pathlib import Path
from app.serving.lab.places import Places
places = Places(Path(sys.argv[1]), 1, 1, 9)
assert places.look(places.enter("another")) == 0
print("held", flush=True)
time.sleep(60)
"""


def test_places_are_given_in_order(tmp_path: Path) -> None:
    places = Places(tmp_path, jobs=2, per_client=1, waiting=9)
    first, again, second, third = (places.enter(name) for name in ("a", "a", "b", "c"))
    assert places.look(first) == 0
    assert places.look(again) == 1  # has one already
    assert places.look(second) == 0  # so this one need not wait for it
    assert places.look(third) == 2
    assert places.counts() == (2, 2)
    places.leave(second)
    assert places.look(third) == 0
    assert places.look(again) == 1
    places.leave(first)
    assert places.look(again) == 0
    for ticket in (again, third):
        places.leave(ticket)
    assert places.counts() == (0, 0)
    assert list((tmp_path / "jobs").iterdir()) == []


def test_one_who_waits_is_not_overtaken(tmp_path: Path) -> None:
    places = Places(tmp_path, jobs=1, per_client=1, waiting=9)
    first, second, third = (places.enter(name) for name in "abc")
    assert places.look(first) == 0
    places.leave(first)
    assert places.look(third) == 2  # it is the second's turn, who will look soon
    assert places.look(second) == 0
    for ticket in (second, third):
        places.leave(ticket)


def test_the_queue_has_an_end(tmp_path: Path) -> None:
    places = Places(tmp_path, jobs=1, per_client=1, waiting=1)
    running = places.enter("a")
    assert places.look(running) == 0
    waiting = places.enter("b")
    with pytest.raises(OverloadedError, match="1 trainings wait"):
        places.enter("c")
    for ticket in (running, waiting):
        places.leave(ticket)


def test_a_worker_that_dies_holds_nothing(tmp_path: Path) -> None:
    home = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": home},
    ) as worker:  # fmt: skip
        assert worker.stdout
        assert worker.stdout.readline() == b"held\n"
        places = Places(tmp_path, jobs=1, per_client=1, waiting=9)
        mine = places.enter("me")
        assert places.look(mine) == 1
        worker.kill()
        worker.wait()
    end = time.monotonic() + 10
    while places.look(mine) and time.monotonic() < end:
        time.sleep(0.05)
    assert places.counts() == (1, 0)
    places.leave(mine)


def test_clients_are_not_named_in_files(tmp_path: Path) -> None:
    places = Places(tmp_path, jobs=1, per_client=1, waiting=9)
    ticket = places.enter("192.0.2.77")
    assert "192.0.2.77" not in ticket.path.read_text()
    places.leave(ticket)
