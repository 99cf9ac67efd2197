"""The page about one unit: it reads without JavaScript."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from fastapi import APIRouter, Request, Response
from PIL import Image

from app.cnn.layer import Layer
from app.dissect.digits import COLUMNS, SIDE
from app.dissect.section import dissected
from app.dissect.synthesis import centre
from app.ink.sizes import standing
from app.networks.store import Model
from app.serving import units
from app.serving.dissections import Dissection
from app.serving.errors import AppError, NotFoundError
from app.web.pages import answer
from app.web.requests import service_of

router = APIRouter(include_in_schema=False)

MOST_WEIGHTS = 4096
"""A kernel with more numbers is not drawn."""

Json = dict[str, Any]


@router.get("/units/{network}/{layer}/{channel}")
async def unit_page(request: Request, network: str, layer: str, channel: str) -> Response:
    """What one unit wants."""
    service = service_of(request.app.state)
    try:
        model = service.catalog.get(network)
        if not (channel.isascii() and channel.isdigit() and len(channel) < 10):
            raise NotFoundError(f"A channel is a number; {channel[:40]!r} is none.")
        found = units.unit_of(model, layer, int(channel))
        known, lack = await _known(request, model)
    except AppError as error:
        return await answer(request, "unit-missing.html", status=error.status, error=error)
    about = await service.off_loop(lambda: _facts(model, known, found, int(channel)))
    return await answer(
        request, "unit.html", unit=about, model=model, lack=lack, here=_places(model, found, about)
    )


@router.get("/units/{network}/{layer}")
async def layer_page(request: Request, network: str, layer: str) -> Response:
    """All units of a layer, with the pictures that were made for them."""
    service = service_of(request.app.state)
    try:
        model = service.catalog.get(network)
        found = units.unit_of(model, layer, 0)
        known = await service.dissections.get(model, service.off_loop)
    except AppError as error:
        return await answer(request, "unit-missing.html", status=error.status, error=error)
    pictures, classes = await service.off_loop(lambda: units.overview(model, known, found))
    sheet = None if pictures is None else await service.off_loop(lambda: _sheet(pictures))
    return await answer(
        request,
        "units.html",
        model=model,
        layer=found,
        layers=dissected(model.network),
        sheet=sheet,
        classes=classes,
    )


def _sheet(pictures: Any) -> Json:
    """Many pictures, (C, H, W) bytes, in one, side by side."""
    count, height, width = pictures.shape
    whole = pictures.transpose(1, 0, 2).reshape(height, count * width)
    source = _data_url(whole.astype(np.float32) / 255)
    return {"source": source, "count": count, "rows": height, "columns": width}


async def _known(request: Request, model: Model) -> tuple[Dissection | None, str]:
    """What was dissected, or why that is not there."""
    service = service_of(request.app.state)
    try:
        return await service.dissections.get(model, service.off_loop), ""
    except NotFoundError as error:
        return None, error.detail


def _facts(model: Model, known: Dissection | None, layer: Layer, channel: int) -> Json:
    """Everything about the unit, with what only a page needs."""
    found = units.facts(model, layer, channel)
    if known is not None:
        found = units.unit(model, known, layer, channel)
        if found["picture"]:
            found["picture"]["source"] = _data_url(found["picture"]["pixels"])
    if found["kernel"]:
        found["kernel"]["tiles"] = _tiles(found["kernel"]["weights"])
    return found


def _data_url(pixels: Any) -> str:
    """A grey picture, ink bright, inside an address."""
    buffer = io.BytesIO()
    Image.fromarray((np.asarray(pixels) * 255).round().astype(np.uint8)).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _tiles(weights: Any) -> Json | None:
    """A kernel as tiles of cells, one for each input channel; None when there are too many.

    A cell is (row, column, share of the largest -1 to 1, the number).
    """
    numbers = np.asarray(weights, dtype=np.float64)
    if numbers.size > MOST_WEIGHTS or not numbers.ndim:
        return None
    if numbers.ndim == 1:
        columns = int(np.ceil(np.sqrt(numbers.size)))
        padded = np.full(columns * -(-numbers.size // columns), np.nan)
        padded[: numbers.size] = numbers
        numbers = padded.reshape(1, -1, columns)
    tiles = numbers.reshape(-1, *numbers.shape[-2:])
    most = max(float(np.nanmax(np.abs(numbers))), 1e-12)
    return {
        "rows": tiles.shape[1],
        "columns": tiles.shape[2],
        "most": most,
        "maps": [
            [
                (row, column, float(value) / most, float(value))
                for (row, column), value in np.ndenumerate(tile)
                if not np.isnan(value)
            ]
            for tile in tiles
        ],
    }


def _places(model: Model, layer: Layer, about: Json) -> Json:
    """Where the page leads, and where things stand in its pictures."""
    channel, shape = about["channel"], model.network.input_shape
    names = dissected(model.network)
    at = names.index(layer.name)
    (height, width), (rows, columns) = shape[-2:], standing((SIDE, SIDE), shape)
    margin = ((height - rows) // 2, (width - columns) // 2)
    return {
        "flat": len(layer.shape) == 1,
        "previous": channel - 1 if channel else None,
        "next": channel + 1 if channel + 1 < layer.shape[0] else None,
        "layer_before": _same(model, names[at - 1], layer, channel) if at else None,
        "layer_after": (
            _same(model, names[at + 1], layer, channel) if at + 1 < len(names) else None
        ),
        "api": f"/api/v1/networks/{model.id}/units/{layer.name}/{channel}",
        "pin": f"{layer.name}:" + ".".join(map(str, (channel, *(n // 2 for n in layer.shape[1:])))),
        "input": {"rows": height, "columns": width},
        "digit": {"row": margin[0], "column": margin[1], "rows": rows, "columns": columns},
        "sheet_rows": -(-about.get("digits", 0) // COLUMNS),
        "window": units.window(layer, centre(layer.shape), shape),
        "bars": _Bars.of(about.get("profile", [])),
    }


def _same(model: Model, name: str, layer: Layer, channel: int) -> tuple[str, int]:
    """The unit of the same number in another layer; the first where there are others."""
    return name, channel if model.network.layer(name).shape[0] == layer.shape[0] else 0


@dataclass(frozen=True)
class _Bars:
    """Numbers as places on an axis from 0 to 100."""

    low: float
    high: float

    @classmethod
    def of(cls, profile: Sequence[Json]) -> "_Bars":
        numbers = [number for one in profile for number in (one["mean"], one["peak"])]
        return cls(min(numbers, default=0.0), max(numbers, default=0.0))

    @property
    def zero(self) -> float:
        return self.at(0)

    def at(self, value: float) -> float:
        low, high = min(self.low, 0.0), max(self.high, 0.0)
        return round(100 * (value - low) / max(high - low, 1e-12), 2)

    def span(self, value: float) -> tuple[float, float]:
        """From where and how long a bar is."""
        ends = sorted((self.at(0), self.at(value)))
        return ends[0], round(ends[1] - ends[0], 2)
