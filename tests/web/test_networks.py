import io

import httpx
import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load as read_safetensors

from app.networks.store import load
from tests.servers import Server

FILTERS = "/api/v1/networks/crash-course/layers/conv/filters"
FORMS = {
    "application/json": b"{",
    "image/png": b"\x89PNG",
    "application/x-npy": b"\x93NUMPY",
    "application/vnd.safetensors": b"",
}


def test_the_list_has_every_shipped_network(api: httpx.Client) -> None:
    networks = api.get("/api/v1/networks").json()["networks"]
    assert [network["id"] for network in networks] == ["crash-course", "lenet-5", "vgg-mini", "mlp"]
    for network in networks:
        assert network["input"] == {"channels": 1, "height": 32, "width": 32}
        assert network["classes"] == list("0123456789")


def test_lenet_5_has_the_figures_of_the_paper(api: httpx.Client) -> None:
    network = api.get("/api/v1/networks/lenet-5").json()
    assert (network["parameters"], network["connections"]) == (60_000, 340_908)
    assert network["layers"][0]["name"] == "input"
    assert network["layers"][-1]["kind"] == "softmax"


def test_what_was_read_is_not_sent_again(api: httpx.Client) -> None:
    for path in ("/api/v1/networks", "/api/v1/networks/lenet-5", FILTERS):
        first = api.get(path)
        again = api.get(path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert api.get(path, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_filters_come_in_four_forms(api: httpx.Client, form: str) -> None:
    answer = api.get(FILTERS, headers={"Accept": form})
    assert answer.headers["content-type"] == form
    assert answer.headers["vary"] == "Accept"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content.startswith(FORMS[form])


def test_each_form_has_its_own_tag(api: httpx.Client) -> None:
    tags = {api.get(FILTERS, headers={"Accept": form}).headers["etag"] for form in FORMS}
    assert len(tags) == len(FORMS)


def test_the_numbers_are_the_networks_own(api: httpx.Client) -> None:
    weight, bias = load("crash-course").network.weights("conv")
    assert weight is not None
    assert bias is not None
    answer = api.get(FILTERS).json()
    assert answer["shape"] == [10, 1, 5, 5]
    np.testing.assert_array_equal(np.float32(answer["weights"]), weight)
    np.testing.assert_array_equal(np.float32(answer["bias"]), bias)
    npy = api.get(FILTERS, headers={"Accept": "application/x-npy"}).content
    np.testing.assert_array_equal(np.load(io.BytesIO(npy), allow_pickle=False), weight)
    both = api.get(FILTERS, headers={"Accept": "application/vnd.safetensors"}).content
    np.testing.assert_array_equal(read_safetensors(both)["weight"], weight)
    np.testing.assert_array_equal(read_safetensors(both)["bias"], bias)


def test_the_sheet_is_a_picture_of_all_filters(api: httpx.Client) -> None:
    png = api.get(FILTERS, headers={"Accept": "image/png"}).content
    image = Image.open(io.BytesIO(png))
    assert image.size == (5 * 8, (10 * 6 - 1) * 8)


def test_a_digest_makes_filters_last_a_year(api: httpx.Client) -> None:
    digest = api.get("/api/v1/networks/crash-course").json()["digest"]
    kept = api.get(FILTERS, params={"v": digest}).headers["cache-control"]
    assert kept == "public, max-age=31536000, immutable"
    assert "max-age=300" in api.get(FILTERS).headers["cache-control"]


@pytest.mark.parametrize("network", ["crash-course", "lenet-5", "vgg-mini"])
def test_every_layer_with_weights_can_be_read(api: httpx.Client, network: str) -> None:
    for layer in api.get(f"/api/v1/networks/{network}").json()["layers"]:
        path = f"/api/v1/networks/{network}/layers/{layer['name']}/filters"
        expected = 200 if layer["parameters"] or layer["filters"] else 404
        for form in FORMS:
            answer = api.get(path, headers={"Accept": form})
            assert answer.status_code == expected, (layer["name"], form, answer.text)


def test_a_layer_without_weights_says_which_have_some(api: httpx.Client) -> None:
    answer = api.get("/api/v1/networks/crash-course/layers/pool/filters")
    assert answer.status_code == 404
    assert answer.json()["type"].endswith("/layer-not-found")
    assert "conv, dense1, dense2" in answer.json()["detail"]
    fixed = api.get("/api/v1/networks/lenet-5/layers/softmax/filters").json()["detail"]
    assert fixed.endswith("c5, f6, rbf."), "weights that nothing trained can be looked at, too"


def test_the_page_gets_a_sample_that_networks_read(api: httpx.Client) -> None:
    sample = api.get("/api/v1/sample", params={"seed": 3, "network": "lenet-5"}).json()
    assert sample == api.get("/api/v1/sample", params={"seed": 3}).json()
    assert np.array(sample["pixels"]).shape == (28, 28)
    right = 0
    for seed in range(20):
        sample = api.get("/api/v1/sample", params={"seed": seed}).json()
        body = {"pixels": sample["pixels"]}
        answer = api.post("/api/v1/networks/lenet-5/predict", json=body).json()
        right += answer["label"] == sample["label"]
    assert right >= 18


def test_a_sample_can_be_had_again_by_its_index(api: httpx.Client) -> None:
    sample = api.get("/api/v1/sample", params={"seed": 3}).json()
    again = api.get("/api/v1/sample", params={"index": sample["index"]})
    assert again.json() == sample
    missing = api.get("/api/v1/sample", params={"index": 10_000})
    assert missing.status_code == 404
    assert "number 10000 of the MNIST test set" in missing.json()["detail"]
    both = api.get("/api/v1/sample", params={"index": sample["index"], "seed": 3})
    assert both.status_code == 422


def test_limits_are_published(api: httpx.Client) -> None:
    limits = api.get("/api/v1/limits").json()
    assert limits["json_bytes"] == 1 << 20
    assert limits["image_pixels"] == 4_194_304


def test_the_server_lives_and_is_ready(api: httpx.Client, server: Server) -> None:
    assert api.get("/healthz").json() == {"status": "ok"}
    assert api.get("/readyz").json() == {"status": "ready"}
