"""What neighbours add to a live frame: the same drawings with and without, over the real socket.

Run it with `python -m benchmarks.neighbours`. A digit is drawn point by point; each message waits
for its frame. "the work" is finding place and neighbours alone, in this process.
"""

import json
import statistics
import time
from collections.abc import Sequence

import torch
from websockets.sync.client import ClientConnection, connect

from app.networks import ARCHITECTURES
from app.networks.store import load
from app.resources import resource
from app.serving.atlas import Atlas
from app.serving.dissections import Dissections
from app.serving.neighbours import layer_for
from tests.servers import serve

POINTS = [[0.3 + 0.004 * at, 0.25 + 0.005 * at] for at in range(80)]
ROUNDS = 4


def frames(socket: ClientConnection, asked: dict[str, str]) -> list[float]:
    """Milliseconds from each message to its frame."""
    times = []
    for count in range(2, len(POINTS)):
        message = {"seq": count, "ink": {"strokes": [POINTS[:count]]}, **asked}
        start = time.perf_counter()
        socket.send(json.dumps(message))
        assert isinstance(socket.recv(timeout=30), bytes)
        times.append((time.perf_counter() - start) * 1e3)
    return times


def work(network: str) -> list[float]:
    """Milliseconds of finding place and neighbours."""
    model = load(network)
    found = Dissections(resource("models")).read(model)
    atlas, layer = Atlas.of(model, found.maps, found.digits), layer_for(model, None)
    times = []
    with torch.inference_mode():
        ink = found.digits.input(slice(0, 1), model.network.input_shape)
        output = model.network.outputs(model.network.prepare(ink))[layer]
        for _ in range(300):
            start = time.perf_counter()
            atlas.near(layer, output)
            times.append((time.perf_counter() - start) * 1e3)
    return times


def row(times: Sequence[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(times):8.2f} {statistics.quantiles(times, n=20)[-1]:8.2f}"


def main() -> None:
    torch.set_num_threads(1)
    print("network          frame p50/p95 ms   with neighbours    the work")
    with serve() as server:
        for network in ARCHITECTURES:
            layer = layer_for(load(network), None)
            plain: list[float] = []
            asked: list[float] = []
            with connect(f"{server.socket_url}/api/v1/live?network={network}") as socket:
                frames(socket, {"neighbours": layer})  # the maps are read with the first one
                for _ in range(ROUNDS):  # in turns: the machine's speed changes by the minute
                    plain += frames(socket, {})
                    asked += frames(socket, {"neighbours": layer})
            print(f"{network:14} {row(plain)} {row(asked)} {row(work(network))}", flush=True)


if __name__ == "__main__":
    main()
