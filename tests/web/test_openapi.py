"""The OpenAPI document is true: its examples run, and answers are what it says."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from tests.web.bodies import SEVEN

Json = dict[str, Any]
STATUSES = {"400", "405", "414", "422", "431", "500"}


@pytest.fixture(scope="module")
def document(api: httpx.Client) -> Json:
    return api.get("/openapi.json").json()


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def validate(document: Json, schema: Json, value: Any) -> None:
    whole = {**schema, "components": document["components"]}
    Draft202012Validator.check_schema(whole)
    errors = list(Draft202012Validator(whole).iter_errors(value))
    assert errors == [], errors[0].message[:300]


def run(api: httpx.Client, path: str, method: str, operation: Json) -> httpx.Response:
    """Send the operation's own example."""
    examples = {p["name"]: p for p in operation.get("parameters", []) if "example" in p}
    places = {name: p["example"] for name, p in examples.items() if p["in"] == "path"}
    query = {name: p["example"] for name, p in examples.items() if p["in"] == "query"}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    value = body["examples"]["seven"]["value"] if body else None
    return api.request(method, path.format(**places), params=query, json=value)


def test_it_is_openapi_3_1_with_stable_names(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert sorted(names) == [
        "ablate", "attack", "classifyImage", "explain", "findNeighbours", "infer",
        "inferOfVersion", "listCheckpoints", "listMethods", "listModels", "listNetworks", "nudge",
        "patch", "planNetwork", "predict",
        "preprocess", "readCalibration", "readCauses", "readCell", "readConfidence",
        "readConfig", "readConfigOfVersion", "readDigits", "readFilters", "readGallery",
        "readHealth", "readHistory", "readIndex", "readInteractions", "readLab", "readLabFile",
        "readLabNetwork", "readLimits", "readLive",
        "readModel",
        "readModelOfVersion", "readModelReady", "readModelReadyOfVersion", "readNeighbourMap",
        "readNetwork", "readReadiness", "readReady", "readSample", "readServer", "readUnit",
        "stress", "trace",
    ]  # fmt: skip


def test_every_example_runs_and_is_what_is_answered(document: Json, api: httpx.Client) -> None:
    for path, method, operation in operations(document):
        if path.startswith("/api/v1/lab/networks/"):
            continue  # nobody has trained here; tests/lab has what they answer
        answer = run(api, path, method, operation)
        assert answer.status_code == 200, (path, answer.text)
        content = operation["responses"]["200"]["content"]["application/json"]
        validate(document, content["schema"], answer.json())
        example = content["examples"]["answer"]["value"]
        validate(document, content["schema"], example)
        assert close(answer.json(), example), path


def close(one: Any, other: Any, rel: float = 1e-4) -> bool:
    """Whether two JSON values are equal up to the last digits of numbers.

    What is 0 but for rounding, as the error of a sum, is another number on another processor.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key], rel) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(close(*pair, rel) for pair in pairs)
    if isinstance(one, float) or isinstance(other, float):
        return bool(one == pytest.approx(other, rel=rel, abs=1e-5))
    return bool(one == other)


def test_every_request_example_is_valid(document: Json) -> None:
    for _, _, operation in operations(document):
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]["application/json"]
            for example in content["examples"].values():
                validate(document, content["schema"], example["value"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ink": None},
        {"inc": 1},
        {**SEVEN, "pixels": [[0]]},
        {"pixels": [[2]]},
        {**SEVEN, "fit": "yes"},
        {**SEVEN, "fit": {"crop": 1}},
        {**SEVEN, "fit": {"cut": True}},
    ],
)
def test_the_schema_refuses_what_the_server_refuses(
    document: Json, api: httpx.Client, body: Json
) -> None:
    schema = {"$ref": "#/components/schemas/PredictBody", "components": document["components"]}
    assert not Draft202012Validator(schema).is_valid(body)
    assert api.post("/api/v1/networks/lenet-5/predict", json=body).status_code == 422


def test_every_operation_describes_its_problems(document: Json) -> None:
    for path, _, operation in operations(document):
        known = set(operation["responses"])
        assert known >= STATUSES, (path, known)
        native = path.startswith(("/api/v1", "/healthz", "/readyz"))
        if "requestBody" in operation:
            assert known >= {"404", "413", "415", "429", "503", "504"}
            assert ("406" in known) == native
        form = "application/problem+json" if native else "application/json"
        for status in known - {"200", "202", "304"}:
            assert form in operation["responses"][status]["content"]


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/api/v1/networks/{id}", {"id": "lenet5"}),
        ("GET", "/api/v1/networks", {"headers": {"Accept": "a/b"}}),
        ("GET", "/api/v1/networks", {"params": {"x": "1"}}),
        ("POST", "/api/v1/networks/{id}/predict", {"content": b"{"}),
        ("POST", "/api/v1/networks/{id}/predict", {"content": b"hello"}),
        ("POST", "/api/v1/networks/{id}/predict", {"json": {}}),
        ("POST", "/api/v1/networks/{id}/predict", {"content": b" " * (5 << 20)}),
        ("POST", "/v2/models/{id}/infer", {"json": {}}),
        ("POST", "/v2/models/{id}/infer", {"content": b"", "headers": {"Content-Encoding": "br"}}),
        ("GET", "/v2/models/{id}/config", {"id": "lenet5"}),
        ("POST", "/models/{id}", {"content": b"hello"}),
    ],
)
def test_problems_are_what_the_document_says(
    document: Json, api: httpx.Client, method: str, path: str, options: Json
) -> None:
    sent = {"id": "lenet-5"} | options
    answer = api.request(method, path.format(id=sent.pop("id")), **sent)
    described = document["paths"][path][method.lower()]["responses"][str(answer.status_code)]
    schema = described["content"][answer.headers["content-type"]]["schema"]
    validate(document, schema, answer.json())


def test_limits_are_in_the_schema(document: Json) -> None:
    schemas = document["components"]["schemas"]
    strokes = schemas["InkBody"]["properties"]["strokes"]
    assert (strokes["maxItems"], strokes["items"]["maxItems"]) == (200, 20_000)
    assert schemas["PredictBody"]["additionalProperties"] is False
    references = str(document).count("HTTPValidationError")
    assert references == 0
