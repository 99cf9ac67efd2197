import subprocess
import sys

import pytest

from benchmarks.process import resident
from tests.servers import serve

FAULTS = """
import resource, numpy as np
from app.serving import memory

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        np.ones(1 << 18)  # 2 MiB, 512 pages of 4 KiB
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

memory.keep()
first, then = faults(), faults()
memory.give_back()
print(first, then, faults())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is about glibc")
def test_memory_is_kept_for_the_next_pass_until_it_is_given_back() -> None:
    run = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True)
    first, kept, given_back = map(int, run.stdout.split())
    assert 4 * kept < min(first, given_back)


CODE = """
import torch
from app.serving import memory
from benchmarks.process import resident

x = torch.linspace(-1, 1, 2048).reshape(2, 1, 32, 32)
layer = torch.nn.Conv2d(1, 4, 5)
before, had = layer(x), resident()
memory.let_go_of_code()
has = resident()
print(int(had.files), int(has.files), int(had.own - has.own), torch.equal(layer(x), before))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is about /proc")
def test_code_that_nobody_runs_is_let_go_and_runs_again_as_before() -> None:
    run = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    had, has, own, same = run.stdout.split()
    assert 2 * int(has) < int(had)
    assert int(own) == 0
    assert same == "True"


@pytest.mark.skipif(sys.platform != "linux", reason="it is about /proc")
def test_a_server_that_is_ready_has_less_code_in_memory_than_pytorch_alone() -> None:
    alone = "import torch; from benchmarks.process import resident; print(resident().files)"
    run = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True, check=True)
    with serve() as server:
        assert resident(server.process.pid).files < float(run.stdout) / 1.5
