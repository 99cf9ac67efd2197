import io
import json
import struct
from functools import cache
from typing import Any

import httpx
import numpy as np
import pytest
import torch
from safetensors.numpy import load as read_safetensors

from app.cnn.trace import trace as run
from app.ink import Ink
from app.ink.normalize import fit_ink
from app.networks.store import load
from tests.web.bodies import SEVEN, base64_picture, digit, picture, pixels

ROOT = "/api/v1/networks/crash-course"
SAFETENSORS, NPZ = "application/vnd.safetensors", "application/x-npz"


def ask(api: httpx.Client, what: str = "predict", body: Any = SEVEN, **query: Any) -> Any:
    answer = api.post(f"{ROOT}/{what}", json=body, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@cache
def expected() -> dict[str, torch.Tensor]:
    ink = fit_ink(Ink.of(SEVEN["ink"]["strokes"]))
    with torch.inference_mode():
        return run(load("crash-course").network, ink[None])


def test_a_prediction_is_the_networks_own(api: httpx.Client) -> None:
    answer = ask(api)
    logits = expected()["dense2"][0]
    np.testing.assert_allclose(answer["logits"], logits, rtol=1e-5, atol=1e-5)
    assert answer["index"] == int(logits.argmax())
    assert answer["label"] == str(answer["index"])
    assert answer["probability"] == max(answer["probabilities"])
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-5)
    assert 0 <= answer["not_a_digit"] <= 1


def test_a_digit_sent_in_any_form_gives_the_same_logits(api: httpx.Client) -> None:
    predict = f"{ROOT}/predict?fit=false"
    answers = [
        api.post(predict, json=pixels()),
        api.post(predict, json=base64_picture()),
        api.post(predict, content=picture(), headers={"Content-Type": "image/png"}),
        api.post(predict, content=picture()),
        api.post(predict, content=picture(), headers={"Content-Type": "application/octet-stream"}),
        api.post(predict, files={"file": ("seven.png", picture(), "image/png")}),
        api.post(predict, content=picture("WEBP", lossless=True)),
        api.post(predict, content=json.dumps(pixels()).encode()),
        api.post(predict, content=json.dumps(pixels()),
                 headers={"Content-Type": "application/x-www-form-urlencoded"}),
    ]  # fmt: skip
    first, *others = [answer.json()["logits"] for answer in answers]
    for other in others:
        np.testing.assert_allclose(other, first, atol=1e-6)


def test_ink_and_its_raster_give_the_same_logits(api: httpx.Client) -> None:
    traced = ask(api, "trace", {**SEVEN, "fit": False}, layers="input")
    network = load("crash-course").network
    ink = np.array(traced["layers"]["input"]) * network.std + network.mean
    rows = ink[0, 2:30, 2:30].clip(0, 1).tolist()
    np.testing.assert_allclose(ask(api, body={"pixels": rows})["logits"], traced["logits"],
                               atol=1e-4)  # fmt: skip


