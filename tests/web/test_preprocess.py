import base64
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.web.bodies import SEVEN, base64_picture, digit, picture, pixels

ROOT = "/api/v1/networks"
ASIDE = {"ink": {"strokes": [[[0.1, 0.3], [0.3, 0.3], [0.2, 0.6]], [[0.15, 0.45], [0.25, 0.45]]]}}
HAIR = {"ink": {"strokes": [[[0.3, 0.1], [0.7, 0.1], [0.5, 0.95]]], "width": 0.004}}
STEPS = ("crop", "thicken", "scale", "centre")


def ask(api: httpx.Client, body: Any, what: str = "preprocess", network: str = "crash-course",
        **query: Any) -> Any:  # fmt: skip
    answer = api.post(f"{ROOT}/{network}/{what}", json=body, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("network", ["crash-course", "lenet-5", "vgg-mini"])
@pytest.mark.parametrize(
    "body", [SEVEN, ASIDE, HAIR, pixels(), base64_picture(), {**ASIDE, "fit": False},
             {**ASIDE, "fit": {"scale": False}}, {**base64_picture(), "fit": {"crop": False}}],
)  # fmt: skip
def test_the_last_image_is_the_input_before_it_is_standardised(
    api: httpx.Client, network: str, body: Any
) -> None:
    image = np.array(ask(api, body, network=network)["steps"][-1]["image"], dtype=np.float32)
    traced = ask(api, body, "trace", network, layers="input")["layers"]["input"][0]
    layers = api.get(f"{ROOT}/{network}").json()["layers"]
    detail = layers[0]["detail"]
    mean, std = np.float32(detail["mean"]), np.float32(detail["std"])
    assert np.array_equal((image - mean) / std, np.array(traced, dtype=np.float32))


@pytest.mark.parametrize("body", [ASIDE, HAIR, base64_picture(), pixels()])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("chosen", [{}, {"crop": False}, dict.fromkeys(STEPS, False)])
def test_with_and_without_are_what_predict_says(
    api: httpx.Client, body: Any, step: str, chosen: Any
) -> None:
    found = ask(api, {**body, "fit": chosen})
    [shown] = [one for one in found["steps"] if one["name"] == step]
    assert shown["on"] is chosen.get(step, True)
    for verdict, on in ((shown["prediction"], True), (shown["without"], False)):
        expected = ask(api, {**body, "fit": {**chosen, step: on}}, "predict")
        assert verdict["label"] == expected["label"]
        assert verdict["probability"] == pytest.approx(expected["probability"], abs=1e-4)
    whole = ask(api, {**body, "fit": chosen}, "predict")
    assert found["prediction"]["probability"] == pytest.approx(whole["probability"], abs=1e-4)


def test_the_steps_are_told_in_order_with_what_was_measured(api: httpx.Client) -> None:
    found = ask(api, ASIDE)
    assert [step["name"] for step in found["steps"]] == ["ink", *STEPS, "input"]
    assert found["hint"] == (
        "You drew small and to the left; the network saw it enlarged 1.9× and centred."
    )
    geometry = found["geometry"]
    assert geometry["box"] == pytest.approx([0.065, 0.265, 0.335, 0.635])
    assert geometry["frame"] == [2, 2, 28, 28]
    assert geometry["factor"] == pytest.approx(20 / (28 * 0.37), abs=1e-3)
    assert geometry["shift"][0] == 3, "a seven is heavy at the top"
    [scale] = [step for step in found["steps"] if step["name"] == "scale"]
    assert "1.9× larger" in scale["words"]


def test_the_first_image_is_the_canvas_as_it_stands(api: httpx.Client) -> None:
    first = np.array(ask(api, ASIDE)["steps"][0]["image"])
    plain = ask(api, {**ASIDE, "fit": False})["steps"][-1]["image"]
    assert np.abs(first - np.array(plain)).max() < 0.001


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ({"ink": {"strokes": [[[0.1, 0.05], [0.9, 0.95]]]}}, "You drew large; "),
        ({"ink": {"strokes": [[[0.9, 0.9], [1.1, 1.2]]]}},
         "You drew small and to the bottom right, partly beside the canvas; "),
        (HAIR, "its hair-thin lines widened"),
        (pixels(), "in the middle and of a good size; the network saw it just as it stands."),
        ({"pixels": [[0, 0], [0, 0]]}, "There is no ink: the network saw an empty frame."),
        ({**ASIDE, "fit": {"scale": False}}, "in the same size and centred."),
        ({**ASIDE, "fit": {"centre": False}}, "enlarged 1.9× and with its box in the middle."),
    ],
)  # fmt: skip
def test_the_hint_says_what_was_measured(api: httpx.Client, body: Any, hint: str) -> None:
    assert hint in ask(api, body)["hint"]


