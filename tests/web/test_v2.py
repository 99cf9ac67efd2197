"""The Open Inference Protocol by hand: what is sent, what comes back, and what is refused."""

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from tests.web.bodies import digit

INFER = "/v2/models/lenet-5/infer"
HEAD = "Inference-Header-Content-Length"
Json = dict[str, Any]


@pytest.fixture(autouse=True)
def _lives_on(api: httpx.Client) -> Iterator[None]:
    yield
    assert api.get("/v2/health/live").json() == {"live": True}


def ink(count: int = 1) -> np.ndarray:
    """Digits of 32×32 as the networks take them: (count, 1, 32, 32)."""
    plane = np.zeros((32, 32), dtype=np.float32)
    plane[2:30, 2:30] = digit() / np.float32(255)
    return np.stack([np.roll(plane, shift, axis=1)[None] for shift in range(count)])


def question(images: np.ndarray, **more: Any) -> Json:
    data = images.reshape(-1).tolist()
    part = {"name": "input", "shape": list(images.shape), "datatype": "FP32", "data": data}
    return {"inputs": [part], **more}


def binary(images: np.ndarray, **more: Any) -> tuple[bytes, dict[str, str]]:
    """The same with the numbers behind the head."""
    body = question(images, **more)
    del body["inputs"][0]["data"]
    body["inputs"][0]["parameters"] = {"binary_data_size": images.nbytes}
    head = json.dumps(body).encode()
    return head + images.tobytes(), {HEAD: str(len(head))}


def arrays(answer: httpx.Response) -> dict[str, np.ndarray]:
    """The outputs of an answer, from its JSON and from the bytes behind it."""
    size = int(answer.headers.get(HEAD, len(answer.content)))
    rest, found = answer.content[size:], {}
    for output in json.loads(answer.content[:size])["outputs"]:
        length = output.get("parameters", {}).get("binary_data_size")
        if length is None:
            array = np.array(output["data"], dtype=np.float32)
        else:
            array, rest = np.frombuffer(rest[:length], "<f4"), rest[length:]
        found[output["name"]] = array.reshape(output["shape"])
    assert rest == b""
    return found


def test_it_says_what_it_is(api: httpx.Client) -> None:
    server = api.get("/v2").json()
    assert server["name"] == "inkling"
    assert "binary_tensor_data" in server["extensions"]
    assert api.get("/v2/health/ready").json() == {"ready": True}
    assert api.get("/v2/models").json()["models"] == ["crash-course", "lenet-5", "vgg-mini", "mlp"]


@pytest.mark.parametrize("place", ["/v2/models/lenet-5", "/v2/models/lenet-5/versions/1"])
def test_it_describes_a_network(api: httpx.Client, place: str) -> None:
    found = api.get(place).json()
    assert found["inputs"] == [{"name": "input", "datatype": "FP32", "shape": [-1, 1, 32, 32]}]
    assert [(one["name"], one["shape"]) for one in found["outputs"]] == [
        ("probabilities", [-1, 10]),
        ("logits", [-1, 10]),
    ]
    layers = api.get("/api/v1/networks/lenet-5").json()["layers"]
    assert [layer["name"] for layer in found["layers"]] == [layer["name"] for layer in layers]
    assert api.get(f"{place}/ready").json() == {"name": "lenet-5", "ready": True}


@pytest.mark.parametrize("network", ["crash-course", "lenet-5", "vgg-mini"])
def test_one_image_gets_what_predict_gives(api: httpx.Client, network: str) -> None:
    images = ink()
    answer = api.post(f"/v2/models/{network}/infer", json=question(images, id="a7"))
    assert answer.headers["content-type"] == "application/json"
    head = answer.json()
    assert (head["model_name"], head["model_version"], head["id"]) == (network, "1", "a7")
    found = arrays(answer)
    assert list(found) == ["probabilities", "logits"]
    body = {"pixels": images[0, 0].tolist()}
    native = api.post(f"/api/v1/networks/{network}/predict", json=body).json()
    for name in found:
        np.testing.assert_allclose(found[name][0], native[name], rtol=1e-5, atol=1e-6)


