"""`inkling predict`: one line for each file."""

import argparse
import sys
from pathlib import Path
from typing import Any

import torch

from app.networks.store import Model
from app.serving import answers, inputs, strict_json
from app.serving.catalog import load_catalog
from app.serving.errors import AppError, InvalidRequestError, UnsupportedMediaTypeError
from app.serving.limits import Limits
from app.serving.service import outcome_of
from app.settings import Settings

NOT_A_DIGIT = 0.5


def predict(options: argparse.Namespace) -> int:
    """Predict every file; a bad one is named on standard error and spoils only the exit code."""
    settings = Settings.read()
    torch.set_num_threads(settings.threads)
    limits = Limits.of(settings)
    catalog = load_catalog(settings.models, settings.networks)
    model = catalog.default if options.network is None else catalog.get(options.network)
    failures = 0
    for name in options.files:
        try:
            found = {"file": name, **predict_file(model, _read(name, limits), limits)}
        except (AppError, OSError) as error:
            failures += 1
            print(f"inkling: {name}: {_reason(error)}", file=sys.stderr)
            continue
        print(answers.to_json(found).decode() if options.json else _line(found), flush=True)
    return 1 if failures else 0


def predict_file(model: Model, data: bytes, limits: Limits) -> dict[str, Any]:
    """Return the prediction for a picture or for ink, as the API gives it.

    Raises:
        AppError: it is neither.
    """
    drawing = inputs.read(_as_body(data), "", inputs.Options(), limits)
    return answers.prediction(model, outcome_of(model, drawing))


def _as_body(data: bytes) -> bytes:
    """Let a file hold the ink alone, without `{"ink": …}` around it."""
    if data.lstrip()[:1] == b"{":
        value = strict_json.loads(data)
        if isinstance(value, dict) and "strokes" in value:
            return answers.to_json({"ink": value})
    return data


def _read(name: str, limits: Limits) -> bytes:
    limit = max(limits.image_bytes, limits.json_bytes) + 1
    if name == "-":
        return sys.stdin.buffer.read(limit)
    with Path(name).open("rb") as file:
        return file.read(limit)


def _line(found: dict[str, Any]) -> str:
    doubt = found["not_a_digit"]
    remark = "  (hardly a digit)" if doubt is not None and doubt > NOT_A_DIGIT else ""
    return f"{found['file']}: {found['label']}  {found['probability']:.1%}{remark}"


def _reason(error: Exception) -> str:
    if isinstance(error, UnsupportedMediaTypeError | InvalidRequestError):
        return "This is neither a picture (PNG, JPEG, WebP) nor ink as JSON."
    if isinstance(error, AppError):
        return error.detail
    return getattr(error, "strerror", None) or str(error)
