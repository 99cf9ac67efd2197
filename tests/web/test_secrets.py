"""Errors tell the caller what to do, and nothing about this machine."""

import re
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.servers import Server, serve
from tests.web.bodies import picture

FAULTY = """
import sys
from app.cli import main
from app.serving import inputs

read = inputs.read

def faulty(body, *rest):
    if b"fail" in body:
        raise RuntimeError(f"{__file__} hunter2")
    return read(body, *rest)

inputs.read = faulty
if __name__ == "__main__":
    sys.exit(main())
"""
PLACE = re.compile(r"/(?:home|root|tmp|usr|opt|var|proc|work|app)\b|\.py\b|Traceback|0x[0-9a-f]{6}")


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hidden-place")
    program = folder / "faulty.py"
    program.write_text(FAULTY)
    with serve(executable=(sys.executable, str(program))) as running:
        yield running


ASKED = [
    ("GET", "/nothing", b""),
    ("GET", "/static/../../etc/passwd", b""),
    ("GET", "/static/%2e%2e/app/cli/__init__.py", b""),
    ("GET", "/api/v1/networks/..%2F..%2Fmodels", b""),
    ("GET", "/api/v1/networks/%2Fetc%2Fpasswd", b""),
    ("GET", "/api/v1/networks/lenet-5/layers/..%2f/filters", b""),
    ("GET", "/api/v1/networks/lenet-5.pt2", b""),
    ("GET", "/v2/models/..%2fmodels/config", b""),
    ("POST", "/api/v1/networks/lenet-5/predict", b"{"),
    ("POST", "/api/v1/networks/lenet-5/predict", b'{"pixels": [[NaN]]}'),
    ("POST", "/api/v1/networks/lenet-5/predict", b'{"image": "!!!"}'),
    ("POST", "/api/v1/networks/lenet-5/predict", picture()[:60]),
    ("POST", "/api/v1/networks/lenet-5/predict?edits=[{}]", b"{}"),
    ("POST", "/api/v1/networks/os:getcwd/predict", b"{}"),
    ("POST", "/api/v1/networks/mynet.pt2/predict", b"PK\x03\x04"),
    ("POST", "/v2/models/lenet-5/infer", b'{"inputs": [{"name": "/etc/passwd"}]}'),
    ("POST", "/v2/repository/models/lenet-5/load", b'{"parameters": {"config": "{}"}}'),
    ("POST", "/v2/systemsharedmemory/region/x/register", b'{"key": "/x"}'),
    ("POST", "/models/lenet-5", b"hello"),
    ("DELETE", "/api/v1/networks/lenet-5", b""),
    ("PUT", "/api/v1/networks/lenet-5", b"\x80\x04pickle"),
]


@pytest.mark.parametrize(("method", "path", "body"), ASKED)
def test_no_error_names_a_place(serving: Server, method: str, path: str, body: bytes) -> None:
    found = httpx.request(method, serving.url + path, content=body)
    assert 400 <= found.status_code < 500
    assert_discreet(found.text.replace(path, ""))


def assert_discreet(said: str) -> None:
    assert not PLACE.search(said), said
    assert "hidden-place" not in said
    assert "hunter2" not in said


def test_our_own_fault_is_told_by_its_number_only(serving: Server) -> None:
    for ask in ("predict", "trace", "preprocess"):
        address = f"{serving.url}/api/v1/networks/lenet-5/{ask}"
        found = httpx.post(address, content=b'{"fail": 1}')
        assert found.status_code == 500
        assert found.headers["x-request-id"] in found.json()["detail"]
        assert_discreet(found.text)
