"""Networks are built while others are built and modules run: torch.fx patches them all."""

import threading
from concurrent.futures import ThreadPoolExecutor

import torch
from torch import nn

from app.cnn import build
from tests.cnn.toys import plus_detector


def test_many_threads_build_at_once_while_a_module_runs() -> None:
    done = threading.Event()
    linear, x = nn.Sequential(nn.Linear(3, 4), nn.ReLU()), torch.ones(1, 3)
    wanted = linear(x)

    def run() -> int:
        count = 0
        while not done.is_set():
            assert torch.equal(linear(x), wanted)
            count += 1
        return count

    call = nn.Module.__call__
    with ThreadPoolExecutor(9) as pool:
        running = pool.submit(run)
        built = [pool.submit(build, plus_detector(), (1, 4, 4)) for _ in range(40)]
        names = [one.result(timeout=120).names for one in built]
        done.set()
        assert running.result(timeout=30) > 0
    assert names == [build(plus_detector(), (1, 4, 4)).names] * 40
    assert nn.Module.__call__ is call, "nothing stays patched"
