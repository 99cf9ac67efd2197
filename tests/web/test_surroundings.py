"""What every answer carries."""

import httpx
import pytest

from tests.servers import Server

PATHS = [
    "/",
    "/docs",
    "/static/icon.svg",
    "/openapi.json",
    "/healthz",
    "/api/v1/networks",
    "/nothing",
    "/api/v1/networks/nothing",
    "/static/nothing",
    "/static/../app/cli.py",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_security_headers(api: httpx.Client, path: str) -> None:
    headers = api.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in headers
    assert headers["x-request-id"]


@pytest.mark.parametrize("path", ["js/main.js", "css/tokens.css", "fonts/inter.woff2"])
def test_parts_of_a_page_leave_the_policy_to_the_page(api: httpx.Client, path: str) -> None:
    headers = api.get(f"/static/{path}").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "content-security-policy" not in headers


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_say_more(api: httpx.Client, path: str) -> None:
    headers = api.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert "microphone=()" in headers["permissions-policy"]


@pytest.mark.parametrize("path", [path for path in PATHS if "static" not in path])
def test_head_is_get_without_the_body(api: httpx.Client, path: str) -> None:
    head, get = api.head(path), api.get(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.headers.get("etag") == get.headers.get("etag")


def test_a_request_keeps_its_id(api: httpx.Client) -> None:
    given = api.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"]
    assert given == "abc-1"
    made = api.get("/healthz", headers={"X-Request-ID": "a b\t" + "x" * 80}).headers["x-request-id"]
    assert len(made) == 16


def test_the_page_names_files_that_are_there_and_stay(api: httpx.Client) -> None:
    import re

    for page in ("/", "/docs"):
        html = api.get(page).text
        files = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
        assert files
        for file in set(files):
            answer = api.get(file)
            assert answer.status_code == 200, file
            assert "immutable" in answer.headers["cache-control"]
        assert not re.search(r"<script(?![^>]*src=)|<style| style=| on[a-z]+=", html)


def test_plain_static_addresses_are_asked_for_again(api: httpx.Client) -> None:
    first = api.get("/static/icon.svg")
    assert first.headers["cache-control"] == "no-cache"
    tag = {"If-None-Match": first.headers["etag"]}
    assert api.get("/static/icon.svg", headers=tag).status_code == 304


def test_files_outside_static_are_not_there(api: httpx.Client) -> None:
    for path in ("/static/%2e%2e/pyproject.toml", "/static/..%2fpyproject.toml", "/static/",
                 "/static/000000000000/%2e%2e/%2e%2e/pyproject.toml", "/static//etc/passwd",
                 "/static/js", "/static/%00"):  # fmt: skip
        answer = api.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["type"].endswith("/not-found")


def test_the_address_is_refused_to_other_hosts(server: Server) -> None:
    answer = httpx.get(f"{server.url}/", headers={"Host": "attacker.example"})
    assert answer.status_code == 400


def test_text_is_compressed_for_those_who_read_it(api: httpx.Client) -> None:
    for path in ("/", "/static/vendor/docs/swagger-ui.css", "/static/css/tokens.css"):
        plain = api.get(path, headers={"Accept-Encoding": "identity"})
        packed = api.get(path, headers={"Accept-Encoding": "br, gzip"})
        refused = api.get(path, headers={"Accept-Encoding": "gzip;q=0"})
        assert packed.content == plain.content == refused.content
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in {*plain.headers, *refused.headers}
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert int(packed.headers["content-length"]) < len(plain.content)
        if "etag" in packed.headers:
            assert packed.headers["etag"] != plain.headers["etag"]
            again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]}
            assert api.get(path, headers=again).status_code == 304
