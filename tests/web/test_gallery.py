import base64
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load_file

from app.resources import resource
from tests.servers import serve

ROOT = "/api/v1/networks"
NETWORKS = ["crash-course", "lenet-5", "vgg-mini"]


def gallery(api: httpx.Client, network: str = "crash-course", **query: Any) -> Any:
    answer = api.get(f"{ROOT}/{network}/gallery", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def everything(api: httpx.Client, network: str, which: str) -> list[Any]:
    return [
        entry
        for offset in range(0, 600, 200)
        for entry in gallery(api, network, set=which, limit=200, offset=offset)["entries"]
    ]


def asked(api: httpx.Client, network: str, entry: Any) -> Any:
    if entry["ink"]:
        body: Any = {"ink": entry["ink"]}
    else:
        pixels = np.frombuffer(base64.b64decode(entry["bytes"]), dtype=np.uint8) / 255
        body = {"pixels": pixels.reshape(28, 28).tolist()}
    return api.post(f"{ROOT}/{network}/predict", json=body).json()


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("which", ["digits", "mistakes", "uncertain", "pens"])
def test_what_it_reads_is_what_predict_says(api: httpx.Client, network: str, which: str) -> None:
    for entry in gallery(api, network, set=which, limit=4)["entries"]:
        answer = asked(api, network, entry)
        assert entry["predicted"] == answer["label"]
        assert entry["probability"] == pytest.approx(answer["probability"], abs=1e-4)
        assert entry["wrong"] is (entry["label"] != entry["predicted"])


@pytest.mark.parametrize("network", NETWORKS)
def test_mistakes_are_all_there_is_when_it_says_so(api: httpx.Client, network: str) -> None:
    found = everything(api, network, "mistakes")
    assert found
    assert all(entry["wrong"] for entry in found)
    assert len({entry["index"] for entry in found}) == len(found)
    sure = [entry["probability"] for entry in found]
    assert sure == sorted(sure, reverse=True)
    answer = gallery(api, network, set="mistakes", limit=1)
    accuracy = api.get(f"{ROOT}/{network}").json()["metrics"]["mnist_accuracy"]
    measured = round(10_000 * (1 - accuracy))
    assert answer["total"] == len(found) <= measured
    assert answer["complete"] is (len(found) == measured)
    assert f"misreads {measured}" in answer["words"]
    assert ("all of them are here" in answer["words"]) is answer["complete"]


def test_each_test_image_can_be_had_by_its_number(api: httpx.Client) -> None:
    entry = gallery(api, set="mistakes", limit=1)["entries"][0]
    sample = api.get("/api/v1/sample", params={"index": entry["index"]}).json()
    assert sample["label"] == entry["label"]
    pixels = np.frombuffer(base64.b64decode(entry["bytes"]), dtype=np.uint8).reshape(28, 28)
    assert np.allclose(sample["pixels"], pixels / 255, atol=1e-6)


@pytest.mark.parametrize("network", NETWORKS)
def test_least_certain_comes_first(api: httpx.Client, network: str) -> None:
    found = everything(api, network, "uncertain")
    assert len(found) == 150
    sure = [entry["probability"] for entry in found]
    assert sure == sorted(sure)
    blind = everything(api, network, "digits")
    inside = {entry["index"] for entry in found}
    assert all(entry["probability"] >= sure[-1] for entry in blind if entry["index"] not in inside)


def test_digits_are_the_sample_in_its_order(api: httpx.Client) -> None:
    sample = load_file(resource("models") / "samples" / "mnist-test-500.safetensors")
    found = everything(api, "lenet-5", "digits")
    assert [entry["index"] for entry in found] == sample["indices"].tolist()
    assert [int(entry["label"]) for entry in found] == sample["labels"].tolist()
    first = np.frombuffer(base64.b64decode(found[0]["bytes"]), dtype=np.uint8)
    assert np.array_equal(first.reshape(28, 28), sample["images"][0])


def test_one_class_and_a_part(api: httpx.Client) -> None:
    all_of_it = gallery(api, set="pens", label="4")
    assert all_of_it["total"] == 10 == all_of_it["labels"]["4"]
    assert {entry["label"] for entry in all_of_it["entries"]} == {"4"}
    part = gallery(api, set="pens", label="4", offset=3, limit=2)
    assert part["entries"] == all_of_it["entries"][3:5]
    assert part["offset"] == 3
    assert gallery(api, set="digits", offset=10_000)["entries"] == []


@pytest.mark.parametrize(
    "query", ["set=all", "label=x", "limit=0", "limit=201", "offset=-1", "limit=1.5", "foo=1"]
)
def test_what_there_is_not_is_refused(api: httpx.Client, query: str) -> None:
    answer = api.get(f"{ROOT}/lenet-5/gallery?{query}")
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("validation-failed")


def test_a_network_of_other_classes_has_no_mistakes_but_doubts() -> None:
    own = ("--network", "tests.browser.own:make", "--input", "1x20x24")
    with serve(*own) as server, httpx.Client(base_url=server.url, timeout=60) as api:
        listed = [one["id"] for one in api.get(ROOT).json()["networks"]]
        name = listed[-1]
        mistakes = gallery(api, name, set="mistakes")
        assert mistakes["total"] == 0
        assert "are not the ten digits" in mistakes["words"]
        doubts = gallery(api, name, set="uncertain", limit=3)
        assert "among all 10,000 there may be others" in doubts["words"]
        for entry in doubts["entries"]:
            assert entry["wrong"] is None
            assert entry["predicted"] == asked(api, name, entry)["label"]