def test_bytes_and_json_nested_and_flat_are_the_same(api: httpx.Client) -> None:
    images = ink(3)
    flat = arrays(api.post(INFER, json=question(images)))["logits"]
    nested = question(images)
    nested["inputs"][0]["data"] = images.tolist()
    body, headers = binary(images, parameters={"binary_data_output": True})
    sent = api.post("/v2/models/lenet-5/versions/1/infer", content=body, headers=headers)
    assert sent.headers["content-type"] == "application/octet-stream"
    np.testing.assert_array_equal(arrays(api.post(INFER, json=nested))["logits"], flat)
    np.testing.assert_array_equal(arrays(sent)["logits"], flat)


def test_a_batch_is_its_images_one_by_one(api: httpx.Client) -> None:
    images = ink(64)
    together = arrays(api.post(INFER, json=question(images)))["logits"]
    assert together.shape == (64, 10)
    for i in (0, 1, 31, 63):
        alone = arrays(api.post(INFER, json=question(images[i : i + 1])))["logits"]
        np.testing.assert_allclose(together[i], alone[0], rtol=1e-4, atol=1e-4)


def test_any_layer_can_be_asked_for_each_in_its_form(api: httpx.Client) -> None:
    wanted = [
        {"name": "c3", "parameters": {"binary_data": True}},
        {"name": "logits"},
        {"name": "input", "parameters": {"binary_data": True}},
    ]
    found = arrays(api.post(INFER, json=question(ink(2), outputs=wanted)))
    assert {name: array.shape for name, array in found.items()} == {
        "c3": (2, 16, 10, 10),
        "logits": (2, 10),
        "input": (2, 1, 32, 32),
    }
    body = {"pixels": ink(2)[1, 0].tolist()}
    native = api.post("/api/v1/networks/lenet-5/trace?layers=c3", json=body).json()
    np.testing.assert_allclose(found["c3"][1], native["layers"]["c3"], rtol=1e-4, atol=1e-5)


