"""Figures for Prometheus: of this worker or, where workers share a folder, of all of them.

prometheus_client keeps its values in the folder that `PROMETHEUS_MULTIPROC_DIR` names when it is
first imported, and a scrape that any worker answers adds them up. What is counted for every request
costs two look-ups; what the engine does is counted once for each forward pass.
"""

import os
import platform
import sys
import time
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.telemetry.spans import ENCODE, INFERENCE, RASTER

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
LATENCIES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
PASSES = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)
SIZES = (1, 2, 4, 8, 16, 32, 64, 128)
_METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))


class Metrics:
    """Everything that is counted, by the names that Prometheus knows it by."""

    def __init__(self, version: str, refusals: Iterable[str] = ()) -> None:
        disable_created_metrics()  # a series for each series, which says when it began
        self._registry = CollectorRegistry()
        self._gauges: list[tuple[Gauge, Callable[[], float]]] = []
        self._answers: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._turned_away: Tally[tuple[str, int]] = Tally()
        self._cpu = 0.0
        self.under_way = 0
        self.watch("http_requests_in_flight", "Requests being answered.", lambda: self.under_way)
        self._make_counters()
        self._make_histograms()
        self._watch_process()
        for reason in refusals:  # a rate can be told of what has not happened yet
            self._refusals.labels(reason)
        self._framed = {result: self._frames.labels(result) for result in ("sent", "skipped")}
        labels = {"version": version, "python": platform.python_version()}
        build = self._gauge("build_info", "What is running.", "livemax", list(labels))
        build.labels(**labels).set(1)

    def _make_counters(self) -> None:
        self._requests = self._counter(
            "http_requests", "Answers to HTTP requests.", ["method", "route", "status"]
        )
        self._refusals = self._counter(
            "refusals", "Problems that were answered, by their type.", ["reason"]
        )
        self._frames = self._counter(
            "live_frames", "Drawings on live sockets: answered, or replaced by newer.", ["result"]
        )
        self._sockets = self._counter("live_sockets", "Live sockets that were opened.")
        stages = self._counter("engine_seconds", "Time of the inference thread.", ["stage"])
        self._raster, self._inferred, self._encoded = (
            stages.labels(stage) for stage in (RASTER, INFERENCE, ENCODE)
        )
        self._cpu_seconds = self._counter("cpu_seconds", "Processor time of the workers.")

    def _make_histograms(self) -> None:
        self._latencies = self._histogram(
            "http_request_duration_seconds", "Time to answer a request.", LATENCIES, ["route"]
        )
        self._waits = self._histogram(
            "queue_wait_seconds", "Longest wait for the inference thread in a batch.", LATENCIES
        )
        self._batches = self._histogram("batch_size", "Images of one forward pass.", SIZES)
        self._passes = self._histogram("inference_seconds", "Time of one forward pass.", PASSES)
        self._lags = self._histogram(
            "event_loop_lag_seconds", "How late the event loop woke up.", LATENCIES
        )

    def _counter(self, name: str, text: str, labels: Iterable[str] = ()) -> Counter:
        return Counter(f"inkling_{name}", text, tuple(labels), registry=self._registry)

    def _histogram(
        self, name: str, text: str, buckets: tuple[float, ...], labels: Iterable[str] = ()
    ) -> Histogram:
        name = f"inkling_{name}"
        return Histogram(name, text, tuple(labels), buckets=buckets, registry=self._registry)

    def _gauge(self, name: str, text: str, mode: str, labels: Iterable[str] = ()) -> Gauge:
        return Gauge(
            f"inkling_{name}",
            text,
            tuple(labels),
            multiprocess_mode=mode,  # type: ignore[arg-type]
            registry=self._registry,
        )

    def watch(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Have `read` asked for a value before each scrape; workers' values are added up."""
        self._gauges.append((self._gauge(name, text, "livesum"), read))

    def watch_each(
        self, name: str, text: str, label: str, reads: Mapping[str, Callable[[], float]]
    ) -> None:
        """The same for each value of a label."""
        gauge = self._gauge(name, text, "livesum", [label])
        self._gauges += [(gauge.labels(value), read) for value, read in reads.items()]

    def _watch_process(self) -> None:
        self.watch("workers", "Worker processes that are running.", lambda: 1.0)
        if sys.platform == "linux":
            page = os.sysconf("SC_PAGE_SIZE")
            memory, files = Path("/proc/self/statm"), "/proc/self/fd"
            self.watch(
                "resident_memory_bytes",
                "Memory of the workers.",
                lambda: int(memory.read_text().split()[1]) * page,
            )
            self.watch("open_files", "Open file descriptors.", lambda: len(os.listdir(files)))  # noqa: PTH208

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer; `route` is a template, never an address as it came."""
        found = self._answers.get((method, route, status))
        if found is None:
            known = method if method in _METHODS else "other"
            counter = self._requests.labels(known, route, str(status))
            found = counter, self._latencies.labels(route)
            if known == method:
                self._answers[method, route, status] = found
        found[0].inc()
        found[1].observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a problem that is told to a client."""
        self._refusals.labels(reason).inc()

    def took(self, waited: float, raster: float) -> None:
        """Count a batch that the engine took: its longest wait, and the time to make its inputs."""
        self._waits.observe(waited)
        self._raster.inc(raster)

    def passed(self, images: int, inference: float, encode: float) -> None:
        """Count a forward pass, and the time to write its answers."""
        self._batches.observe(images)
        self._passes.observe(inference)
        self._inferred.inc(inference)
        self._encoded.inc(encode)

    def turned_away(self, reason: str, status: int) -> None:
        """Count a request that was refused before anything looked at it; see `settle`."""
        self._turned_away[reason, status] += 1

    def settle(self) -> None:
        """Hand on what is only added up until now: under overload there is no time for more.

        On the thread that counts, twice a second and before each scrape.
        """
        turned_away, self._turned_away = self._turned_away, Tally()
        for (reason, status), count in turned_away.items():
            self._requests.labels("other", "none", str(status)).inc(count)
            self._refusals.labels(reason).inc(count)

    def opened(self) -> None:
        """Count a live socket."""
        self._sockets.inc()

    def framed(self, result: str) -> None:
        """Count a drawing on a socket: `sent` or `skipped`."""
        self._framed[result].inc()

    def lagged(self, seconds: float) -> None:
        """Count how late the event loop was; twice a second."""
        self.settle()
        self._lags.observe(max(0.0, seconds))

    def sample(self) -> None:
        """Note the values that nobody counts."""
        for gauge, read in self._gauges:
            gauge.set(read())
        now = time.process_time()
        self._cpu_seconds.inc(now - self._cpu)
        self._cpu = now

    def render(self, accept: str = "") -> tuple[bytes, str]:
        """Return the figures in one of Prometheus' formats, and which one it is."""
        self.sample()
        registry, folder = self._registry, os.environ.get(FOLDER)
        if folder is not None:
            _forget_dead(Path(folder))
            registry = CollectorRegistry()
            MultiProcessCollector(registry, folder)
        encode, media_type = choose_encoder(accept)
        return encode(registry), media_type


def _forget_dead(folder: Path) -> None:
    """Drop the present values of workers that have ended; what they counted stays."""
    pids = {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*.db")}
    for pid in pids:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            with suppress(FileNotFoundError):  # another worker was faster
                mark_process_dead(pid, str(folder))
