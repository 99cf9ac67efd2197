"""Which digits a network takes to be like a drawing, in one of its layers."""

from typing import Any

from app.dissect.section import holder
from app.networks.store import Model
from app.serving import answers, inputs
from app.serving.atlas import Atlas
from app.serving.catalog import layer_of
from app.serving.errors import AppError
from app.serving.jobs import Outcome, Prepared
from app.serving.service import Service, Upload, is_heavy, with_edits

Json = dict[str, Any]


def layer_for(model: Model, name: str | None) -> str:
    """The layer whose map is meant; default: the last one with more numbers than classes.

    A layer that repeats another one's numbers has the map of that.

    Raises:
        LayerNotFoundError: there is no such layer.
    """
    if name is not None:
        return holder(model.network, layer_of(model, name).name)
    wide = (layer for layer in model.network.layers if layer.outputs > len(model.classes))
    return holder(model.network, list(wide)[-1].name)


async def atlas_of(service: Service, model: Model) -> Atlas:
    """The network's maps.

    Raises:
        NotFoundError: it has not been dissected; says what to do.
    """
    return await service.dissections.atlas(model, service.off_loop)


async def near(service: Service, model: Model, upload: Upload, layer: str | None) -> bytes:
    """Return the prediction, the drawing's place and the digits nearest to it, as JSON."""
    name = layer_for(model, layer)
    atlas = await atlas_of(service, model)

    def prepare() -> Prepared:
        drawing = inputs.read(upload.body, upload.content_type, upload.options, service.limits)
        return with_edits(drawing, drawing)

    def finish(outcome: Outcome) -> bytes:
        found = answers.prediction(model, outcome)
        head = {part: found[part] for part in ("network", "label", "index", "probability")}
        return answers.to_json(head | atlas.near(name, outcome.outputs[name]))

    return await service.compute(
        model,
        prepare,
        finish,
        traced=True,
        heavy=is_heavy(upload.body, upload.content_type),
        client=upload.client,
        spans=upload.spans,
    )


async def live_atlas(service: Service, model: Model) -> Atlas | Json:
    """The maps, or the problem that a frame shall tell in their place."""
    try:
        return await atlas_of(service, model)
    except AppError as error:
        return {"problem": {"title": error.title, "status": error.status, "detail": error.detail}}
