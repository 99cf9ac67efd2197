"""What would change a network's mind, over REST: true, verified, bounded."""

import json
from typing import Any

import httpx
import numpy as np
import pytest

from app.resources import resource
from app.serving.errors import ValidationFailedError
from app.web.api_v1 import change
from app.web.api_v1.change import StressQuery
from tests.web.bodies import SEVEN, picture

NETWORKS = ["crash-course", "lenet-5", "vgg-mini"]
ALL = [*NETWORKS, "mlp"]
PENS = json.loads((resource("models") / "samples" / "pens-test-100.json").read_text())
FOUR = {"ink": PENS[40]["ink"]}


def ask(api: httpx.Client, network: str, what: str, body: Any = FOUR, **query: Any) -> Any:
    answer = api.post(f"/api/v1/networks/{network}/{what}", json=body, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("kind", ["add", "erase"])
def test_the_changed_ink_is_what_predict_says(api: httpx.Client, network: str, kind: str) -> None:
    found = ask(api, network, "nudge", target="9", kind=kind)
    told = ask(api, network, "predict", {"ink": found["ink"]})
    assert told["label"] == found["after"]["label"]
    assert told["logits"] == pytest.approx(found["after"]["logits"], abs=1e-3)
    before = ask(api, network, "predict")
    assert before["probability"] == pytest.approx(found["before"]["probability"], abs=1e-5)
    assert found["reached"] is (told["label"] == "9")
    assert bool(found["added"]) is (kind == "add")
    assert bool(found["erased"]) is (kind == "erase")
    assert found["ink"]["width"] == FOUR["ink"]["width"]
    drawn = found["ink"]["strokes"]
    assert kind == "erase" or drawn[: -len(found["added"])] == FOUR["ink"]["strokes"]
    assert [other["network"] for other in found["others"]] == [
        name for name in ALL if name != network
    ]
    for other in found["others"]:
        said = ask(api, other["network"], "predict", {"ink": found["ink"]})
        assert other["after"]["label"] == said["label"]
        assert other["after"]["probability"] == pytest.approx(said["probability"], abs=1e-3)


def test_a_target_that_it_is_already_needs_nothing(api: httpx.Client) -> None:
    found = ask(api, "vgg-mini", "nudge", target="4")
    assert (found["reached"], found["added"], found["erased"], found["trials"]) == (True, [], [], 0)
    assert found["words"] == "It is read as 4 already."


def test_by_default_it_is_the_second_likeliest(api: httpx.Client) -> None:
    logits = ask(api, "lenet-5", "predict")["logits"]
    found = ask(api, "lenet-5", "nudge", trials=50)
    assert found["target"]["index"] == int(np.argsort(logits)[-2])
    assert found["trials"] <= 50


def test_edits_are_the_network_that_is_asked(api: httpx.Client) -> None:
    edits = [{"layer": "conv", "channel": channel, "scale": 0} for channel in range(8)]
    body = {**FOUR, "edits": edits}
    found = ask(api, "crash-course", "nudge", body, target="1", trials=300)
    told = ask(api, "crash-course", "predict", {"ink": found["ink"], "edits": edits})
    assert told["label"] == found["after"]["label"]
    noisy = ask(api, "crash-course", "adversary", body, target="1", methods="fgsm")
    assert noisy["before"]["logits"] == pytest.approx(found["before"]["logits"], abs=1e-4)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_noisy_picture_is_what_predict_says(api: httpx.Client, network: str) -> None:
    found = ask(api, network, "adversary", target="9")
    assert [part["method"] for part in found["methods"]] == ["fgsm", "pgd"]
    for part in found["methods"]:
        image, noise = np.array(part["image"][0]), np.array(part["noise"][0])
        told = ask(api, network, "predict", {"pixels": image.tolist()})
        assert told["label"] == part["after"]["label"]
        assert part["reached"] is (told["label"] == "9")
        assert np.abs(noise).max() <= part["epsilon"] + 1e-6
        assert 0 <= image.min() <= image.max() <= 1
        assert part["control"]["turned"] <= part["control"]["tried"] == 32
        for other in part["others"]:
            said = ask(api, other["network"], "predict", {"pixels": image.tolist()})
            assert other["after"]["label"] == said["label"]
    assert found["methods"][1]["reached"]
    assert found["methods"][1]["epsilon"] < 0.3


def test_a_picture_has_noise_but_no_ink(api: httpx.Client) -> None:
    url = "/api/v1/networks/lenet-5/"
    headers = {"Content-Type": "image/png"}
    answer = api.post(url + "nudge", content=picture(), headers=headers)
    assert answer.status_code == 422
    assert "This needs strokes" in answer.json()["detail"]
    answer = api.post(url + "adversary?methods=pgd", content=picture(), headers=headers)
    assert answer.json()["methods"][0]["reached"]


def test_dials_are_turned_from_end_to_end(api: httpx.Client) -> None:
    found = ask(api, "lenet-5", "stress", steps=9, pictures="true", plane="rotate,scale")
    names = [dial["name"] for dial in found["dials"]]
    assert names == ["right", "down", "rotate", "scale", "thickness", "blur", "noise"]
    for dial in found["dials"]:
        rest = dial["values"].index(dial["rest"])
        assert dial["probability"][rest] == pytest.approx(found["probability"], abs=1e-5)
        assert dial["label"][rest] == found["label"]
        broken = [value for value, label in zip(dial["values"], dial["label"], strict=True)
                  if label != found["label"]]  # fmt: skip
        below = [value for value in broken if value < dial["rest"]]
        above = [value for value in broken if value > dial["rest"]]
        expected = {"below": max(below, default=None), "above": min(above, default=None)}
        assert dial["breaks"] == expected
        pixels = len(dial["pictures"]) * 3 // 4
        assert 9 * 32 * 32 <= pixels <= 9 * 32 * 32 + 2
    rows = found["plane"]["probability"]
    assert (len(rows), len(rows[0])) == (9, 9)
    middle = found["plane"]["down"]["values"].index(1)
    assert rows[middle][4] == pytest.approx(found["probability"], abs=1e-5)
    assert rows[middle] == pytest.approx(found["dials"][2]["probability"], abs=1e-4)


def test_strokes_can_be_worn_before_they_are_normalised(api: httpx.Client) -> None:
    found = ask(api, "vgg-mini", "stress", where="ink", steps=9)
    dials = {dial["name"]: dial for dial in found["dials"]}
    assert list(dials) == ["right", "down", "rotate", "scale", "thickness"]
    assert dials["right"]["breaks"] == {"below": None, "above": None}, "it is centred afterwards"
    turned = found["dials"][2]
    c, s = np.cos(np.pi / 2), np.sin(np.pi / 2)
    strokes = [
        [[0.5 + c * (x - 0.5) - s * (y - 0.5), 0.5 + s * (x - 0.5) + c * (y - 0.5)]
         for x, y, *_ in stroke] for stroke in FOUR["ink"]["strokes"]
    ]  # fmt: skip
    told = ask(api, "vgg-mini", "predict", {"ink": {**FOUR["ink"], "strokes": strokes}})
    assert turned["label"][-1] == told["label"]
    assert turned["label_probability"][-1] == pytest.approx(told["probability"], abs=2e-3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("nudge?target=ten", "No class named 'ten'. There is: 0, 1, 2"),
        ("nudge?target=", "No class"),
        ("nudge?kind=both", "add"),
        ("nudge?trials=6001", "At most 6000"),
        ("nudge?trials=0", "greater than or equal to 1"),
        ("adversary?methods=fgms", "Did you mean 'fgsm'"),
        ("adversary?epsilon=1", "Unknown"),
        ("stress?dials=turn", "There is: right, down, rotate"),
        ("stress?steps=66", "From 3 to 65"),
        ("stress?steps=2", "From 3 to 65"),
        ("stress?where=ink&dials=noise", "Strokes have no noise"),
        ("stress?plane=rotate", "Two dials"),
        ("stress?plane=rotate,rotate", "Two dials"),
        ("stress?plane=rotate,scale&where=ink", "Only with where=input"),
    ],
)
def test_what_is_refused(api: httpx.Client, call: str, words: str) -> None:
    answer = api.post(f"/api/v1/networks/lenet-5/{call}", json=SEVEN)
    assert answer.status_code == 422, answer.text
    assert words in answer.text


def test_a_plane_of_large_inputs_has_fewer_steps() -> None:
    query = StressQuery.model_validate({"plane": "rotate,scale", "steps": "65"})
    with pytest.raises(ValidationFailedError, match="ask for fewer steps"):
        change._asked(query, (3, 224, 224), 65)
    assert change._asked(query, (1, 64, 64), 65).plane is not None
