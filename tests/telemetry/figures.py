"""What a server's `/metrics` says, read by Prometheus' own parser."""

import time
from collections.abc import Callable

import httpx
from prometheus_client.parser import text_string_to_metric_families

SEVEN = {"ink": {"strokes": [[[0.3, 0.25], [0.7, 0.25], [0.62, 0.45], [0.5, 0.8]]]}}
PREDICT = "/api/v1/networks/lenet-5/predict"


class Figures:
    """One scrape."""

    def __init__(self, text: str) -> None:
        self.families = {family.name: family for family in text_string_to_metric_families(text)}
        self.samples = [sample for family in self.families.values() for sample in family.samples]

    def __call__(self, name: str, **labels: str) -> float:
        """The sum of the samples of this name that have these labels."""
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )


def scrape(url: str) -> Figures:
    answer = httpx.get(f"{url}/metrics", timeout=30)
    assert answer.status_code == 200
    return Figures(answer.text)


def until(url: str, holds: Callable[[Figures], bool], patience: float = 20) -> Figures:
    """Scrape until something holds; a busy machine takes its time."""
    deadline = time.monotonic() + patience
    while not holds(found := scrape(url)):
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.1)
    return found
