"""What the chapter *Best practices* asks the server, and the networks that it shows."""

import json
from typing import Any

import httpx
import pytest
from safetensors.numpy import load

INK = {"strokes": [[[0.2, 0.5], [0.8, 0.5]]]}


def test_a_sentence_is_read(api: httpx.Client) -> None:
    found = api.post("/learn/best-practices/sentence", json={"text": "not good", "field": 2})
    assert found.json()["words"] == ["not", "good"]
    assert found.json()["probabilities"][1] > 0.9


def test_a_film_is_watched(api: httpx.Client) -> None:
    body = {"ink": INK, "cell": [0, 4, 12, 9]}
    answer = api.post("/learn/best-practices/film", json=body)
    tensors = load(answer.content)
    assert tensors["frames"].shape == (12, 28, 28)
    assert tensors["map"].shape == (4, 11, 24, 24)
    header = json.loads(answer.content[8 : 8 + int.from_bytes(answer.content[:8], "little")])
    assert json.loads(header["__metadata__"]["film"])["cell"]["index"] == [0, 4, 12, 9]


@pytest.mark.parametrize(
    ("what", "body", "tells"),
    [
        ("sentence", {"text": "x" * 201, "field": 2}, "text"),
        ("sentence", {"text": "x", "field": 5}, "field"),
        ("sentence", {"text": "x", "field": 2, "more": 1}, "more"),
        ("film", {"ink": {"strokes": []}}, "draw something"),
        ("film", {"ink": INK, "order": "sideways"}, "order"),
        ("film", {"ink": INK, "cell": [0, 11, 0, 0]}, "0 to 10"),
        ("film", {"ink": INK, "cell": [0, 1]}, "cell"),
    ],
)
def test_what_does_not_fit_is_refused(
    api: httpx.Client, what: str, body: dict[str, Any], tells: str
) -> None:
    answer = api.post(f"/learn/best-practices/{what}", json=body)
    assert answer.status_code == 422
    assert tells in answer.text


def test_a_long_body_is_refused(api: httpx.Client) -> None:
    body = {"ink": {"strokes": [[[0.5, 0.5]] * 40_000]}}
    assert api.post("/learn/best-practices/film", json=body).status_code == 413


def test_the_networks_of_the_experiments_are_found_by_name_only(api: httpx.Client) -> None:
    listed = [each["id"] for each in api.get("/api/v1/networks").json()["networks"]]
    assert not any(name.startswith("practice-") for name in listed)
    found = api.get("/api/v1/networks/practice-field-3").json()
    assert found["layers"][1]["kernel"] == [3, 3]
    traced = api.post("/api/v1/networks/practice-field-3/trace", json={"ink": INK})
    assert len(traced.json()["layers"]["conv1"]) == 8
    missing = api.get("/api/v1/networks/practice-nothing")
    assert missing.status_code == 404
