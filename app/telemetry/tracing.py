"""OpenTelemetry, where `OTEL_…` variables ask for it and `inkling[otel]` is installed.

The variables are the standard's own: the SDK reads the sampler, the resource and the batching from
them, the exporter its endpoint and headers. Nothing of it is imported otherwise.
"""

import logging
import os
import threading
from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

log = logging.getLogger("inkling.telemetry")
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
EXPORTER = "OTEL_TRACES_EXPORTER"
PATIENCE = 2.0
"""Seconds for which the end of the server waits for the last spans to be sent."""


def asked(environment: Mapping[str, str]) -> bool:
    """Whether the variables ask for traces."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = environment.get(EXPORTER, "")
    return exporter != "none" and any(environment.get(name) for name in (EXPORTER, *ENDPOINTS))


def provider() -> "TracerProvider | None":
    """Make what traces are written with; None when nobody asked, or it is not installed."""
    if not asked(os.environ):
        return None
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        log.warning("No traces, though OTEL_ variables ask for them: pip install 'inkling[otel]'.")
        return None
    from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = OTELResourceDetector().detect()  # OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES
    made = TracerProvider(
        resource=Resource.create({SERVICE_NAME: "inkling"}).merge(named), shutdown_on_exit=False
    )
    made.add_span_processor(BatchSpanProcessor(_exporter()))
    return made


def _exporter() -> "SpanExporter":
    """Make what `OTEL_TRACES_EXPORTER` names: `otlp` (by HTTP), or `console`.

    Raises:
        ValueError: it names another.
    """
    name = os.environ.get(EXPORTER) or "otlp"
    if name == "console":
        from opentelemetry.sdk.trace.export import ConsoleSpanExporter

        return ConsoleSpanExporter()
    if name == "otlp":
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        return OTLPSpanExporter()
    raise ValueError(f"{EXPORTER} is {name!r}; there is otlp, console, none.")


def finish(made: "TracerProvider") -> None:
    """Send what is left, but wait no longer than `PATIENCE`: the collector may be gone."""
    ending = threading.Thread(target=made.shutdown, name="traces", daemon=True)
    ending.start()
    ending.join(PATIENCE)
