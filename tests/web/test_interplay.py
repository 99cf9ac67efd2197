"""Channels in general and together, over REST."""

from itertools import combinations
from typing import Any

import httpx
import numpy as np
import pytest

from tests.web.bodies import SEVEN

NETWORKS = {"crash-course": "conv", "lenet-5": "c3", "vgg-mini": "relu2_1"}


def predict(api: httpx.Client, network: str, channels: list[tuple[str, int]], **more: Any) -> Any:
    edits = [{"layer": layer, "channel": channel, "scale": 0} for layer, channel in channels]
    body = {**SEVEN, "edits": [*more.get("edits", []), *edits]}
    return api.post(f"/api/v1/networks/{network}/predict", json=body).json()


def margin(found: Any, index: int) -> float:
    others = [logit for at, logit in enumerate(found["logits"]) if at != index]
    return float(found["logits"][index] - max(others))


@pytest.mark.parametrize("network", NETWORKS)
def test_each_number_is_what_the_edits_give(api: httpx.Client, network: str) -> None:
    layer = NETWORKS[network]
    logits = api.get(f"/api/v1/networks/{network}").json()["layers"][-2]["name"]
    channels = [(layer, 0), (layer, 5), (logits, 3), (layer, 2)]
    named = ",".join(f"{name}:{channel}" for name, channel in channels)
    url = f"/api/v1/networks/{network}/interactions"
    found = api.post(url, json=SEVEN, params={"channels": named}).json()
    whole = predict(api, network, [])
    index = whole["index"]

    def falls(without: list[tuple[str, int]]) -> tuple[float, float]:
        told = predict(api, network, without)
        drop = whole["probability"] - told["probabilities"][index]
        return drop, margin(whole, index) - margin(told, index)

    alone = [falls([each]) for each in channels]
    assert found["drop"] == pytest.approx([drop for drop, _ in alone], abs=1e-4)
    assert found["fall"] == pytest.approx([fall for _, fall in alone], abs=5e-3)
    for one, other in combinations(range(4), 2):
        drop, fall = falls([channels[one], channels[other]])
        for kind, both, at in (("drop", drop, 0), ("fall", fall, 1)):
            table = found["pairs"][kind]
            expected = both - alone[one][at] - alone[other][at]
            assert table[one][other] == table[other][one] == pytest.approx(expected, abs=1e-2)
    drop, fall = falls(channels)
    assert found["group"]["drop"] == pytest.approx(drop, abs=1e-4)
    assert found["group"]["fall"] == pytest.approx(fall, abs=5e-3)
    assert found["group"]["label"] == predict(api, network, channels)["label"]
    assert found["group"]["sum_drop"] == pytest.approx(sum(drop for drop, _ in alone), abs=1e-3)
    assert 0 <= found["general"]["flips"] <= 1


def test_edits_are_the_ground_that_it_stands_on(api: httpx.Client) -> None:
    edits = [{"layer": "conv", "channel": 0, "scale": 0}]
    url = "/api/v1/networks/crash-course/interactions?channels=conv:0,conv:1"
    found = api.post(url, json={**SEVEN, "edits": edits}).json()
    assert found["probability"] == pytest.approx(
        predict(api, "crash-course", [("conv", 0)])["probability"], abs=1e-6
    )
    assert found["drop"][0] == pytest.approx(0, abs=1e-6), "it is off already"
    assert found["pairs"]["drop"][0][1] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("network", NETWORKS)
def test_in_general_is_measured_for_what_ships(api: httpx.Client, network: str) -> None:
    layer = NETWORKS[network]
    url = f"/api/v1/networks/{network}/causes"
    found = api.get(url, params={"layers": layer, "classes": "true"}).json()
    assert (found["digits"], found["source"]) == (200, "MNIST test set")
    (part,) = found["layers"]
    assert part["layer"] == layer
    by_class = np.array(part["by_class"], dtype=float)
    assert by_class.shape == (10, len(part["drop"]))
    assert by_class.mean(0) == pytest.approx(np.array(part["fall"]), abs=0.4)
    whole = api.get(url).json()
    names = [each["name"] for each in api.get(f"/api/v1/networks/{network}").json()["layers"]]
    assert sorted(each["layer"] for each in whole["layers"]) == sorted(names[:-1])
    assert all(each["by_class"] is None for each in whole["layers"])


@pytest.mark.parametrize(
    ("call", "status", "words"),
    [
        ("interactions?channels=conv:0", 422, "From 2 to 64"),
        ("interactions?channels=conv:0,conv:0", 422, "From 2 to 64"),
        ("interactions?channels=conv:0,conv:10", 422, "channels 0 to 9"),
        ("interactions?channels=conv,conv:1", 422, "channels 0 to 9"),
        ("interactions?channels=conv:0,conv:-1", 422, "channels 0 to 9"),
        ("interactions?channels=covn:0,conv:1", 404, "Did you mean 'conv'"),
        ("interactions?channels=softmax:0,conv:1", 422, "holds the probabilities"),
        ("interactions", 422, "required"),
        ("causes?layers=covn", 404, "Did you mean 'conv'"),
        ("causes?layers=softmax", 422, "holds the probabilities"),
    ],
)
def test_what_is_refused(api: httpx.Client, call: str, status: int, words: str) -> None:
    url = f"/api/v1/networks/crash-course/{call}"
    answer = api.get(url) if call.startswith("causes") else api.post(url, json=SEVEN)
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]