def test_a_trace_has_every_layer_in_order(api: httpx.Client) -> None:
    answer = ask(api, "trace")
    assert list(answer["layers"]) == list(expected())
    for name, output in expected().items():
        np.testing.assert_allclose(answer["layers"][name], output[0], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float16", "uint8"])
def test_a_binary_trace_has_the_same_numbers(api: httpx.Client, dtype: str) -> None:
    steps = {"float32": 1e-5, "float16": 2e-3, "uint8": 2.1e-3}
    data = api.post(f"{ROOT}/trace?dtype={dtype}", json=SEVEN, headers={"Accept": SAFETENSORS})
    archive = api.post(f"{ROOT}/trace?dtype={dtype}", json=SEVEN, headers={"Accept": NPZ})
    assert data.headers["content-type"] == SAFETENSORS
    (length,) = struct.unpack("<Q", data.content[:8])
    metadata = json.loads(data.content[8 : 8 + length])["__metadata__"]
    assert metadata["network"] == "crash-course"
    assert json.loads(metadata["logits"]) == ask(api)["logits"]
    scales = json.loads(metadata.get("scales", "{}"))
    npz = np.load(io.BytesIO(archive.content), allow_pickle=False)
    for name, array in read_safetensors(data.content).items():
        np.testing.assert_array_equal(npz[name], array)
        scale, offset = scales.get(name, (1, 0))
        output = expected()[name][0].numpy()
        spread = float(np.ptp(output)) + float(np.abs(output).max())
        np.testing.assert_allclose(
            array.astype(np.float64) * scale + offset, output, atol=steps[dtype] * spread + 1e-6
        )


def test_layers_narrow_a_trace(api: httpx.Client) -> None:
    assert list(ask(api, "trace", layers="softmax,conv")["layers"]) == ["conv", "softmax"]


def test_a_cell_is_explained(api: httpx.Client) -> None:
    cell = ask(api, "cell", layer="conv", channel=3, row=9, column=14)
    value = expected()["conv"][0, 3, 9, 14].item()
    assert cell["result"] == pytest.approx(value, rel=1e-5, abs=1e-5)
    assert cell["sum"] + cell["bias"] == pytest.approx(value, rel=1e-5, abs=1e-5)
    assert cell["index"] == [3, 9, 14]


@pytest.mark.parametrize("network", ["crash-course", "lenet-5", "vgg-mini"])
def test_every_kind_of_layer_explains_its_middle(api: httpx.Client, network: str) -> None:
    root = f"/api/v1/networks/{network}"
    traced = api.post(f"{root}/trace", json=SEVEN).json()["layers"]
    for layer in api.get(root).json()["layers"]:
        index = [size // 2 for size in layer["shape"]]
        names = ["channel", "row", "column"][: len(index)]
        query = {"layer": layer["name"], **dict(zip(names, index, strict=True))}
        answer = api.post(f"{root}/cell", json=SEVEN, params=query)
        assert answer.status_code == 200, answer.text
        value = np.array(traced[layer["name"]])[tuple(index)]
        assert answer.json()["result"] == pytest.approx(value, rel=1e-4, abs=1e-4)


EDIT = [{"layer": "conv", "channel": 1, "scale": 0}]


def test_edits_change_one_call_only(api: httpx.Client) -> None:
    before = ask(api)["logits"]
    in_body = ask(api, "trace", {**SEVEN, "edits": EDIT})
    in_query = ask(api, edits=json.dumps(EDIT))
    assert not np.any(in_body["layers"]["conv"][1])
    assert in_body["logits"] == in_query["logits"] != before
    assert ask(api)["logits"] == before


def test_kernels_can_be_replaced(api: httpx.Client) -> None:
    kernel = [[[0.0] * 5] * 5]
    edits = [{"layer": "conv", "channel": 0, "weights": kernel, "bias": 0.5}]
    conv = ask(api, "trace", {**SEVEN, "edits": edits})["layers"]["conv"]
    assert np.all(np.array(conv[0]) == 0.5)


def test_a_faint_drawing_and_a_photo_are_read(api: httpx.Client) -> None:
    faint = (digit() * 0.4).astype(np.uint8)
    from PIL import Image

    body = picture(image=Image.fromarray(255 - faint).resize((280, 280)))
    answer = api.post(f"{ROOT}/predict", content=body)
    assert answer.json()["label"] == "7"


def test_scribbles_and_blank_pixels_are_no_digits(api: httpx.Client) -> None:
    blank = ask(api, body={"pixels": [[0.0] * 28] * 28})
    assert blank["not_a_digit"] == 1
    assert ask(api)["not_a_digit"] < 0.5


def test_answers_about_drawings_are_not_kept(api: httpx.Client) -> None:
    answer = api.post(f"{ROOT}/predict", json=SEVEN)
    assert answer.headers["cache-control"] == "no-store"
