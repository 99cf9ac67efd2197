"""The answer without each channel, against edits that switch the channel off."""

from typing import Any

import httpx
import pytest

from tests.web.bodies import SEVEN

NETWORKS = {"crash-course": "conv,dense1", "lenet-5": "c3,f6", "vgg-mini": "relu1_1,pool2,relu4"}


def ask(api: httpx.Client, network: str, layers: str = "", **body: Any) -> dict[str, Any]:
    query = {"layers": layers} if layers else {}
    url = f"/api/v1/networks/{network}/ablate"
    answer = api.post(url, json={**SEVEN, **body}, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def predict(api: httpx.Client, network: str, edits: list[dict[str, Any]]) -> dict[str, Any]:
    answer = api.post(f"/api/v1/networks/{network}/predict", json={**SEVEN, "edits": edits})
    return answer.json()


@pytest.mark.parametrize("network", NETWORKS)
def test_each_number_is_what_the_edit_gives(api: httpx.Client, network: str) -> None:
    whole = predict(api, network, [])
    found = ask(api, network, NETWORKS[network])
    assert (found["label"], found["index"]) == (whole["label"], whole["index"])
    assert found["probability"] == pytest.approx(whole["probability"], abs=1e-6)
    shapes = {item["name"]: item["shape"] for item in layers_of(api, network)}
    assert [part["layer"] for part in found["layers"]] == NETWORKS[network].split(",")
    for part in found["layers"]:
        count = shapes[part["layer"]][0]
        assert {len(part[key]) for key in ("probability", "drop", "margin", "label")} == {count}
        for channel in (0, count // 2, count - 1):
            edit = {"layer": part["layer"], "channel": channel, "scale": 0}
            without = predict(api, network, [edit])
            probability = without["probabilities"][found["index"]]
            assert part["probability"][channel] == pytest.approx(probability, abs=1e-5)
            assert part["drop"][channel] == pytest.approx(
                whole["probability"] - probability, abs=1e-5
            )
            logits = without["logits"]
            best = max(value for at, value in enumerate(logits) if at != found["index"])
            margin = logits[found["index"]] - best
            assert part["margin"][channel] == pytest.approx(margin, rel=1e-4, abs=1e-3)
            assert part["label"][channel] == without["label"]


def layers_of(api: httpx.Client, network: str) -> list[dict[str, Any]]:
    return api.get(f"/api/v1/networks/{network}").json()["layers"]


def test_all_layers_but_the_probabilities_by_default(api: httpx.Client) -> None:
    found = ask(api, "vgg-mini")
    names = [layer["name"] for layer in layers_of(api, "vgg-mini")]
    assert [part["layer"] for part in found["layers"]] == names[:-1]


def test_edits_are_the_ground_that_it_stands_on(api: httpx.Client) -> None:
    edits = [{"layer": "conv", "channel": 3, "solo": True}]
    found = ask(api, "crash-course", "conv", edits=edits)
    assert found["probability"] == pytest.approx(
        predict(api, "crash-course", edits)["probability"], abs=1e-6
    )
    drops = found["layers"][0]["drop"]
    assert [abs(drop) < 1e-6 for drop in drops] == [channel != 3 for channel in range(10)]


@pytest.mark.parametrize(
    ("layers", "status", "words"),
    [
        ("conv,covn", 404, "Did you mean 'conv'"),
        ("softmax", 422, "ablate 'dense2'"),
    ],
)
def test_what_cannot_be_ablated(api: httpx.Client, layers: str, status: int, words: str) -> None:
    url = "/api/v1/networks/crash-course/ablate"
    answer = api.post(url, json=SEVEN, params={"layers": layers})
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_the_number_of_channels_is_bounded(api: httpx.Client) -> None:
    most = api.get("/api/v1/limits").json()["ablations"]
    total = sum(layer["shape"][0] for layer in layers_of(api, "vgg-mini")[:-1])
    assert total <= most