def test_without_ink_no_step_claims_to_have_done_something(api: httpx.Client) -> None:
    found = ask(api, {"pixels": [[0, 0], [0, 0]], "fit": True})
    assert {step["words"] for step in found["steps"][1:-1]} == {"There is no ink to work on."}
    assert not any(step["matters"] for step in found["steps"][1:-1])


def test_a_switch_that_changes_nothing_says_so(api: httpx.Client) -> None:
    matters = {step["name"]: step["matters"] for step in ask(api, SEVEN)["steps"]}
    assert not matters["thicken"]
    assert {step["name"]: step["matters"] for step in ask(api, HAIR)["steps"]}["thicken"]


def test_edits_and_picture_bodies_are_taken_like_everywhere(api: httpx.Client) -> None:
    edits = [{"layer": "conv", "channel": 3, "scale": 0}]
    edited = ask(api, {**ASIDE, "edits": edits})["prediction"]
    expected = ask(api, {**ASIDE, "edits": edits}, "predict")
    assert edited["probability"] == pytest.approx(expected["probability"], abs=1e-5)
    answer = api.post(f"{ROOT}/lenet-5/preprocess", content=picture())
    assert answer.json()["hint"].startswith("In the picture the ink is")
    assert api.post(f"{ROOT}/lenet5/preprocess", json=SEVEN).status_code == 404
    assert api.post(f"{ROOT}/lenet-5/preprocess", json={"ink": {"strokes": []}}).status_code == 422


def test_switches_that_are_all_on_or_off_are_the_flag(api: httpx.Client) -> None:
    for flag in (True, False):
        switches = dict.fromkeys(STEPS, flag)
        for body in (ASIDE, base64_picture(), pixels()):
            one = ask(api, {**body, "fit": flag}, "predict")
            assert ask(api, {**body, "fit": switches}, "predict") == one


DARK = picture(image=Image.fromarray(255 - digit()))


@pytest.mark.parametrize(("file", "found"), [(DARK, True), (picture(), False)])
@pytest.mark.parametrize("asked", [None, True, False])
def test_light_and_dark_change_places_as_found_or_as_asked(
    api: httpx.Client, file: bytes, found: bool, asked: bool | None
) -> None:
    said = {} if asked is None else {"invert": asked}
    body = {"image": base64.b64encode(file).decode(), **said}
    answer = ask(api, body)
    step = answer["steps"][0]
    assert step["name"] == "invert"
    assert step["on"] is (found if asked is None else asked)
    assert ("As you say" in step["words"].replace("as", "As")) is (asked is not None)
    for verdict, way in ((step["prediction"], True), (step["without"], False)):
        expected = ask(api, {**body, "invert": way}, "predict")
        assert verdict["label"] == expected["label"]
        assert verdict["probability"] == pytest.approx(expected["probability"], abs=1e-4)
    shown = np.array(step["image"])[2:-2, 2:-2]
    grey = (digit() if step["on"] is found else 255 - digit()) / 255
    assert np.abs(shown - grey).max() < 0.01, "the picture, after this step"


@pytest.mark.parametrize("body", [SEVEN, pixels()])
def test_strokes_and_pixels_have_no_paper(api: httpx.Client, body: Any) -> None:
    assert ask(api, body)["steps"][0]["name"] == "ink"
