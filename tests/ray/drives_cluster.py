"""A Ray cluster of three nodes on this machine; prints what each check found, as JSON.

It runs in the environment that has Ray: `drives_cluster.py URL`, the URL of a plain server.
"""

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import ray
from ray import serve
from ray._private.state import actors
from ray.cluster_utils import Cluster
from ray.serve.config import HTTPOptions
from websockets.sync.client import connect

sys.path.insert(0, str(Path(__file__).parents[2] / "deploy" / "ray"))

from inkling_on_ray import Inkling

PORT = int(os.environ.get("INKLING_RAY_PORT", "18400"))
HERE, PLAIN = f"http://127.0.0.1:{PORT}", sys.argv[1]
BODY = {"ink": {"strokes": [[[0.3, 0.2], [0.7, 0.2], [0.5, 0.8]], [[0.4, 0.5], [0.6, 0.5]]]}}
PREDICT = "/api/v1/networks/{}/predict"
CLIENTS = 8
Json = dict[str, Any]


class Load:
    """Clients that ask again and again, and how they were answered."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.failures: list[float] = []
        self.slowest = 0.0
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]

    def _ask(self) -> None:
        with httpx.Client(base_url=HERE, timeout=30) as client:
            while not self._end.is_set():
                start = time.monotonic()
                try:
                    status = str(client.post(PREDICT.format("lenet-5"), json=BODY).status_code)
                except httpx.HTTPError as error:
                    status = type(error).__name__
                self.statuses[status] += 1
                if status != "200":
                    self.failures.append(start)
                self.slowest = max(self.slowest, time.monotonic() - start)

    @contextmanager
    def running(self) -> Iterator["Load"]:
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._end.set()
            for thread in self._threads:
                thread.join()

    def found(self, broken: float = 0) -> Json:
        """What came of it; `others` failed though they were sent after something broke."""
        answered, failed = self.statuses["200"], len(self.failures)
        others = sum(start > broken for start in self.failures)
        return {
            "answered": answered,
            "failed": failed,
            "others": others,
            "slowest": round(self.slowest, 2),
            "statuses": dict(self.statuses),
        }


class Replica(NamedTuple):
    """One process that serves."""

    id: str
    pid: int
    node: str


def replicas() -> list[Replica]:
    """Those that are alive."""
    return [
        Replica(id, actor["Pid"], actor["Address"]["NodeID"])
        for id, actor in actors(actor_state_name="ALIVE").items()
        if actor["ActorClassName"].startswith("ServeReplica")
    ]


def lives(pid: int) -> bool:
    """Whether a process still runs; one that nobody has buried does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def wait_for(what: Callable[[], bool], seconds: float = 60, every: float = 0.25) -> float:
    """Wait until it is so; return how long that took."""
    start = time.monotonic()
    while not what():
        if time.monotonic() - start > seconds:
            raise TimeoutError(what)
        time.sleep(every)
    return round(time.monotonic() - start, 1)


def check_predictions_are_equal() -> Json:
    worst = 0.0
    for network in ("crash-course", "lenet-5", "vgg-mini"):
        pair = [httpx.post(root + PREDICT.format(network), json=BODY) for root in (HERE, PLAIN)]
        ray_, plain = (answer.raise_for_status().json() for answer in pair)
        assert ray_["label"] == plain["label"]
        both = zip(ray_["logits"], plain["logits"], strict=True)
        worst = max(worst, *(abs(one - other) for one, other in both))
    return {"largest_difference": worst}


def check_pages_and_problems_are_there() -> Json:
    assert httpx.get(HERE + "/").headers["content-type"].startswith("text/html")
    assert httpx.get(HERE + "/readyz").json() == {"status": "ready"}
    wrong = httpx.post(HERE + PREDICT.format("lenet5"), json=BODY)
    assert wrong.headers["content-type"] == "application/problem+json"
    return {"status": wrong.status_code}


