"""Log lines: JSON for machines, text for a terminal; both carry the id of the request."""

import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

Form = Literal["auto", "text", "json"]
ACCESS = "inkling.access"

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered."""

_SHOWN = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {9: "\t"}


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; what `extra={"fields": …}` holds becomes members."""
        line: dict[str, Any] = {
            "time": _time(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


class TextFormatter(logging.Formatter):
    """A line for people; nothing that a client sent can begin another."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record, with its traceback below."""
        message = record.getMessage().translate(_SHOWN)
        line = f"{_time(record):%H:%M:%S} {record.levelname:<8} {record.name}: {message}"
        if request_id := REQUEST_ID.get():
            line += f" [{request_id}]"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def chosen(form: Form) -> Literal["text", "json"]:
    """Return how lines are written: where nobody looks, as JSON."""
    if form == "auto":
        return "text" if sys.stderr.isatty() else "json"
    return form


def configuration(level: str, form: Form, access: bool) -> dict[str, Any]:
    """Return what `logging.config.dictConfig` is to set up; everything goes to stderr."""
    formatter = JsonFormatter if chosen(form) == "json" else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {ACCESS: {"level": "INFO" if access else "CRITICAL"}},
    }
