"""What pages of other sites may do: nothing, unless the operator named them."""

from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.web.origins import Cors, Origins
from tests.servers import Server, serve
from tests.web.bodies import SEVEN, picture

PREDICT = "/api/v1/networks/lenet-5/predict"
FRIEND = "https://friend.example"


@pytest.fixture(scope="module")
def friendly() -> Iterator[Server]:
    with serve(env={"INKLING_ALLOWED_ORIGINS": f"{FRIEND}, http://other.example:8080"}) as running:
        yield running


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a program
        ({"Origin": "own"}, 200),
        ({"Origin": "own", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://behind.proxy", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "own", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": FRIEND}, 403),  # not named here
    ],
)
@pytest.mark.parametrize("path", [PREDICT, "/v2/models/lenet-5/infer", "/models/lenet-5"])
def test_a_page_of_another_site_gets_no_work_done(
    server: Server, headers: dict[str, str], status: int, path: str
) -> None:
    headers = {name: server.url if value == "own" else value for name, value in headers.items()}
    found = httpx.post(server.url + path, content=picture(), headers=headers)
    if status == 403:
        assert found.status_code == 403
        assert found.json()["type"].endswith("/origin-not-allowed")
    else:
        assert found.status_code != 403
    read = httpx.get(f"{server.url}/api/v1/networks", headers=headers)
    assert read.status_code == 200  # the browser keeps the answer from the page
    assert read.headers["cross-origin-resource-policy"] == "same-origin"
    assert not [name for name in read.headers if name.startswith("access-control")]


def test_a_browser_is_told_that_nothing_is_allowed(server: Server) -> None:
    asked = {"Origin": FRIEND, "Access-Control-Request-Method": "POST"}
    found = httpx.request("OPTIONS", server.url + PREDICT, headers=asked)
    assert "access-control-allow-origin" not in found.headers


def test_a_named_origin_may_ask_read_and_open_the_socket(friendly: Server) -> None:
    origin = {"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}
    preflight = httpx.request(
        "OPTIONS", friendly.url + PREDICT,
        headers={**origin, "Access-Control-Request-Method": "POST",
                 "Access-Control-Request-Headers": "content-type"},
    )  # fmt: skip
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == FRIEND
    assert "content-type" in preflight.headers["access-control-allow-headers"]
    assert "POST" in preflight.headers["access-control-allow-methods"]
    for found in (
        httpx.post(friendly.url + PREDICT, json=SEVEN, headers=origin),
        httpx.post(friendly.url + PREDICT, content=b"{", headers=origin),
    ):
        assert found.headers["access-control-allow-origin"] == FRIEND
        assert found.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "Origin" in found.headers.get_list("vary", split_commas=True)
        assert "access-control-allow-credentials" not in found.headers
    with connect(f"{friendly.socket_url}/api/v1/live", origin=FRIEND):  # type: ignore[arg-type]
        pass


def test_another_origin_may_still_not(friendly: Server) -> None:
    origin = {"Origin": "https://friend.example.evil.example", "Sec-Fetch-Site": "cross-site"}
    found = httpx.post(friendly.url + PREDICT, json=SEVEN, headers=origin)
    assert found.status_code == 403
    assert "access-control-allow-origin" not in found.headers
    assert "Origin" in found.headers.get_list("vary", split_commas=True)
    with pytest.raises(InvalidStatus) as refused:
        connect(f"{friendly.socket_url}/api/v1/live", origin=origin["Origin"])  # type: ignore[arg-type]
    assert refused.value.response.status_code == 403


def test_the_page_of_a_friendly_server_still_works(friendly: Server) -> None:
    origin = {"Origin": friendly.url, "Sec-Fetch-Site": "same-origin"}
    assert httpx.post(friendly.url + PREDICT, json=SEVEN, headers=origin).status_code == 200


def test_a_star_lets_every_page_read() -> None:
    cors = Cors(lambda *_: None, Origins(["*"]))  # type: ignore[arg-type, return-value]
    assert (b"access-control-allow-origin", b"*") in cors._headers(b"https://x.example")
    Origins(["*"]).check(b"https://x.example", b"cross-site", b"localhost")
