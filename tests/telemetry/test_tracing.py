"""The server sends its spans to a collector, which is this test: OTLP by HTTP."""

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from app.telemetry import tracing
from tests.machine import lacking
from tests.servers import serve
from tests.telemetry.figures import PREDICT, SEVEN

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


class Collector(ThreadingHTTPServer):
    """Keeps what is sent to it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies: list[bytes] = []

    def spans(self) -> list[tuple[dict[str, Any], Any]]:
        """Each span, with the attributes of what sent it."""
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
            ExportTraceServiceRequest,
        )

        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            (attributes(sent.resource), span)
            for request in requests
            for sent in request.resource_spans
            for scope in sent.scope_spans
            for span in scope.spans
        ]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        packed = self.headers.get("Content-Encoding") == "gzip"
        assert isinstance(self.server, Collector)
        self.server.bodies.append(gzip.decompress(body) if packed else body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def attributes(of: Any) -> dict[str, Any]:
    return {item.key: item.value.string_value or item.value.int_value for item in of.attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    try:
        import opentelemetry.exporter.otlp.proto.http
        import opentelemetry.sdk  # noqa: F401
    except ImportError:
        lacking("inkling[otel]")
    with Collector() as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        try:
            yield collector
        finally:
            collector.shutdown()
            thread.join()


def test_a_request_and_its_stages_are_in_the_callers_trace() -> None:
    with collecting() as collector:
        env = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
            "OTEL_SERVICE_NAME": "digits",
        }
        with serve(env=env) as server:
            headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-ID": "mine"}
            assert httpx.post(server.url + PREDICT, json=SEVEN, headers=headers).is_success
            httpx.get(f"{server.url}/nothing-here")
        spans = collector.spans()  # sent when the server ended, at the latest
    mine = {span.name: span for _, span in spans if span.trace_id.hex() == TRACE}
    request = mine["POST /api/v1/networks/{id}/predict"]
    assert request.parent_span_id.hex() == PARENT
    found = attributes(request)
    assert found["http.response.status_code"] == 200
    assert found["http.route"] == "/api/v1/networks/{id}/predict"
    assert found["inkling.request_id"] == "mine"
    stages = [mine[name] for name in ("queue", "raster", "inference", "encode")]
    assert all(stage.parent_span_id == request.span_id for stage in stages)
    moments = [request.start_time_unix_nano]
    for stage in stages:
        moments += [stage.start_time_unix_nano, stage.end_time_unix_nano]
    moments.append(request.end_time_unix_nano)
    assert moments == sorted(moments)
    assert {resource["service.name"] for resource, _ in spans} == {"digits"}
    assert "GET none" in {span.name for _, span in spans}


def test_a_collector_that_is_not_there_holds_nothing_up() -> None:
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    with collecting(), serve(env=env) as server:
        assert httpx.post(server.url + PREDICT, json=SEVEN).is_success
        server.process.terminate()
        assert server.process.wait(20) == 0


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "x"}, False),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "otlp"}, False),
        ({"OTEL_TRACES_EXPORTER": "console"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://x"}, True),
    ],
)
def test_the_standards_variables_ask(environment: dict[str, str], asked: bool) -> None:
    assert tracing.asked(environment) is asked


def test_without_them_nothing_of_it_is_imported() -> None:
    code = (
        "import sys; from app.web.application import create_app; create_app();"
        "print('opentelemetry.sdk' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
