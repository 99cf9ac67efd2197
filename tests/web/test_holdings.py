"""What the server holds: little for a silent socket, and no more after a while than before."""

import pytest

from benchmarks import idle, soak
from tests.machine import file
from tests.servers import serve

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _proc() -> None:
    file("/proc/self/status")


def test_a_silent_socket_costs_little() -> None:
    with serve(env=idle.roomy(300)) as server:
        cost = idle.measure(server, 300, seconds=0.5)
        assert cost.lost == 0
        assert cost.memory < 300 * 0.06 + 4  # 60 MB for a thousand, and what the pages hide


def test_all_sorts_of_work_leave_nothing_behind() -> None:
    with serve(env={"INKLING_MAX_SOCKETS_PER_CLIENT": "100"}) as server:
        found = soak.run(server, seconds=4, warm_up=5, every=2, rest=1)
        assert found.wrong == []
        assert found.statuses["frame"] > 20
        warm, end = found.samples[0], found.samples[-1]
        assert end.files == warm.files
        assert end.threads <= warm.threads + 6  # a pool that is filled when it is needed
        assert end.memory - warm.memory < 24
        assert found.statuses["lab"] > 0
