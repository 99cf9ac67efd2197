"""The AsyncAPI document is valid, and what it says of the live socket is so."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft7Validator
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from app.serving.lab import messages as messages_of_the_lab
from tests.machine import lacking
from tests.servers import Server
from tests.web.test_live import metadata

SPECIFICATION = "node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def document(api: httpx.Client) -> Json:
    return api.get("/asyncapi.json").json()


def check(document: Json, schema: Json, value: Any) -> None:
    whole = Draft7Validator({**document, **schema})
    errors = list(whole.iter_errors(value))
    assert errors == [], errors[0].message[:300]


def messages(document: Json) -> Json:
    return document["channels"]["live"]["messages"]


def test_it_is_asyncapi_3(document: Json) -> None:
    path = Path(__file__).parents[2] / SPECIFICATION
    if not path.exists():
        lacking("AsyncAPI's own schema, which npm installs")
    errors = list(Draft7Validator(json.loads(path.read_text())).iter_errors(document))
    assert errors == [], errors[0].message[:300]


def test_every_reference_leads_somewhere(document: Json) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if "$ref" in value else []
            return own + [found for item in value.values() for found in references(item)]
        return (
            [found for item in value for found in references(item)]
            if isinstance(value, list)
            else []
        )

    for reference in references(document):
        found: Any = document
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


def test_its_examples_are_answered_as_it_says(document: Json, server: Server) -> None:
    drawing, frame = messages(document)["drawing"], messages(document)["frame"]
    with connect(f"{server.socket_url}/api/v1/live", max_size=None) as live:
        for example in drawing["examples"]:
            payload = example["payload"]
            check(document, drawing["payload"], payload)
            answer = ask(live, payload)
            assert isinstance(answer, bytes), answer
            found = metadata(answer)
            check(document, frame["x-metadata"], found)
            assert found["seq"] == str(payload["seq"])
            assert "problem" not in json.loads(found.get("cell", "{}"))
            assert ("baseline" in found) == ("baseline" in payload)


def test_a_wrong_message_is_refused_as_it_says(document: Json, server: Server) -> None:
    refusal = messages(document)["refusal"]
    (example,) = refusal["examples"]
    wrong = {"seq": example["payload"]["seq"], "ink": {"strokes": [[[5, 5]]]}}
    drawing = messages(document)["drawing"]["payload"]
    assert not Draft7Validator({**document, **drawing}).is_valid(wrong)
    with connect(f"{server.socket_url}/api/v1/live") as live:
        answer = json.loads(ask(live, wrong))
    check(document, refusal["payload"], answer)
    assert answer == example["payload"]


@pytest.mark.parametrize(
    ("query", "welcome"),
    [("network=lenet-5&dtype=uint8", True), ("dtype=int4", False), ("network=nothing", False)],
)
def test_the_query_is_what_it_says(
    document: Json, server: Server, query: str, welcome: bool
) -> None:
    schema = document["channels"]["live"]["bindings"]["ws"]["query"]
    sent = dict(part.split("=") for part in query.split("&"))
    assert Draft7Validator(schema).is_valid(sent) == welcome
    place = f"{server.socket_url}/api/v1/live?{query}"
    if welcome:
        with connect(place) as live:
            assert isinstance(ask(live, {"seq": 1, "ink": {"strokes": []}}), bytes)
    else:
        with pytest.raises(InvalidStatus), connect(place):
            pass


def ask(live: ClientConnection, message: Json) -> Any:
    live.send(json.dumps(message))
    return live.recv(30)


def test_the_labs_examples_are_valid(document: Json) -> None:
    wish = document["channels"]["lab"]["messages"]["wish"]
    for example in wish["examples"]:
        check(document, wish["payload"], example["payload"])
        messages_of_the_lab.parsed(example["payload"])
    for wrong in ({"do": "rewind"}, {"do": "no"}, {"do": "start", "knobs": {"deep": 1}}):
        assert not Draft7Validator({**document, **wish["payload"]}).is_valid(wrong)