def check_the_socket_answers() -> Json:
    with connect(
        HERE.replace("http", "ws") + "/api/v1/live?network=lenet-5", max_size=None
    ) as live:
        live.send(json.dumps({"seq": 1, **BODY}))
        frame = live.recv(30)
        assert isinstance(frame, bytes)
        live.send("{")
        assert json.loads(live.recv(30))["problem"]["status"] == 400
    return {"bytes": len(frame)}


def check_a_killed_replica() -> Json:
    with Load().running() as load:
        time.sleep(3)
        before = {one.id for one in replicas()}
        os.kill(replicas()[0].pid, signal.SIGKILL)
        broken = time.monotonic()
        back = wait_for(lambda: len({one.id for one in replicas()} - before) >= 1)
        time.sleep(3)
    return load.found(broken) | {"replaced_after_s": back}


def check_a_killed_node() -> Json:
    head = ray.get_runtime_context().get_node_id()
    busy = Counter(one.node for one in replicas())
    victim = next(node for node in cluster.worker_nodes if busy[node.node_id])
    assert victim.node_id != head
    gone = [one.pid for one in replicas() if one.node == victim.node_id]
    with Load().running() as load:
        time.sleep(3)
        cluster.remove_node(victim, allow_graceful=False)
        wait_for(lambda: not any(map(lives, gone)), every=0.005)  # they outlive their node a little
        broken = time.monotonic()
        time.sleep(3)
        cluster.add_node(num_cpus=2)
        back = wait_for(lambda: sum(one.node != victim.node_id for one in replicas()) >= 3)
        time.sleep(2)
    return load.found(broken) | {"replicas_lost": len(gone), "whole_again_after_s": back}


def check_scale_up_and_down_under_load() -> Json:
    scaling = {"min_replicas": 1, "max_replicas": 3, "target_ongoing_requests": 2,
               "upscale_delay_s": 1, "downscale_delay_s": 4, "metrics_interval_s": 1,
               "look_back_period_s": 3}  # fmt: skip
    deploy(num_replicas=None, autoscaling_config=scaling)
    wait_for(lambda: len(replicas()) == 1, 90)
    with Load().running() as load:
        up = wait_for(lambda: len(replicas()) == 3, 90)
    with httpx.Client(base_url=HERE, timeout=30) as client:
        few: Counter[int] = Counter()

        def down() -> bool:
            few[client.post(PREDICT.format("lenet-5"), json=BODY).status_code] += 1
            return len(replicas()) == 1

        took = wait_for(down, 90)
    assert set(few) == {200}, few
    return load.found() | {"up_after_s": up, "down_after_s": took}


def deploy(**options: Any) -> None:
    options = {"autoscaling_config": None, "ray_actor_options": {"num_cpus": 1}} | options
    serve.run(Inkling.options(**options).bind(), name="inkling", route_prefix="/")


def outcome(check: Callable[[], Json]) -> Json:
    start = time.monotonic()
    try:
        found: Json = {"problem": "", **check()}
    except Exception as error:
        found = {"problem": f"{type(error).__name__}: {error}"}
    return found | {"took_s": round(time.monotonic() - start, 1)}


if __name__ == "__main__":
    started = time.monotonic()
    cluster = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 2, "include_dashboard": False}
    )
    for _ in range(2):
        cluster.add_node(num_cpus=2)
    ray.init(address=cluster.address, log_to_driver=False)
    up = time.monotonic()
    serve.start(http_options=HTTPOptions(port=PORT, location="HeadOnly"))
    deploy(num_replicas=3)
    ready = time.monotonic()
    names = [name for name in list(globals()) if name.startswith("check_")]
    found = {name: outcome(globals()[name]) for name in names}
    found["setting_up"] = {"cluster_s": round(up - started, 1), "deploy_s": round(ready - up, 1)}
    print(json.dumps(found), flush=True)
    serve.shutdown()
    ray.shutdown()
    cluster.shutdown()
