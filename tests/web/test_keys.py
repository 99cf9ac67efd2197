"""API keys: without one there is health and the page's files, with one there is everything."""

from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.settings import Settings
from tests.servers import Server, serve
from tests.web.bodies import SEVEN

KEYS = ("correct-horse-battery", "staple-staple-staple")
PREDICT = "/api/v1/networks/lenet-5/predict"
WAYS = {
    "bearer": {"Authorization": f"Bearer {KEYS[0]}"},
    "the second": {"Authorization": f"bearer  {KEYS[1]}"},
    "header": {"X-API-Key": KEYS[1]},
    "password": {"Authorization": httpx.BasicAuth("me", KEYS[0])._auth_header},
}
WRONG = {
    "none": {},
    "another": {"Authorization": "Bearer correct-horse-batter"},
    "both at once": {"X-API-Key": ",".join(KEYS)},
    "no base64": {"Authorization": "Basic ???"},
    "as a name": {"Authorization": httpx.BasicAuth(KEYS[0], "")._auth_header},
    "empty": {"X-API-Key": "", "Authorization": "", "Cookie": "inkling="},
    "the key as a cookie": {"Cookie": f"inkling={KEYS[0]}"},
    "not ASCII": {"X-API-Key": "schlüssel"},
}


@pytest.fixture(scope="module")
def locked() -> Iterator[Server]:
    with serve(env={"INKLING_API_KEYS": ",".join(KEYS), "INKLING_HTTPS": "1"}) as running:
        yield running


@pytest.mark.parametrize("way", WAYS)
def test_a_key_opens_everything(locked: Server, way: str) -> None:
    headers = WAYS[way]
    assert httpx.post(locked.url + PREDICT, json=SEVEN, headers=headers).status_code == 200
    assert httpx.get(locked.url, headers=headers).status_code == 200
    document = httpx.get(f"{locked.url}/openapi.json", headers=headers).json()
    assert document["security"] == [{"bearer": []}, {"key": []}]
    with connect(f"{locked.socket_url}/api/v1/live", additional_headers=headers):
        pass


@pytest.mark.parametrize("wrong", WRONG)
def test_without_one_there_is_nothing(locked: Server, wrong: str) -> None:
    headers = {name: value.encode() for name, value in WRONG[wrong].items()}
    for method, path in (
        ("POST", PREDICT), ("GET", "/"), ("GET", "/docs"), ("GET", "/openapi.json"),
        ("GET", "/metrics"), ("GET", "/nothing"), ("POST", "/v2/models/lenet-5/infer"),
        ("GET", "/api/v1/lab"), ("POST", "/api/v1/lab/plan"),
    ):  # fmt: skip
        found = httpx.request(method, locked.url + path, headers=headers)
        assert found.status_code == 401, path
        assert found.json()["type"].endswith("/unauthorized")
        challenges = found.headers.get_list("www-authenticate")
        assert [one.partition(" ")[0] for one in challenges] == ["Basic", "Bearer"]
        assert not any(key in found.text for key in KEYS)
    for place in ("live", "lab/train"):
        with pytest.raises(InvalidStatus) as refused:
            connect(f"{locked.socket_url}/api/v1/{place}", additional_headers=WRONG[wrong])
        assert refused.value.response.status_code == 401


def test_health_and_files_are_open(locked: Server) -> None:
    for path in ("/healthz", "/readyz", "/v2/health/live", "/v2/health/ready", "/static/icon.svg"):
        assert httpx.get(locked.url + path).status_code == 200


def test_a_page_of_another_site_may_not_use_the_browsers_key(locked: Server) -> None:
    headers = {**WAYS["password"], "Origin": "https://evil.example"}
    assert httpx.post(locked.url + PREDICT, json=SEVEN, headers=headers).status_code == 403


def test_the_cookie_is_for_this_site_and_hides_the_key(locked: Server) -> None:
    first = httpx.get(locked.url, headers=WAYS["password"])
    cookie = first.headers["set-cookie"]
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")
    assert KEYS[0] not in cookie
    held = {"Cookie": f"other=1; {cookie.partition(';')[0]}"}
    assert httpx.post(locked.url + PREDICT, json=SEVEN, headers=held).status_code == 200
    assert "set-cookie" not in httpx.get(locked.url, headers=held).headers
    assert first.headers["strict-transport-security"] == "max-age=63072000"


def test_without_keys_nobody_asks_for_one(api: httpx.Client) -> None:
    found = api.get("/", headers=WAYS["password"])
    assert "set-cookie" not in found.headers
    assert "security" not in api.get("/openapi.json").json()


@pytest.mark.parametrize("key", ["short", "with a space in the middle", "schlüssel-schlüssel"])
def test_a_bad_key_is_refused_without_being_shown(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_API_KEYS", key)
    with pytest.raises(ValueError, match="at least 16 printable") as refused:
        Settings.read()
    assert key not in str(refused.value)


def test_keys_do_not_show_in_settings_and_reach_the_workers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INKLING_API_KEYS", ",".join(KEYS))
    settings = Settings.read()
    assert not any(key in repr(settings) for key in KEYS)
    assert settings.environment()["INKLING_API_KEYS"] == ",".join(KEYS)
