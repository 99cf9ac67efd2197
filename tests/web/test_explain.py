"""Why, over REST: maps that add up, curves that real predictions confirm, refusals that help."""

import json
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from tests.web.bodies import SEVEN

NETWORKS = ("crash-course", "lenet-5", "vgg-mini")
Json = dict[str, Any]


def ask(api: httpx.Client, network: str, body: Json | None = None, **query: Any) -> Json:
    url = f"/api/v1/networks/{network}/explain"
    answer = api.post(url, json={**SEVEN, **(body or {})}, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def predict(api: httpx.Client, network: str, body: Json) -> Json:
    return api.post(f"/api/v1/networks/{network}/predict", json=body).json()


def ink_of(api: httpx.Client, network: str) -> np.ndarray:
    """The input as the network gets it, 0..1."""
    url = f"/api/v1/networks/{network}"
    mean, std = (api.get(url).json()["layers"][0]["detail"][key] for key in ("mean", "std"))
    traced = api.post(f"{url}/trace", json=SEVEN, params={"layers": "input"}).json()
    return np.array(traced["layers"]["input"]) * std + mean


@pytest.mark.parametrize("network", NETWORKS)
def test_every_method_that_can_answers(api: httpx.Client, network: str) -> None:
    listed = api.get(f"/api/v1/networks/{network}/methods").json()["methods"]
    able = [method["id"] for method in listed if method["refusal"] is None]
    assert len(able) >= 12
    assert ("guided-backprop" in able) == (network != "lenet-5")
    found = ask(api, network)
    assert [entry["method"] for entry in found["methods"]] == able
    for entry in found["methods"]:
        assert np.array(entry["attribution"]).shape == (1, 32, 32)
        assert len(entry["deletion"]["values"]) == len(entry["insertion"]["values"]) == 17
        assert entry["deletion"]["values"][0] == pytest.approx(found["question"]["value"], rel=1e-4)
        assert entry["deletion"]["values"][-1] == pytest.approx(
            found["question"]["blank"], rel=1e-3
        )
        assert -1.001 <= (entry["sanity"]["all"] or 0) <= 1.001


@pytest.mark.parametrize("network", NETWORKS)
def test_the_difference_of_two_classes_is_that_of_the_prediction(
    api: httpx.Client, network: str
) -> None:
    found = ask(api, network, target="7", against="2", method="deeplift,shapley")
    logits = predict(api, network, SEVEN)["logits"]
    value = logits[7] - logits[2]
    assert found["question"]["value"] == pytest.approx(value, rel=1e-4)
    for entry in found["methods"]:
        total = found["question"]["value"] - found["question"]["blank"]
        assert entry["completeness"]["total"] == pytest.approx(total, rel=1e-4)
        assert np.array(entry["attribution"]).sum() == pytest.approx(total, rel=2e-3)
        assert entry["completeness"]["error"] < 2e-3
    for part in found["split"]:
        assert sum(part["channels"]) + part["constant"] == pytest.approx(value, rel=1e-4)


def test_the_curve_is_what_the_network_says_of_the_drawing_without_that_ink(
    api: httpx.Client,
) -> None:
    ink = ink_of(api, "crash-course")
    found = ask(api, "crash-course", method="occlusion", parts="curves")
    entry = found["methods"][0]
    scores = np.array(entry["attribution"])[0]
    there = np.flatnonzero(ink[0] > 1 / 512)
    order = there[np.argsort(-scores.flatten()[there], kind="stable")]
    without = np.clip(ink[0].copy(), 0, 1)
    without.flat[order[: round(len(order) * 4 / 16)]] = 0
    again = predict(api, "crash-course", {"pixels": without.tolist()})
    assert entry["deletion"]["values"][4] == pytest.approx(again["logits"][7], abs=0.05)
    assert entry["deletion"]["probabilities"][4] == pytest.approx(
        again["probabilities"][7], abs=0.01
    )


def test_a_unit_and_a_cell_can_be_asked_about(api: httpx.Client) -> None:
    url = "/api/v1/networks/crash-course/trace"
    maps = api.post(url, json=SEVEN, params={"layers": "relu1"}).json()["layers"]["relu1"]
    row, column = np.unravel_index(np.argmax(maps[3]), (28, 28))
    cell = ask(
        api,
        "crash-course",
        layer="relu1",
        channel=3,
        row=int(row),
        column=int(column),
        method="gradient",
        parts="",
    )
    assert cell["question"]["value"] == pytest.approx(maps[3][row][column], rel=1e-4)
    seen = np.argwhere(np.array(cell["methods"][0]["attribution"][0]) != 0)
    assert seen.min(0).tolist() == [row, column]
    assert seen.max(0).tolist() == [row + 4, column + 4]
    whole = ask(api, "crash-course", layer="relu1", channel=3, method="gradient", parts="")
    assert whole["question"]["value"] == pytest.approx(np.sum(maps[3]), rel=1e-3)
    assert whole["question"]["target"] is whole["split"] is whole["random"] is None


def test_edits_are_explained_as_they_stand(api: httpx.Client) -> None:
    edits = [{"layer": "conv", "channel": 3, "scale": 0}]
    found = ask(api, "crash-course", {"edits": edits}, method="deeplift,ablation", layer="conv")
    logits = predict(api, "crash-course", {**SEVEN, "edits": edits})["logits"]
    assert found["question"]["value"] == pytest.approx(max(logits), rel=1e-4)
    assert found["methods"][1]["channels"][3] == pytest.approx(0, abs=1e-5)


def test_the_same_as_safetensors(api: httpx.Client) -> None:
    url = "/api/v1/networks/vgg-mini/explain"
    query = {"method": "lrp,grad-cam", "layer": "pool2"}
    form = {"Accept": "application/vnd.safetensors"}
    data = api.post(url, json=SEVEN, params=query, headers=form).content
    tensors = load(data)
    assert {name: value.shape for name, value in tensors.items()} == {
        "ink": (1, 32, 32),
        "lrp": (1, 32, 32),
        "grad-cam": (1, 32, 32),
        "grad-cam/map": (8, 8),
        "grad-cam/channels": (32,),
    }
    size = int.from_bytes(data[:8], "little")
    told = json.loads(data[8 : 8 + size])["__metadata__"]
    known = ask(api, "vgg-mini", method="lrp,grad-cam", layer="pool2")
    assert json.loads(told["question"]) == known["question"]
    entries = json.loads(told["methods"])
    assert entries[0] == {**known["methods"][0], "attribution": "lrp"}
    np.testing.assert_allclose(tensors["ink"], ink_of(api, "vgg-mini"), atol=1e-6)
    np.testing.assert_allclose(tensors["lrp"], known["methods"][0]["attribution"], rtol=1e-5)


def test_the_same_seed_is_the_same_answer(api: httpx.Client) -> None:
    one, same, other = (
        ask(api, "lenet-5", method="shapley,smoothgrad", seed=seed) for seed in (1, 1, 2)
    )
    assert one == same != other


@pytest.mark.parametrize(
    ("network", "query", "status", "words"),
    [
        ("crash-course", {"method": "gradiant"}, 422, "Did you mean 'gradient'"),
        ("crash-course", {"method": "lrp,cam"}, 422, "grad-cam"),
        ("crash-course", {"layer": "covn", "method": "grad-cam"}, 404, "Did you mean 'conv'"),
        ("crash-course", {"layer": "dense1", "method": "grad-cam"}, 422, "conv, relu1, pool"),
        ("lenet-5", {"method": "guided-backprop"}, 422, "a rule for ReLUs"),
        ("crash-course", {"target": "10"}, 422, "There is: 0, 1, 2"),
        ("crash-course", {"target": "3", "against": "3"}, 422, "differs from itself"),
        ("crash-course", {"target": "3", "layer": "conv", "channel": "1"}, 422, "not both"),
        ("crash-course", {"channel": "1"}, 422, "name it"),
        ("crash-course", {"row": "1"}, 422, "layer and a channel"),
        ("crash-course", {"layer": "conv", "channel": "10"}, 422, "channels 0 to 9"),
        ("crash-course", {"layer": "conv", "channel": "1", "row": "2"}, 422, "row, column"),
        (
            "crash-course",
            {"layer": "conv", "channel": "1", "row": "28", "column": "0"},
            422,
            "0 to",
        ),
        ("crash-course", {"layer": "input", "channel": "0"}, 422, "is the drawing"),
        ("crash-course", {"steps": "0"}, 422, "greater than or equal to 1"),
        ("crash-course", {"samples": "1025"}, 422, "less than or equal to 1024"),
        ("crash-course", {"samples": "1024", "window": "1"}, 422, "At most 20000 images"),
        ("crash-course", {"parts": "curve"}, 422, "Did you mean 'curves'"),
        ("crash-course", {"methods": "lrp"}, 422, "methods"),
    ],
)
def test_what_cannot_be_explained(
    api: httpx.Client, network: str, query: Json, status: int, words: str
) -> None:
    answer = api.post(f"/api/v1/networks/{network}/explain", json=SEVEN, params=query)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.text


def test_methods_say_what_they_cannot_explain(api: httpx.Client) -> None:
    url = "/api/v1/networks/crash-course/methods"

    def unable(**query: Any) -> list[str]:
        listed = api.get(url, params=query).json()["methods"]
        return [method["id"] for method in listed if method["refusal"]]

    assert unable() == []
    assert unable(layer="conv", channel=2) == ["guided-backprop"], "no ReLU lies before it"
    assert unable(layer="relu1", channel=2) == []
    assert api.get(url, params={"layer": "conv", "channel": 10}).status_code == 422
    assert api.get(url, params={"layer": "covn", "channel": 1}).status_code == 404


def test_blank_paper_has_no_reasons(api: httpx.Client) -> None:
    url = "/api/v1/networks/crash-course/explain"
    found = api.post(url, json={"pixels": [[0.0] * 28] * 28}).json()
    for entry in found["methods"]:
        assert entry["deletion"]["area"] is None
    promised = [entry for entry in found["methods"] if entry["method"] == "deeplift"]
    assert promised[0]["completeness"] == {"sum": 0, "total": 0, "error": None}
