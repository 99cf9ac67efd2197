"""What units want and which digits are near: every number is the network's own."""

import gzip
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from websockets.sync.client import connect

from app.dissect.digits import Digits, shipped
from app.networks.store import load
from app.resources import resource
from app.serving.dissections import Dissections
from app.serving.errors import NotFoundError
from tests.servers import Server, serve
from tests.web.bodies import SEVEN

ROOT = "/api/v1/networks"
HARD_TO_FIND = [("crash-course", "relu2", 12), ("lenet-5", "c3", 5), ("vgg-mini", "relu2_2", 31)]


@pytest.fixture(scope="module")
def digits() -> Digits:
    return shipped(resource("models"))[0]


def unit(api: httpx.Client, network: str, layer: str, channel: int) -> Any:
    answer = api.get(f"{ROOT}/{network}/units/{layer}/{channel}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def output(api: httpx.Client, network: str, layer: str, pixels: Any) -> np.ndarray:
    answer = api.post(f"{ROOT}/{network}/trace", params={"layers": layer}, json={"pixels": pixels})
    return np.array(answer.json()["layers"][layer])


def pixels_of(digits: Digits, number: int) -> Any:
    return (digits.images[number] / 255).tolist()


@pytest.mark.parametrize(("network", "layer", "channel"), HARD_TO_FIND)
def test_its_digits_and_its_picture_excite_it_as_it_says(
    api: httpx.Client, digits: Digits, network: str, layer: str, channel: int
) -> None:
    found = unit(api, network, layer, channel)
    for end, extreme in (("top", np.max), ("bottom", np.min)):
        one = found[end][0]
        answered = output(api, network, layer, pixels_of(digits, one["digit"]))[channel]
        assert one["value"] == pytest.approx(float(extreme(answered)), rel=1e-3, abs=1e-4)
        assert one["value"] == pytest.approx(
            float(answered[tuple(one["cell"])]), rel=1e-3, abs=1e-4
        )
        assert one["label"] == str(digits.labels[one["digit"]])
    values = [one["value"] for one in found["top"]]
    assert len(values) == 9
    assert values == sorted(values, reverse=True)
    picture = found["picture"]
    answered = output(api, network, layer, picture["pixels"])[channel][tuple(picture["cell"])]
    assert picture["value"] == pytest.approx(float(answered), rel=1e-3, abs=1e-4)
    assert len(found["profile"]) == 10
    assert all(partner["adds"] for partner in found["before"] + found["after"])


@pytest.mark.parametrize(
    ("path", "slug", "words"),
    [
        ("conv9/0", "layer-not-found", "There is: input, conv"),
        ("flatten/0", "layer-not-found", "'pool'"),
        ("input/0", "layer-not-found", "conv, relu1"),
        ("conv/10", "not-found", "0 to 9"),
    ],
)
def test_what_is_no_unit_is_refused_with_what_there_is(
    api: httpx.Client, path: str, slug: str, words: str
) -> None:
    answer = api.get(f"{ROOT}/crash-course/units/{path}")
    assert answer.status_code == 404
    assert answer.json()["type"].endswith(slug)
    assert words in answer.json()["detail"]
    page = api.get(f"/units/crash-course/{path}")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


def test_a_channel_that_is_no_number_is_refused(api: httpx.Client) -> None:
    assert api.get(f"{ROOT}/crash-course/units/conv/x").status_code == 422
    assert api.get("/units/crash-course/conv/x").status_code == 404


def test_the_page_tells_without_javascript(api: httpx.Client) -> None:
    page = api.get("/units/lenet-5/c3/5").text
    found = unit(api, "lenet-5", "c3", 5)
    assert "What does feature map 6 want?" in page
    assert page.count('class="seen"') == 19  # nine at each end, and the picture
    assert 'href="/units/lenet-5/c3/4"' in page
    assert 'href="/units/lenet-5/c3/6"' in page
    partner = found["before"][0]
    assert f'href="/units/lenet-5/{partner["layer"]}/{partner["channel"]}"' in page
    assert page.count("<title>") == 1 + 150  # six kernels of 25 numbers


def test_a_layers_page_leads_to_all_its_units(api: httpx.Client) -> None:
    page = api.get("/units/lenet-5/c3_tanh").text
    links = re.findall(r'href="/units/lenet-5/c3_tanh/(\d+)"', page)
    assert links == [str(channel) for channel in range(16)]
    peaks = {one["label"]: one["peak"] for one in unit(api, "lenet-5", "c3_tanh", 0)["profile"]}
    assert f"1 · <b>{max(peaks, key=lambda label: peaks[label])}</b>" in page
    missing = api.get("/units/lenet-5/flatten")
    assert missing.status_code == 404
    assert "c5_tanh" in missing.text


@pytest.mark.parametrize("network", ["crash-course", "lenet-5", "vgg-mini"])
def test_a_test_digit_is_its_own_nearest(api: httpx.Client, digits: Digits, network: str) -> None:
    shown = api.get(f"{ROOT}/{network}/neighbours").json()
    for layer in [entry["layer"] for entry in shown["layers"]][::6]:
        answer = api.post(
            f"{ROOT}/{network}/neighbours",
            params={"layer": layer},
            json={"pixels": pixels_of(digits, 1234)},
        ).json()
        first = answer["nearest"][0]
        assert first["distance"] == pytest.approx(0, abs=answer["nearest"][5]["distance"] * 0.01)
        assert 1234 in [one["digit"] for one in answer["nearest"] if one["distance"] < 1e-2]
        distances = [one["distance"] for one in answer["nearest"]]
        assert len(distances) == 12
        assert distances == sorted(distances)
        assert answer["outside"] == 0


def test_what_the_network_reads_in_neighbours_is_what_predict_says(
    api: httpx.Client, digits: Digits
) -> None:
    wrong = api.get(f"{ROOT}/lenet-5/neighbours").json()["wrong"]
    assert wrong
    for number in wrong[:2]:
        body = {"pixels": pixels_of(digits, number)}
        near = api.post(f"{ROOT}/lenet-5/neighbours", json=body).json()["nearest"][0]
        said = api.post(f"{ROOT}/lenet-5/predict", json=body).json()
        assert near["digit"] == number
        assert near["wrong"] is True
        assert (near["predicted"], near["label"]) == (said["label"], str(digits.labels[number]))
        assert near["probability"] == pytest.approx(said["probability"], abs=1e-4)


def test_classes_come_apart_with_depth(api: httpx.Client) -> None:
    for network in ("crash-course", "lenet-5", "vgg-mini"):
        layers = api.get(f"{ROOT}/{network}/neighbours").json()["layers"]
        agreement = [entry["agreement"] for entry in layers]
        assert agreement[0] < 0.85 < 0.98 < agreement[-2]


def test_an_unknown_layer_has_no_map(api: httpx.Client) -> None:
    for answer in (
        api.get(f"{ROOT}/lenet-5/neighbours?layer=c9"),
        api.post(f"{ROOT}/lenet-5/neighbours?layer=c9", json=SEVEN),
    ):
        assert answer.status_code == 404
        assert "c3" in answer.json()["detail"]


def test_a_layer_that_repeats_another_has_its_map(api: httpx.Client) -> None:
    assert api.get(f"{ROOT}/lenet-5/neighbours?layer=flatten&limit=1").json()["layer"] == "c5_tanh"


def test_the_digits_come_as_a_picture(api: httpx.Client, digits: Digits, tmp_path: Path) -> None:
    answer = api.get(f"{ROOT}/lenet-5/digits", headers={"Accept": "image/png"})
    (tmp_path / "sheet.png").write_bytes(answer.content)
    assert Digits.load(tmp_path / "sheet.png").digest == digits.digest
    again = api.get(
        f"{ROOT}/lenet-5/digits",
        headers={"Accept": "image/png", "If-None-Match": answer.headers["etag"]},
    )
    assert again.status_code == 304


def test_a_frame_tells_of_neighbours_when_asked(server: Server, api: httpx.Client) -> None:
    body = {"seq": 1, **SEVEN, "neighbours": "c5_tanh"}
    rest = api.post(f"{ROOT}/lenet-5/neighbours?layer=c5_tanh", json=SEVEN).json()
    with connect(f"{server.socket_url}/api/v1/live?network=lenet-5") as socket:
        socket.send(json.dumps(body))
        frame = socket.recv(timeout=30)
        assert isinstance(frame, bytes)
        head = json.loads(frame[8 : 8 + int.from_bytes(frame[:8], "little")])
        told = json.loads(head["__metadata__"]["neighbours"])
        assert [one["digit"] for one in told["nearest"]] == [
            one["digit"] for one in rest["nearest"]
        ]
        assert told["place"] == pytest.approx(rest["place"], abs=1e-3)
        socket.send(json.dumps({**body, "seq": 2, "neighbours": "nope"}))
        assert "c5_tanh" in json.loads(socket.recv(timeout=30))["problem"]["detail"]


def test_a_network_of_ones_own_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from torch import nn\n"
        "def small():\n"
        "    return nn.Sequential(nn.Conv2d(3, 4, 5), nn.ReLU(), nn.AdaptiveAvgPool2d(2),"
        " nn.Flatten(), nn.Linear(16, 3))\n"
    )
    own = ("--network", "mine:small", "--input", "3x20x20")
    with (
        serve(*own, cwd=str(tmp_path), env={"PYTHONPATH": str(Path.cwd())}) as server,
        httpx.Client(base_url=server.url, timeout=30) as api,
    ):
        for answer in (
            api.get(f"{ROOT}/small/units/conv-0/1"),
            api.get(f"{ROOT}/small/neighbours"),
            api.post(f"{ROOT}/small/neighbours", json=SEVEN),
        ):
            assert answer.status_code == 404
            assert "inkling dissect --network" in answer.json()["detail"]

        page = api.get("/units/small/conv-0/1")
        assert page.status_code == 200
        assert "Not dissected" in page.text
        assert "Its weights" in page.text


