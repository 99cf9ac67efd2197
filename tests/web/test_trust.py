"""How far to trust an answer, over REST."""

import re
from typing import Any

import httpx
import numpy as np
import pytest
import torch

from app.networks.store import load
from tests.web.bodies import SEVEN

NETWORKS = ["crash-course", "lenet-5", "vgg-mini"]
SCRIBBLE = {
    "ink": {
        "strokes": [
            [[0.2, 0.2], [0.8, 0.8]],
            [[0.8, 0.2], [0.2, 0.8]],
            [[0.5, 0.1], [0.5, 0.9]],
            [[0.1, 0.5], [0.9, 0.5]],
        ]
    }
}


def ask(api: httpx.Client, network: str, body: Any = SEVEN, **query: Any) -> Any:
    answer = api.post(f"/api/v1/networks/{network}/confidence", json=body, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("network", NETWORKS)
def test_the_energy_is_that_of_the_logits(api: httpx.Client, network: str) -> None:
    for body in (SEVEN, SCRIBBLE):
        found = ask(api, network, body)
        told = api.post(f"/api/v1/networks/{network}/predict", json=body).json()
        assert (found["label"], found["index"]) == (told["label"], told["index"])
        doubt, novelty = found["not_a_digit"], load(network).novelty
        assert novelty
        assert doubt["score"] == pytest.approx(told["not_a_digit"], abs=1e-4)
        energy = torch.tensor(told["logits"]).mul(novelty.temperature).logsumexp(0)
        assert doubt["energy"] == pytest.approx(float(energy), abs=1e-3)
        together, alone = re.findall(r"-?\d+\.\d", doubt["words"].replace("−", "-"))[:2]
        assert float(together) == pytest.approx(doubt["energy"], abs=0.051)
        assert float(alone) <= float(together), "a sum is no smaller than its largest part"
        assert (doubt["score"] > 0.5) is (doubt["energy"] < doubt["threshold"])
        assert 0 <= doubt["digits_below"] <= doubt["others_below"] <= 1
    assert doubt["score"] > 0.5
    assert "no class knows this well" in doubt["words"]


@pytest.mark.parametrize("network", NETWORKS)
def test_the_bin_is_the_diagrams(api: httpx.Client, network: str) -> None:
    whole = api.get(f"/api/v1/networks/{network}/calibration").json()
    found = ask(api, network)
    assert [each["title"] for each in whole["sets"]] == [
        each["title"] for each in found["reliability"]["bins"]
    ]
    for known, here in zip(whole["sets"], found["reliability"]["bins"], strict=True):
        assert here["low"] < found["probability"] <= here["high"]
        assert here in [{**each, "title": known["title"]} for each in known["bins"]]
        low, high = here["interval"]
        assert low <= here["right"] <= high
    assert whole["energies"]["threshold"] == found["not_a_digit"]["threshold"]


def test_dropout_is_sampled_where_there_is_some(api: httpx.Client) -> None:
    assert ask(api, "lenet-5")["dropout"] is None
    found = ask(api, "vgg-mini", samples=20, seed=5)["dropout"]
    shares = np.array(found["probabilities"])
    assert shares.shape == (20, 10)
    assert shares.sum(1) == pytest.approx(np.ones(20), abs=1e-4)
    assert found["mean"] == pytest.approx(shares.mean(0).tolist(), abs=1e-5)
    assert sum(found["votes"]) == 20
    assert found["votes"][int(shares.argmax(1)[0])] > 0
    assert ask(api, "vgg-mini", samples=20, seed=5)["dropout"] == found
    assert ask(api, "vgg-mini", samples=20, seed=6)["dropout"]["mean"] != found["mean"]


def test_edits_are_asked_but_the_measurements_are_without(api: httpx.Client) -> None:
    edits = [{"layer": "dense2", "channel": 7, "bias": -30.0}]
    found = ask(api, "vgg-mini", {**SEVEN, "edits": edits})
    assert found["edited"]
    assert found["label"] != "7"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("samples=257", "At most 256"),
        ("samples=0", "greater than or equal to 1"),
        ("seed=-1", "whole"),
    ],
)
def test_what_is_refused(api: httpx.Client, call: str, words: str) -> None:
    answer = api.post(f"/api/v1/networks/vgg-mini/confidence?{call}", json=SEVEN)
    assert answer.status_code == 422
    assert words in answer.text
    assert api.get("/api/v1/networks/vgg/calibration").status_code == 404
