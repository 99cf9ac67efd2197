"""How long each stage of an answer took, as the one who measured it noted."""

from collections.abc import Iterable

Span = tuple[str, float, float]
"""A stage with its start and end, by `time.perf_counter`."""

QUEUE, RASTER, INFERENCE, ENCODE = "queue", "raster", "inference", "encode"


def milliseconds(spans: Iterable[Span]) -> dict[str, float]:
    """Return the time spent in each stage, in the order of their first start."""
    return {stage: round(time, 3) for stage, time in _spent(spans).items()}


def server_timing(spans: Iterable[Span]) -> bytes:
    """Return them as the value of a `Server-Timing` header."""
    return ", ".join([f"{name};dur={spent:.3f}" for name, spent in _spent(spans).items()]).encode()


def _spent(spans: Iterable[Span]) -> dict[str, float]:
    spent: dict[str, float] = {}
    for stage, start, end in spans:
        spent[stage] = spent.get(stage, 0.0) + (end - start) * 1000
    return spent