def write_idx(path: Path, values: np.ndarray) -> None:
    """A file in MNIST's format."""
    head = bytes([0, 0, 8, values.ndim]) + np.array(values.shape, ">u4").tobytes()
    path.write_bytes(gzip.compress(head + values.astype(np.uint8).tobytes(), 1))


def test_a_network_of_ones_own_is_dissected_with_data_of_ones_own(
    digits: Digits, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(
        "import torch\nfrom torch import nn\n"
        "def small():\n"
        "    torch.manual_seed(1)\n"
        "    return nn.Sequential(nn.Conv2d(3, 4, 5), nn.ReLU(), nn.AdaptiveAvgPool2d(2),"
        " nn.Flatten(), nn.Linear(16, 3))\n"
    )
    some = np.flatnonzero(digits.labels < 3)[:60]
    write_idx(tmp_path / "t10k-images-idx3-ubyte.gz", digits.images[some])
    write_idx(tmp_path / "t10k-labels-idx1-ubyte.gz", digits.labels[some])
    own = ("--network", "mine:small", "--input", "3x20x20", "--labels", "oh,one,two")
    made = subprocess.run(
        [sys.executable, "-m", "app", "dissect", *own, "--data", ".", "--out", "models"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "models/small/digits.png" in made.stdout
    where = {"PYTHONPATH": str(Path.cwd()), "INKLING_MODELS": str(tmp_path / "models")}
    with (
        serve(*own, cwd=str(tmp_path), env=where) as server,
        httpx.Client(base_url=server.url, timeout=30) as api,
    ):
        found = unit(api, "small", "conv-0", 2)
        assert found["source"] == f"test set in {tmp_path.name}"
        assert {one["label"] for one in found["top"]} <= {"oh", "one", "two"}
        assert [one["label"] for one in found["profile"]] == ["oh", "one", "two"]
        assert np.array(found["picture"]["pixels"]).shape == (20, 20)
        near = api.post(
            f"{ROOT}/small/neighbours", json={"pixels": pixels_of(digits, int(some[7]))}
        )
        first = near.json()["nearest"][0]
        assert first["label"] == ["oh", "one", "two"][digits.labels[some[7]]]
        assert first["wrong"] is (first["label"] != first["predicted"])
        assert api.get("/units/small/conv-0/2").text.count('class="seen"') == 19


def test_what_is_of_other_weights_is_not_used() -> None:
    trained_again = replace(load("crash-course"), digest="0" * 64)
    with pytest.raises(NotFoundError, match="of other weights; `inkling dissect crash-course`"):
        Dissections(resource("models")).read(trained_again)
