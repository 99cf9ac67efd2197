"""Image classification as Hugging Face's clients ask for it."""

import base64
from typing import Any

import httpx
import pytest

from tests.web.bodies import bomb, picture

PLACE = "/models/lenet-5"


def native(api: httpx.Client) -> dict[str, Any]:
    """What our own route says about the same picture."""
    answer: dict[str, Any] = api.post(
        "/api/v1/networks/lenet-5/predict", content=picture(), headers={"Content-Type": "image/png"}
    ).json()
    return answer


def encoded(**parameters: Any) -> dict[str, Any]:
    return {"inputs": base64.b64encode(picture()).decode(), "parameters": parameters}


@pytest.mark.parametrize("kind", [None, "image/png", "application/octet-stream", "image/*"])
def test_a_picture_gets_its_five_likeliest_labels(api: httpx.Client, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    found = api.post(PLACE, content=picture(), headers=headers).json()
    assert [set(one) for one in found] == [{"label", "score"}] * 5
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert found[0]["label"] == native(api)["label"]
    assert scores[0] == pytest.approx(native(api)["probability"], rel=1e-5)


def test_a_form_is_read_too(api: httpx.Client) -> None:
    found = api.post(PLACE, files={"file": ("seven.png", picture(), "image/png")}).json()
    assert found[0]["label"] == native(api)["label"]


@pytest.mark.parametrize("top", [1, 3, 10, 1000])
def test_as_many_labels_as_are_asked_for(api: httpx.Client, top: int) -> None:
    found = api.post(PLACE, json=encoded(top_k=top)).json()
    assert len(found) == min(top, 10)


def test_scores_can_be_logits(api: httpx.Client) -> None:
    body = encoded(function_to_apply="none", top_k=10)
    found = {one["label"]: one["score"] for one in api.post(PLACE, json=body).json()}
    assert [found[str(i)] for i in range(10)] == pytest.approx(native(api)["logits"], rel=1e-4)


def test_members_of_others_are_left_alone(api: httpx.Client) -> None:
    body = {**encoded(threshold=0.5), "options": {"wait_for_model": True}}
    assert api.post(PLACE, json=body).status_code == 200


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"content": b""}, 400),
        ({"content": b"hello"}, 415),
        ({"content": b"GIF89a"}, 415),
        ({"content": picture()[:50]}, 422),
        ({"content": bomb()}, 422),
        ({"content": b"\0" * (7 << 20)}, 413),
        ({"content": b"{"}, 400),
        ({"json": {}}, 422),
        ({"json": {"inputs": "***"}}, 422),
        ({"json": {"inputs": "aGVsbG8="}}, 415),
        ({"json": encoded(top_k=0)}, 422),
        ({"json": encoded(top_k="5")}, 422),
        ({"json": encoded(function_to_apply="relu")}, 422),
    ],
)
def test_refusals_say_what_is_wrong(api: httpx.Client, options: Any, status: int) -> None:
    answer = api.post(PLACE, **options)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["error"]


def test_an_unknown_network_is_named(api: httpx.Client) -> None:
    answer = api.post("/models/lenet5", content=picture())
    assert answer.status_code == 404
    assert "lenet-5" in answer.json()["error"]
