"""Whatever is sent, the answer is a 4xx problem that helps, and the server lives on."""

import json
import math
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from tests.servers import Server
from tests.web.bodies import SEVEN, animation, bomb, picture, pixels

ROOT = "/api/v1/networks/crash-course"
ROUTES = [
    f"{ROOT}/predict",
    f"{ROOT}/trace",
    f"{ROOT}/cell?layer=conv&channel=0&row=0&column=0",
]
POINT = [0.5, 0.5]


@pytest.fixture(autouse=True)
def _lives_on(api: httpx.Client) -> Iterator[None]:
    yield
    assert api.get("/healthz").status_code == 200


def check(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """Hold a refusal to the contract."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) <= 8192
    problem: dict[str, Any] = answer.json()
    assert problem["type"].rpartition("/")[2] == slug, problem
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"].endswith((".", "?"))
    assert len(problem.get("errors", [])) <= 10
    for word in ("Traceback", "pydantic", "File ", ".py", "/app", "site-packages", "Error("):
        assert word not in answer.text
    return problem


def post(api: httpx.Client, route: str, body: bytes, kind: str = "application/json") -> Any:
    return api.post(route, content=body, headers={"Content-Type": kind})


NOT_JSON = {
    "nothing": b"",
    "half": b'{"ink": {"strokes": [',
    "nan": b'{"pixels": [[NaN]]}',
    "infinity": b'{"pixels": [[Infinity]]}',
    "minus infinity": b'{"ink": {"strokes": [[[-Infinity, 0]]]}}',
    "overflow": b'{"pixels": [[1e999]]}',
    "surrogate": b'{"image": "\\ud800"}',
    "not utf-8": b'{"image": "\xff\xfe"}',
    "utf-16": '{"pixels": [[0]]}'.encode("utf-16"),
    "bom": b'\xef\xbb\xbf{"pixels": [[0]]}',
    "twice": b'{"pixels": [[0]], "pixels": [[1]]}',
    "deep": b'{"pixels": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "comment": b'{"pixels": [[0]]} // hello',
    "single quotes": b"{'pixels': [[0]]}",
}
WRONG = {
    "a list": [],
    "a number": 5,
    "nothing": {},
    "unknown": {"inc": 1},
    "empty ink": {"ink": {"strokes": []}},
    "empty strokes": {"ink": {"strokes": [[], []]}},
    "100,000 points": {"ink": {"strokes": [[POINT] * 100_000]}},
    "1,000 strokes": {"ink": {"strokes": [[POINT]] * 1000}},
    "one number": {"ink": {"strokes": [[[0.5]]]}},
    "four numbers": {"ink": {"strokes": [[[0.5, 0.5, 1, 2]]]}},
    "far away": {"ink": {"strokes": [[[120, 90]]]}},
    "strings": {"ink": {"strokes": [[["0.5", "0.5"]]]}},
    "booleans": {"ink": {"strokes": [[[True, False]]]}},
    "a huge number": {"ink": {"strokes": [[[10**300, 0.5]]]}},
    "no pen": {"ink": {"strokes": [[POINT]], "width": 0}},
    "a wide pen": {"ink": {"strokes": [[POINT]], "width": 9}},
    "ragged": {"pixels": [[0, 1], [0]]},
    "three axes": {"pixels": [[[0]]]},
    "no rows": {"pixels": []},
    "no columns": {"pixels": [[]]},
    "bytes": {"pixels": [[255]]},
    "negative": {"pixels": [[-1]]},
    "text": {"pixels": [["1"]]},
    "null": {"pixels": None},
    "two inputs": {**SEVEN, "pixels": [[0]]},
    "three inputs": {**SEVEN, "pixels": [[0]], "image": ""},
    "no base64": {"image": "***"},
    "fit as text": {**SEVEN, "fit": "yes"},
    "a switch as a number": {**SEVEN, "fit": {"crop": 1}},
    "an unknown switch": {**SEVEN, "fit": {"rotate": True}},
    "switches as a list": {**SEVEN, "fit": [True]},
    "edits as text": {**SEVEN, "edits": "[]"},
    "an edit of nothing": {**SEVEN, "edits": [{"layer": "conv", "channel": 0}]},
    "a channel too many": {**SEVEN, "edits": [{"layer": "conv", "channel": 10, "scale": 0}]},
    "a kernel too small": {**SEVEN, "edits": [{"layer": "conv", "channel": 0, "weights": [[1]]}]},
    "a kernel for a pool": {**SEVEN, "edits": [{"layer": "pool", "channel": 0, "weights": [[1]]}]},
    "many errors": {"ink": 1, "pixels": 1, "image": 1, "fit": 1, "invert": 1, "edits": 1, "a": 1,
                    "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "x" * 5000: 1},
}  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", NOT_JSON)
def test_malformed_json(api: httpx.Client, route: str, name: str) -> None:
    check(post(api, route, NOT_JSON[name]), 400, "invalid-json")


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", WRONG)
def test_wrong_fields(api: httpx.Client, route: str, name: str) -> None:
    body = json.dumps(WRONG[name]).encode()
    if len(body) > 1 << 20:
        check(post(api, route, body), 413, "payload-too-large")
    else:
        assert check(post(api, route, body), 422, "validation-failed")["errors"]


def test_what_was_sent_is_not_repeated(api: httpx.Client) -> None:
    body = json.dumps({"image": "s3cret", "ink": "s3cret", "fit": "s3cret"}).encode()
    assert "s3cret" not in post(api, ROUTES[0], body).text


GIF, TIFF, BMP = (picture(form) for form in ("GIF", "TIFF", "BMP"))
PICTURES = {
    "none": (b"", 422, "invalid-image"),
    "junk": (b"\0" * 100, 422, "invalid-image"),
    "signature only": (b"\x89PNG\r\n\x1a\n", 422, "invalid-image"),
    "half": (picture()[: len(picture()) // 2], 422, "invalid-image"),
    "half a jpeg": (picture("JPEG")[:200], 422, "invalid-image"),
    "half a webp": (picture("WEBP")[:40], 422, "invalid-image"),
    "flipped bits": (picture()[:45] + bytes(b ^ 255 for b in picture()[45:]), 422, "invalid-image"),
    "a bomb": (bomb(), 422, "image-too-large"),
    "a long strip": (picture(image=Image.new("1", (5_000_000, 1))), 422, "image-too-large"),
    "gif": (GIF, 415, "unsupported-image-format"),
    "animation": (animation(), 415, "unsupported-image-format"),
    "tiff": (TIFF, 415, "unsupported-image-format"),
    "bmp": (BMP, 415, "unsupported-image-format"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "unsupported-image-format"),
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", PICTURES)
def test_wrong_pictures(api: httpx.Client, route: str, name: str) -> None:
    body, status, slug = PICTURES[name]
    check(post(api, route, body, "image/png"), status, slug)
    if body:
        files = {"file": ("a.png", body, "image/png")}
        check(api.post(route, files=files), status, slug)


@pytest.mark.parametrize(("body", "name"), [(GIF, "GIF"), (TIFF, "TIFF"), (BMP, "BMP")])
def test_a_picture_of_another_format_is_named_without_a_type_too(
    api: httpx.Client, body: bytes, name: str
) -> None:
    answer = post(api, ROUTES[0], body, "application/octet-stream")
    assert name in check(answer, 415, "unsupported-image-format")["detail"]


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "CMYK"), ("PNG", "I;16"), ("PNG", "P"), ("WEBP", "RGBA")]
)
def test_unusual_pictures_are_no_error(api: httpx.Client, form: str, mode: str) -> None:
    image = Image.new("L", (40, 40)).convert(mode)
    assert post(api, ROUTES[0], picture(form, image), "image/png").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "video/mp4", "image/gif", "x"])
def test_wrong_content_types_name_what_there_is(api: httpx.Client, kind: str) -> None:
    slug = "unsupported-image-format" if kind == "image/gif" else "unsupported-media-type"
    problem = check(post(api, ROUTES[0], b"{}", kind), 415, slug)
    assert "JPEG" in problem["detail"] or "image/jpeg" in problem["detail"]


def test_wrong_forms(api: httpx.Client) -> None:
    png = ("a.png", picture(), "image/png")
    for files in ([("file", png), ("file", png)], [("picture", png)], [("file", png), ("b", png)]):
        check(api.post(ROUTES[0], files=files), 422, "validation-failed")
    for kind in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed"):
        assert post(api, ROUTES[0], b"--x\r\n\r\n", kind).status_code in (400, 415)
    check(post(api, ROUTES[0], b"junk", "multipart/form-data; boundary=x"), 400, "invalid-request")


def test_compressed_bodies_are_refused(api: httpx.Client) -> None:
    answer = api.post(ROUTES[0], content=b"x", headers={"Content-Encoding": "gzip"})
    check(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        (f"{ROOT}/trace", ["application/vnd.safetensors", "application/x-npz"]),
        (f"{ROOT}/predict", ["application/json"]),
    ],
)
def test_wrong_accept_names_what_there_is(api: httpx.Client, path: str, forms: list[str]) -> None:
    answer = api.post(path, json=SEVEN, headers={"Accept": "text/html, application/xml;q=0.9"})
    detail = check(answer, 406, "not-acceptable")["detail"]
    assert all(form in detail for form in forms)


@pytest.mark.parametrize(
    "path", ["/networks", "/networks/lenet-5", "/networks/lenet-5/layers/c1/filters", "/limits",
             "/sample"]
)  # fmt: skip
def test_wrong_accept_of_what_is_read(api: httpx.Client, path: str) -> None:
    answer = api.get(f"/api/v1{path}", headers={"Accept": "audio/*"})
    check(answer, 406, "not-acceptable")


@pytest.mark.parametrize(
    ("path", "slug", "hint"),
    [
        ("/networks/lenet5", "network-not-found", "'lenet-5'"),
        ("/networks/LeNet-5", "network-not-found", "'lenet-5'"),
        ("/networks/..%2f..%2fetc%2fpasswd", "not-found", ""),
        ("/networks/%00", "network-not-found", "crash-course"),
        ("/networks/" + "x" * 4000, "network-not-found", "crash-course"),
        ("/networks/%F0%9F%92%A9", "network-not-found", "crash-course"),
        ("/networks/lenet-5/layers/c11/filters", "layer-not-found", "'c1'"),
        ("/networks/", "not-found", ""),
        ("/networks/lenet-5/", "not-found", ""),
        ("/nothing", "not-found", ""),
    ],
)
def test_unknown_names(api: httpx.Client, path: str, slug: str, hint: str) -> None:
    assert hint in check(api.get(f"/api/v1{path}"), 404, slug)["detail"]


def test_unknown_layers_in_questions(api: httpx.Client) -> None:
    for route in ("trace?layers=conv,pool2", "cell?layer=convolution&channel=0"):
        check(api.post(f"{ROOT}/{route}", json=SEVEN), 404, "layer-not-found")
    edits = [{"layer": "covn", "channel": 0, "scale": 0}]
    answer = api.post(ROUTES[0], json={**SEVEN, "edits": edits})
    problem = check(answer, 404, "layer-not-found")
    assert "'conv'" in problem["detail"]
    assert problem["errors"][0]["loc"] == ["body", "edits", 0, "layer"]


@pytest.mark.parametrize(
    "query",
    ["channel=0", "layer=conv", "layer=conv&channel=x", "layer=conv&channel=-1",
     "layer=conv&channel=1.0", "layer=conv&channel=99&row=0&column=0", "layer=conv&channel=0",
     "layer=conv&channel=0&row=28&column=0", "layer=dense1&channel=0&row=0&column=0",
     "layer=conv&channel=0&row=0&column=0&extra=1",
     "layer=conv&channel=0&channel=1&row=0&column=0",
     "layer=conv&channel=99999999999999999999&row=0&column=0"],
)  # fmt: skip
def test_wrong_cells(api: httpx.Client, query: str) -> None:
    check(api.post(f"{ROOT}/cell?{query}", json=SEVEN), 422, "validation-failed")


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("layer=conv&channel=0", ["row", "column"]),
        ("layer=conv&channel=0&column=3", ["row"]),
        ("layer=conv&channel=0&depth=3&column=3", ["row", "depth"]),
        ("layer=dense1&channel=0&row=2", ["row"]),
    ],
)
def test_a_cell_is_named_by_the_axes_of_its_layer(
    api: httpx.Client, query: str, wrong: list[str]
) -> None:
    problem = check(api.post(f"{ROOT}/cell?{query}", json=SEVEN), 422, "validation-failed")
    assert [error["loc"] for error in problem["errors"]] == [["query", axis] for axis in wrong]


def test_a_wrong_edit_is_found_where_it_stands(api: httpx.Client) -> None:
    edits = [{"layer": "conv", "channel": 99, "scale": 0}]
    in_body = check(api.post(ROUTES[0], json={**SEVEN, "edits": edits}), 422, "validation-failed")
    in_query = check(
        api.post(ROUTES[0], json=SEVEN, params={"edits": json.dumps(edits)}),
        422,
        "validation-failed",
    )
    assert in_body["errors"][0]["loc"] == ["body", "edits", 0, "channel"]
    assert in_query["errors"][0]["loc"] == ["query", "edits", 0, "channel"]


@pytest.mark.parametrize(
    "query", ["fit=1", "fit=yes", "fit=", "invert=maybe", "edits=[{}]", "colour=red",
              "fit=true&fit=true", "edits=5", "dtype=float64", "layers=" + "a," * 1500]
)  # fmt: skip
def test_wrong_queries(api: httpx.Client, query: str) -> None:
    check(api.post(f"{ROOT}/trace?{query}", json=SEVEN), 422, "validation-failed")


@pytest.mark.parametrize("edits", ["[", "NaN", '[{"a":1,"a":2}]', ""])
def test_edits_in_the_query_are_strict_json(api: httpx.Client, edits: str) -> None:
    answer = api.post(ROUTES[0], json=SEVEN, params={"edits": edits})
    check(answer, 400, "invalid-json")


@pytest.mark.parametrize(
    "path", ["/api/v1/networks", "/api/v1/networks/lenet-5", "/api/v1/limits", "/api/v1/sample",
             "/api/v1/networks/lenet-5/layers/c1/filters", "/healthz", "/readyz"]
)  # fmt: skip
def test_unknown_parameters_are_refused_everywhere(api: httpx.Client, path: str) -> None:
    check(api.get(path, params={"verbose": "1"}), 422, "validation-failed")


def test_edits_that_overflow_are_refused(api: httpx.Client) -> None:
    layers = api.get("/api/v1/networks/vgg-mini").json()["layers"]
    edits = [
        {"layer": layer["name"], "channel": channel, "scale": 1000}
        for layer in layers[1:-2] if len(layer["shape"]) == 3
        for channel in range(3)
    ][:64]  # fmt: skip
    answer = api.post("/api/v1/networks/vgg-mini/predict", json={**SEVEN, "edits": edits})
    if answer.status_code == 200:
        assert all(math.isfinite(value) for value in answer.json()["logits"])
    else:
        check(answer, 422, "validation-failed")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("GET", f"{ROOT}/predict", "POST"), ("POST", "/api/v1/networks", "GET, HEAD"),
     ("DELETE", ROOT, "GET, HEAD"), ("PUT", "/healthz", "GET, HEAD"), ("PATCH", "/", "GET, HEAD"),
     ("HEAD", f"{ROOT}/predict", "POST"),
     ("PUT", "/api/v1/networks/lenet-5/neighbours", "GET, HEAD, POST")],
)  # fmt: skip
def test_wrong_methods(api: httpx.Client, method: str, path: str, allow: str) -> None:
    answer = api.request(method, path)
    assert answer.headers["allow"] == allow
    if method != "HEAD":
        check(answer, 405, "method-not-allowed")


def test_long_addresses_and_headers(api: httpx.Client) -> None:
    check(api.get("/api/v1/networks?" + "x" * 9000), 414, "uri-too-long")
    check(api.get("/healthz", headers={"X-Long": "x" * 40_000}), 431, "headers-too-large")
    many = [(f"X-{i}", "1") for i in range(120)]
    check(api.get("/healthz", headers=many), 431, "headers-too-large")


def test_wrong_hosts(api: httpx.Client) -> None:
    for host in ("evil.example", "a b", "", "localhost:port", "user@localhost"):
        check(api.get("/healthz", headers={"Host": host}), 400, "invalid-host")


def test_long_bodies_by_their_length(api: httpx.Client) -> None:
    for kind, size in (("application/json", 1 << 20), ("image/png", 4 << 20)):
        check(post(api, ROUTES[0], b" " * (size + 1), kind), 413, "payload-too-large")


def raw(server: Server, head: str, chunk: bytes, most: int) -> tuple[bytes, int]:
    """Send a head, then chunks for ever; return the answer and how many bytes went out."""
    place = urlsplit(server.url)
    sent = 0
    with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as client:
        client.sendall(head.encode())
        try:
            while sent < most:
                client.sendall(chunk)
                sent += len(chunk)
        except OSError:
            pass
        try:
            return client.recv(4096), sent
        except OSError:
            return b"", sent


def test_endless_bodies_are_stopped_while_reading(server: Server) -> None:
    head = (
        f"POST {ROUTES[0]} HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    _, sent = raw(server, head, chunk, 200 << 20)
    assert sent < 32 << 20


def test_a_declared_length_is_refused_before_the_body(server: Server) -> None:
    head = (
        f"POST {ROUTES[0]} HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"
    )
    answer, _ = raw(server, head, b"", 0)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in answer


def test_refusals_change_nothing(api: httpx.Client) -> None:
    before = api.post(ROUTES[0], json=pixels()).json()
    for body in WRONG.values():
        post(api, ROUTES[0], json.dumps(body).encode())
    assert api.post(ROUTES[0], json=pixels()).json() == before
