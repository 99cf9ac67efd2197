"""The page about one network: its model card, which reads without JavaScript."""

import base64
import io
import math
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from PIL import Image

from app.networks.store import Model
from app.serving import card, trust
from app.serving.card import Confusion
from app.serving.errors import AppError, ValidationFailedError
from app.serving.gallery import Digit
from app.serving.samples import Samples
from app.serving.service import Service
from app.web.pages import answer
from app.web.requests import service_of

router = APIRouter(include_in_schema=False)

Json = dict[str, Any]
WIDTH, HEIGHT = 300, 110
"""Of a plot, in its own units."""


@router.get("/networks/{id}")
async def card_page(
    request: Request,
    id: str,
    label: str | None = None,
    read_as: Annotated[str | None, Query(alias="as")] = None,
) -> Response:
    """What a network confuses, its worst mistakes, how it learned, its limits."""
    service = service_of(request.app.state)
    try:
        model = service.catalog.get(id)
        _check(label, read_as)
    except AppError as error:
        return await answer(request, "unit-missing.html", status=error.status, error=error)
    found = await _confusion(service, model)
    facts = await service.off_loop(lambda: _facts(service, model, found, label, read_as))
    return await answer(
        request,
        "card.html",
        model=model,
        found=found,
        cell=(label, read_as) if label else None,
        networks=list(service.catalog),
        **facts,
    )


def _check(label: str | None, read_as: str | None) -> None:
    digits = Digit.__args__  # type: ignore[attr-defined]
    if (label is None) != (read_as is None) or not {label, read_as} <= {None, *digits}:
        raise ValidationFailedError.at(("query", "label"), "Two digits, as in ?label=4&as=9")


async def _confusion(service: Service, model: Model) -> Confusion | None:
    """As it was measured; an unmeasured network reads the digits that ship, once."""
    read = None
    if not model.trust and trust.judges(model):
        read = await service.gallery.verdicts(model, service.off_loop)
    return card.confusion(model, read, service.samples)


def _facts(
    service: Service,
    model: Model,
    found: Confusion | None,
    label: str | None,
    read_as: str | None,
) -> Json:
    shown = card.digits(found, service.samples, label, read_as) if found else []
    read = None if found is None or found.whole else service.gallery.read(model)
    diagrams = trust.reliability(model, read, service.samples)
    facts = card.facts(model, found)
    return {
        **facts,
        "digits": [{**one, "picture": _picture(service.samples, one["at"])} for one in shown],
        "calibration": trust.calibration(model, diagrams),
        "plots": [_plot(each) for each in diagrams],
        "curves": _curves(facts["training"].get("learning", [])),
        "width": WIDTH,
        "height": HEIGHT,
    }


def _picture(samples: Samples, at: int) -> str:
    """A digit inside an address, ink bright."""
    buffer = io.BytesIO()
    Image.fromarray(samples.images[at]).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _plot(diagram: trust.Reliability) -> Json:
    """A reliability diagram as places in a plot: one column a bin."""
    step = WIDTH / len(diagram.bins)
    return {
        "title": diagram.title,
        "count": diagram.count,
        "error": diagram.error,
        "bins": [
            {
                "low": each.low,
                "high": each.high,
                "count": each.count,
                "right": each.right,
                "confidence": each.confidence,
                "x": round((at + 0.5) * step, 1),
                "half": round(step * 0.34, 1),
                "y": round(HEIGHT * (1 - each.right), 1),
                "said": round(HEIGHT * (1 - each.confidence), 1),
                "from": round(HEIGHT * (1 - each.interval[0]), 1),
                "to": round(HEIGHT * (1 - each.interval[1]), 1),
            }
            for at, each in enumerate(diagram.bins)
        ],
    }


def _curves(rows: list[Json]) -> list[Json]:
    """Accuracy and loss over the checkpoints, which stand side by side; loss on a log scale."""
    if len(rows) < 2:
        return []
    losses = [math.log(max(row[name]["loss"], 1e-6)) for row in rows for name in ("train", "test")]
    low, high = min(losses), max(losses)
    scales = {
        "accuracy": lambda one: one["accuracy"],
        "loss": lambda one: (math.log(max(one["loss"], 1e-6)) - low) / max(high - low, 1e-9),
    }
    return [
        {
            "measure": measure,
            "first": rows[0]["test"][measure],
            "last": rows[-1]["test"][measure],
            "paths": {
                name: "M"
                + "L".join(
                    f"{at / (len(rows) - 1) * WIDTH:.1f} {HEIGHT * (1 - scale(row[name])):.1f}"
                    for at, row in enumerate(rows)
                )
                for name in ("train", "test")
            },
        }
        for measure, scale in scales.items()
    ]
