"""Two answers beside each other, and patched, over REST."""

import json
from typing import Any

import httpx
import numpy as np
import pytest
from safetensors.numpy import load

from tests.web.bodies import SEVEN

THREE = {
    "ink": {
        "strokes": [
            [[0.33, 0.25], [0.5, 0.18], [0.66, 0.3], [0.47, 0.48], [0.7, 0.62], [0.5, 0.84]],
        ]
    }
}
NETWORKS = {"crash-course": "conv", "lenet-5": "c1", "vgg-mini": "relu1_2"}


def ask(api: httpx.Client, network: str, body: Any, **query: Any) -> Any:
    answer = api.post(f"/api/v1/networks/{network}/patch", json=body, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def predict(api: httpx.Client, network: str, body: Any, **query: Any) -> Any:
    return api.post(f"/api/v1/networks/{network}/predict", json=body, params=query).json()


def refused(api: httpx.Client, network: str, body: Any, status: int = 422, **query: Any) -> Any:
    answer = api.post(f"/api/v1/networks/{network}/patch", json=body, params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.parametrize("network", NETWORKS)
def test_both_answers_are_what_predict_says(api: httpx.Client, network: str) -> None:
    found = ask(api, network, {**SEVEN, "donor": THREE})
    assert found["donor"] == predict(api, network, THREE)
    assert found["receiver"] == predict(api, network, SEVEN)
    assert {key: found[key] for key in found["receiver"]} == found["receiver"], "nothing patched"
    assert (found["patches"], found["sweep"], found["layers"]) == ([], None, None)


@pytest.mark.parametrize("network", NETWORKS)
def test_a_whole_layer_brings_the_donors_answer(api: httpx.Client, network: str) -> None:
    layer = NETWORKS[network]
    found = ask(api, network, {**SEVEN, "donor": THREE, "patches": [{"layer": layer}]})
    assert found["logits"] == found["donor"]["logits"] != found["receiver"]["logits"]
    assert found["patches"] == [
        {"layer": layer, "channel": None, "donor_layer": layer, "donor_channel": None}
    ]
    same = ask(api, network, {**SEVEN, "patches": [{"layer": layer}]})
    assert same["logits"] == same["donor"]["logits"] == same["receiver"]["logits"]


def test_a_donor_is_a_network_a_step_and_edits(api: httpx.Client) -> None:
    step = api.get("/api/v1/networks/lenet-5/checkpoints").json()["checkpoints"][3]["step"]
    edits = [{"layer": "c1", "channel": 0, "scale": 0}]
    other = {"network": "lenet-5", "checkpoint": step, "edits": edits}
    found = ask(api, "crash-course", {**SEVEN, "donor": other})
    wanted = predict(api, "lenet-5", {**SEVEN, "edits": edits}, checkpoint=step)
    assert found["donor"] == wanted
    assert found["donor"]["checkpoint"] == step
    assert found["counterparts"]["conv"] == "c1"
    edited = ask(api, "lenet-5", {**SEVEN, "edits": edits}, checkpoint=step)
    assert edited["receiver"] == wanted
    assert edited["donor"] == predict(api, "lenet-5", SEVEN), "untouched and finished"


def test_a_map_goes_from_network_to_network_where_sizes_agree(api: httpx.Client) -> None:
    patch = {"layer": "conv", "channel": 9, "donor_channel": 2}
    body = {**SEVEN, "donor": {"network": "lenet-5"}, "patches": [patch]}
    url = "/api/v1/networks/crash-course/patch"
    head = {"Accept": "application/vnd.safetensors"}
    found = api.post(url, json=body, headers=head, params={"layers": "conv,pool"})
    tensors = load(found.content)
    assert set(tensors) == {"conv", "pool"}
    donors = load(api.post("/api/v1/networks/lenet-5/trace", json=SEVEN, headers=head).content)
    own = load(api.post("/api/v1/networks/crash-course/trace", json=SEVEN, headers=head).content)
    assert np.array_equal(tensors["conv"][9], donors["c1"][2])
    assert np.array_equal(tensors["conv"][:9], own["conv"][:9])
    assert not np.array_equal(tensors["pool"][9], own["pool"][9])


def test_the_difference_is_taken_where_shapes_agree(api: httpx.Client) -> None:
    body = {**SEVEN, "donor": {**THREE, "network": "lenet-5"}}
    query = {"difference": "true", "layers": "input,conv,dense2"}
    found = ask(api, "crash-course", body, **query)["layers"]
    assert set(found) == {"input", "conv", "dense2", "difference/dense2", "difference/input"}
    logits = np.array(predict(api, "lenet-5", THREE)["logits"])
    assert np.array(found["difference/dense2"]) == pytest.approx(found["dense2"] - logits, abs=1e-4)
    same = ask(api, "lenet-5", SEVEN, difference="true", layers="c3,logits")["layers"]
    assert not np.any(same["difference/c3"]), "the same network, the same ink"


@pytest.mark.parametrize("network", NETWORKS)
def test_the_sweep_is_one_patch_at_a_time(api: httpx.Client, network: str) -> None:
    layer, body = NETWORKS[network], {**SEVEN, "donor": THREE}
    found = ask(api, network, body, sweep=layer)
    sweep, (part,) = found["sweep"], found["sweep"]["layers"]
    classes = api.get(f"/api/v1/networks/{network}").json()["classes"]
    target, against = (classes.index(sweep[name]) for name in ("target", "against"))
    assert (sweep["target"], sweep["against"]) == (
        found["donor"]["label"],
        found["receiver"]["label"],
    )

    def margin(said: Any) -> float:
        return float(said["logits"][target] - said["logits"][against])

    assert sweep["margin"] == pytest.approx(margin(found["receiver"]), abs=1e-4)
    for channel in {0, 3, len(part["moved"]) - 1}:
        alone = ask(api, network, {**body, "patches": [{"layer": layer, "channel": channel}]})
        moved = margin(alone) - margin(found["receiver"])
        assert part["moved"][channel] == pytest.approx(moved, abs=2e-3)
        assert part["label"][channel] == alone["label"]
        share = alone["probabilities"][target]
        assert part["probability"][channel] == pytest.approx(share, abs=1e-4)
    most = int(np.abs(part["moved"]).argmax())
    assert (sweep["best"]["layer"], sweep["best"]["channel"]) == (layer, most)
    assert sweep["best"]["moved"] == part["moved"][most]
    whole = margin(found["donor"]) - margin(found["receiver"])
    assert part["whole"]["moved"] == pytest.approx(whole, abs=1e-3)
    assert part["whole"]["label"] == found["donor"]["label"]


def test_where_both_answer_alike_the_sweep_asks_how_sure_it_is(api: httpx.Client) -> None:
    found = ask(api, "lenet-5", {**SEVEN, "donor": {"network": "crash-course"}}, sweep="c1")
    order = np.argsort(found["receiver"]["logits"])[::-1]
    if found["donor"]["label"] == found["receiver"]["label"]:
        assert [found["sweep"][name] for name in ("target", "against")] == [
            str(order[0]),
            str(order[1]),
        ]
    assert len(found["sweep"]["layers"][0]["moved"]) == 6, "as many as both have"
    assert found["sweep"]["layers"][0]["whole"] is None, "6 maps are not 10"


def test_words_say_whether_it_follows(api: httpx.Client) -> None:
    body = {**SEVEN, "donor": THREE}
    three, seven = (predict(api, "lenet-5", each)["label"] for each in (THREE, SEVEN))
    assert three != seven
    assert ask(api, "lenet-5", body)["words"] == (
        f"Nothing is patched. The donor answers {three}, the receiver {seven}."
    )
    follows = ask(api, "lenet-5", {**body, "patches": [{"layer": "c1"}]})["words"]
    assert f"follows the donor: {seven} becomes {three}" in follows
    stays = ask(api, "lenet-5", {**body, "patches": [{"layer": "f6", "channel": 0}]})["words"]
    assert stays.startswith(f"With 1 patch the receiver still answers {seven}")


@pytest.mark.parametrize(
    ("more", "query", "loc", "said"),
    [
        ({"patches": [{"layer": "c3", "donor_layer": "c1", "channel": 0}]}, {},
         ["body", "patches", 0, "donor_layer"], "it would fit c1, c1_tanh"),
        ({"patches": [{"layer": "softmax"}]}, {}, ["body", "patches", 0, "layer"], "'logits'"),
        ({"patches": [{"layer": "c1", "channel": 6}]}, {}, ["body", "patches", 0, "channel"],
         "0 to 5"),
        ({"patches": [{"layer": "c1", "chanel": 6}]}, {}, ["body", "patches", 0, "chanel"],
         "did you mean 'channel'"),
        ({"donor": {"ink": {"strokes": []}}}, {}, ["body", "donor", "ink", "strokes"], "no point"),
        ({"donor": {"fit": False}}, {}, ["body", "donor"], "send the donor one"),
        ({"donor": {"checkpoint": 4}}, {}, ["body", "donor", "checkpoint"], "there is 0,"),
        ({"donor": {"edits": [{"layer": "c1", "channel": 99, "scale": 0}]}}, {},
         ["body", "donor", "edits", 0, "channel"], "0 to 5"),
        ({"donor": {"network": "crash-course"}, "patches": [{"layer": "c3", "channel": 0}]}, {},
         ["body", "patches", 0, "donor_layer"], "no counterpart"),
        ({}, {"sweep": "softmax"}, ["query", "sweep"], "holds the probabilities"),
        ({"donor": {"network": "vgg-mini"}}, {"sweep": "c1"}, ["query", "sweep"], "other sizes"),
        ({"donor": {"network": "crash-course"}}, {"sweep": "c3"}, ["query", "sweep"],
         "no counterpart"),
    ],
)  # fmt: skip
def test_what_does_not_fit_says_where_and_why(
    api: httpx.Client, more: Any, query: Any, loc: Any, said: str
) -> None:
    problem = refused(api, "lenet-5", {**SEVEN, **more}, **query)
    assert problem["errors"][0]["loc"] == loc
    assert said in problem["detail"]


def test_whole_numbers_may_be_written_with_a_point(api: httpx.Client) -> None:
    patches = [{"layer": "c3", "channel": number, "donor_channel": number} for number in (1, 2)]
    donor = {"checkpoint": 1}
    body = {**SEVEN, "donor": donor, "patches": patches}
    pointed = json.dumps(body).replace(": 1", ": 1.0").replace(": 2", ": 2.0")
    answer = api.post("/api/v1/networks/lenet-5/patch", content=pointed)
    assert answer.json() == ask(api, "lenet-5", body)


def test_unknown_names_and_other_bodies_are_refused(api: httpx.Client) -> None:
    body = {**SEVEN, "patches": [{"layer": "c9"}]}
    assert "Did you mean" in refused(api, "lenet-5", body, 404)["detail"]
    body = {**SEVEN, "donor": {"network": "lenet"}}
    assert "lenet-5" in refused(api, "lenet-5", body, 404)["detail"]
    refused(api, "lenet-5", SEVEN, 404, sweep="c9")
    answer = api.post("/api/v1/networks/lenet-5/patch", content=b"\x89PNG\r\n\x1a\n")
    assert answer.status_code == 415
    many = {**SEVEN, "patches": [{"layer": "c1"}] * 257}
    assert refused(api, "lenet-5", many)["errors"][0]["loc"] == ["body", "patches"]
