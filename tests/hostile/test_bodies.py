"""Bodies that are wrong in every way that the other tests know: none of them leaves anything."""

import gzip
import json
import os

import httpx
import pytest

from tests.hostile.conftest import GROWTH
from tests.lines import left_behind
from tests.servers import Server
from tests.web.test_bad_input import NOT_JSON, PICTURES, WRONG

ROUNDS = int(os.environ.get("INKLING_ROUNDS", "10"))
JSON = {"Content-Type": "application/json"}
TEXTS = [*NOT_JSON.values(), *(json.dumps(body).encode() for body in WRONG.values())]
TENSOR = {"name": "input", "shape": [1, 1, 32, 32], "datatype": "FP32"}
TENSORS = [
    b"{", b"[]", b'{"inputs": 1}',
    *(json.dumps({"inputs": [{**TENSOR, **more}]}).encode() for more in (
        {}, {"data": [2.0] * 1024}, {"data": [0] * 9}, {"data": [[[[0]]]]}, {"shape": [-1, 2]},
        {"shape": [1 << 40, 1, 32, 32]}, {"datatype": "BYTES"}, {"parameters": {
            "binary_data_size": 1 << 40}},
    )),
]  # fmt: skip
PACKED = [gzip.compress(b"\0" * (64 << 20)), gzip.compress(TENSORS[0]), b"\x1f\x8b"]


@pytest.mark.parametrize("sort", ["texts", "pictures", "tensors", "packed"])
def test_no_body_leaves_anything_behind(target: Server, sort: str) -> None:
    place, infer = "/api/v1/networks/vgg-mini", "/v2/models/vgg-mini/infer"
    asked: dict[str, list[tuple[str, bytes, dict[str, str]]]] = {
        "texts": [(f"{place}/{route}", body, JSON) for route in ("predict", "patch")
                  for body in TEXTS],
        "pictures": [(f"{place}/trace", body, {}) for body, _, _ in PICTURES.values()],
        "tensors": [(infer, body, {}) for body in TENSORS],
        "packed": [(infer, body, {"Content-Encoding": "gzip"}) for body in PACKED],
    }  # fmt: skip
    with httpx.Client(base_url=target.url, timeout=30) as client:

        def all_bodies() -> None:
            for path, body, headers in asked[sort]:
                answer = client.post(path, content=body, headers=headers)
                assert 400 <= answer.status_code < 500, body[:80]
                assert len(answer.content) <= 8192

        grown = left_behind(target, all_bodies, ROUNDS)
    print(f"{grown:.1f} MiB more after {ROUNDS} times {len(asked[sort])} bodies")
    assert grown < GROWTH
