import subprocess
import sys

import pytest

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