def test_members_of_others_are_left_alone(api: httpx.Client) -> None:
    body = question(ink(), model_name="x", priority={"high": [1]}, outputs=None)
    body["inputs"][0]["parameters"] = {"content_type": "np"}
    body["inputs"][0]["colour"] = "grey"
    assert api.post(f"{INFER}?trace=1", json=body).status_code == 200


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "application/json", "a/b"])
def test_the_content_type_does_not_matter(api: httpx.Client, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    body = json.dumps(question(ink())).encode()
    assert api.post(INFER, content=body, headers=headers).status_code == 200


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_compression_both_ways(api: httpx.Client, coding: str, pack: Any) -> None:
    images = ink(40)
    body, headers = binary(images, parameters={"binary_data_output": True})
    plain = api.post(INFER, content=body, headers={**headers, "Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    headers |= {"Content-Encoding": coding, "Accept-Encoding": coding}
    packed = api.post(INFER, content=pack(body), headers=headers)
    assert packed.headers["content-encoding"] == coding
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.content == plain.content  # the client has unpacked it


def check(answer: httpx.Response, status: int) -> str:
    """Hold a refusal to what the clients read: plain JSON with a member `error`."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.content) <= 8192
    problem = answer.json()
    assert problem["error"] == problem["detail"]
    assert problem["status"] == status
    for word in ("Traceback", "pydantic", "numpy", "site-packages"):
        assert word not in answer.text
    return str(problem["error"])


def changed(**members: Any) -> Json:
    body = question(ink())
    body["inputs"][0] |= members
    return body


NUMBERS = ink().reshape(-1).tolist()
WRONG = {
    "nothing": {},
    "a list": [],
    "no input": {"inputs": []},
    "two inputs": {"inputs": question(ink())["inputs"] * 2},
    "another name": changed(name="images"),
    "another type": changed(datatype="INT8"),
    "no data": changed(data=None),
    "too few numbers": changed(data=[0.5]),
    "ragged": changed(data=[[0.5], [0.5, 0.5]]),
    "wrongly nested": changed(data=[NUMBERS]),
    "text": changed(data=["0.5"] * 1024),
    "booleans": changed(data=[True] * 1024),
    "an object": changed(data={"a": 1}),
    "a huge number": changed(data=[10**300, *NUMBERS[1:]]),
    "bytes as ink": changed(data=[255, *NUMBERS[1:]]),
    "negative": changed(data=[-0.5, *NUMBERS[1:]]),
    "no images": changed(shape=[0, 1, 32, 32]),
    "65 images": changed(shape=[65, 1, 32, 32]),
    "a huge batch": changed(shape=[1 << 40, 1, 32, 32]),
    "a negative side": changed(shape=[-1, 1, 32, 32]),
    "three axes": changed(shape=[1, 32, 32]),
    "another size": changed(shape=[1, 1, 28, 28]),
    "a text as shape": changed(shape="1"),
    "an output twice": question(ink(), outputs=[{"name": "logits"}] * 2),
    "a number as flag": question(ink(), parameters={"binary_data_output": 1}),
    "a size without bytes": changed(data=None, parameters={"binary_data_size": 4096}),
    "a number as id": question(ink(), id=7),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_members(api: httpx.Client, name: str) -> None:
    assert check(api.post(INFER, json=WRONG[name]), 422)


def test_wrong_bytes(api: httpx.Client) -> None:
    images = ink()
    body, headers = binary(images)
    for wrong in (body[:-4], body + b"\0\0\0\0"):
        check(api.post(INFER, content=wrong, headers=headers), 422)
    images[0, 0, 5, 5] = np.nan
    check(api.post(INFER, content=binary(images)[0], headers=headers), 422)
    both = json.dumps(question(ink())).encode()
    check(api.post(INFER, content=both + b"1234", headers={HEAD: str(len(both))}), 422)


@pytest.mark.parametrize("size", ["-1", "x", "1e3", "9" * 30, "999999", "3", "٣"])
def test_wrong_head_lengths(api: httpx.Client, size: str) -> None:
    headers = [(HEAD.encode(), size.encode())]
    assert check(api.post(INFER, content=binary(ink())[0], headers=headers), 400)


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"inputs": [NaN]}', b"[" * 5000, b"\xff\xfe", b'{"id":"a","id":"b"}']
)
def test_malformed_json(api: httpx.Client, body: bytes) -> None:
    assert check(api.post(INFER, content=body), 400)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/v2/models/lenet5", "'lenet-5'"),
        ("/v2/models/lenet-5/versions/2", "'1'"),
        ("/v2/models/lenet-5/nothing", ""),
        ("/v2/nothing", ""),
    ],
)
def test_unknown_names(api: httpx.Client, path: str, hint: str) -> None:
    assert hint in check(api.get(path), 404)


def test_unknown_outputs_and_methods(api: httpx.Client) -> None:
    answer = api.post(INFER, json=question(ink(), outputs=[{"name": "c33"}]))
    assert "'c3'" in check(answer, 404)
    check(api.get(INFER), 405)


def test_packed_bodies_are_bounded_and_whole(api: httpx.Client) -> None:
    def post(body: bytes, coding: str = "gzip") -> httpx.Response:
        return api.post(INFER, content=body, headers={"Content-Encoding": coding})

    check(post(gzip.compress(b"\0" * (64 << 20))), 413)
    check(post(b"\0" * (5 << 20)), 413)
    whole = gzip.compress(json.dumps(question(ink())).encode())
    for wrong in (whole[:-9], whole + b"more", b"junk", b""):
        check(post(wrong), 400)
    check(post(whole, "br"), 415)
    assert post(whole).status_code == 200


def test_too_long_an_address_is_said_in_the_same_words(api: httpx.Client) -> None:
    check(api.get("/v2/models/" + "x" * 9000), 414)
