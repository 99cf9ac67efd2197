import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.telemetry import logs
from tests.servers import Server, serve
from tests.telemetry.figures import PREDICT, SEVEN


@contextmanager
def logging_to(file: Path, **settings: str) -> Iterator[Server]:
    """A server whose stderr is a file."""
    command = ("sh", "-c", f'exec "$PYTHON" -m app "$@" 2>"{file}"', "sh")
    env = {f"INKLING_{name.upper()}": value for name, value in settings.items()}
    with serve(executable=command, env={**env, "PYTHON": sys.executable}) as running:
        yield running


def test_each_request_is_one_line_of_json(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with logging_to(file, access_log="true") as server:
        mine = {"X-Request-ID": "order-66.a_b"}
        assert httpx.post(server.url + PREDICT, json=SEVEN, headers=mine).status_code == 200
        broken = httpx.post(server.url + PREDICT + "?secret=1", content=b"{")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    first, second = (line for line in lines if line.get("method") == "POST")
    assert first["time"].endswith("Z")
    assert isinstance(first.pop("duration_ms"), float)
    del first["time"]
    message = first.pop("message")
    assert first == {
        "level": "info",
        "logger": "inkling.access",
        "request_id": "order-66.a_b",
        "method": "POST",
        "route": "/api/v1/networks/{id}/predict",
        "status": 200,
    }
    assert message.startswith("POST /api/v1/networks/{id}/predict 200, ")
    assert (second["status"], second["reason"]) == (422, "validation-failed")
    assert second["request_id"] == broken.headers["x-request-id"]
    assert "secret" not in file.read_text()


def test_text_is_for_people_and_quiet_by_default(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with logging_to(file, log_format="text", access_log="true") as server:
        answer = httpx.get(f"{server.url}/healthz")
    assert "GET /healthz 200, " in file.read_text()
    assert f"[{answer.headers['x-request-id']}]" in file.read_text()
    with logging_to(file) as server:
        httpx.get(f"{server.url}/healthz")
    assert file.read_text() == ""


def test_sockets_that_are_refused_are_no_faults_in_the_log(tmp_path: Path) -> None:
    file = tmp_path / "log"
    with logging_to(file) as server:
        for path in ("live?network=none", "lab/train?a=b", "nothing"):
            with pytest.raises(InvalidStatus):
                connect(f"{server.socket_url}/api/v1/{path}")
    assert file.read_text() == ""


def record(message: str, *arguments: Any, **more: Any) -> logging.LogRecord:
    found = logging.LogRecord("inkling", logging.WARNING, "", 0, message, arguments, None)
    vars(found).update(more)
    return found


@pytest.mark.parametrize("evil", ["a\nb", "a\r\nb", "a\x1b[31mb", "a\x00b", "a\x9b31mb"])
def test_nothing_that_is_logged_begins_a_line_or_colours_it(evil: str) -> None:
    assert logs.TextFormatter().format(record("name %s", evil)).isprintable()
    line = logs.JsonFormatter().format(record("name %s", evil))
    assert min(line) >= " "
    assert json.loads(line)["message"] == f"name {evil}"


def test_a_failure_has_its_traceback_in_the_same_object() -> None:
    try:
        raise ZeroDivisionError("why")
    except ZeroDivisionError:
        line = logs.JsonFormatter().format(record("oh", exc_info=sys.exc_info()))
    found = json.loads(line)
    assert found["exception"].endswith("ZeroDivisionError: why")
    assert line.isprintable()


@pytest.mark.parametrize(("terminal", "form"), [(True, "text"), (False, "json")])
def test_auto_is_text_where_somebody_looks(
    terminal: bool, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    assert logs.chosen("auto") == form
    assert logs.chosen("text") == "text"
    assert logs.chosen("json") == "json"
