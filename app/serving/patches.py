"""Two answers, and the one's with numbers of the other's: what they say, in numbers and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from app.cnn import PatchError
from app.cnn.align import counterparts
from app.cnn.patch import Patch, check, patched
from app.networks.store import Model
from app.serving import answers, checkpoints, edits, frame, inputs, media, strict_json
from app.serving import patch_sweep as sweeps
from app.serving import patch_words as words
from app.serving.catalog import layer_of
from app.serving.errors import (
    AppError,
    FieldError,
    Loc,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
    ValidationFailedError,
)
from app.serving.inputs import Drawing, Options
from app.serving.patch_bodies import DonorBody, PatchBody, PatchPart
from app.serving.patch_run import Run, run
from app.serving.service import Service, Upload
from app.serving.validate import validate

Json = dict[str, Any]
DONOR: Loc = ("body", "donor")


@dataclass(frozen=True)
class Wanted:
    """What the query asks for besides the answers.

    Args:
        swept: layers of the receiver whose channels are patched one at a time.
        layers: of the receiver, whose numbers are sent; None: all.
        difference: whether to send, too, by how much they are above the donor's.
        form: the media type of the answer.
        dtype: of the numbers.
    """

    swept: tuple[str, ...] = ()
    layers: tuple[str, ...] | None = ()
    difference: bool = False
    form: str = media.JSON
    dtype: frame.Dtype = "float32"


def answer(
    service: Service,
    model: Model,
    upload: Upload,
    wanted: Wanted,
    go_on: Callable[[], None] = lambda: None,
) -> bytes:
    """Patch, and write what comes of it.

    Args:
        service: knows the networks.
        model: the receiver.
        upload: JSON of a `PatchBody`.
        wanted: what to send.
        go_on: called every now and then; may raise to give up.

    Raises:
        AppError: the body is wrong, or a patch does not fit.
    """
    if (media.declared(upload.content_type) or media.sniffed(upload.body)) != "json":
        raise UnsupportedMediaTypeError("This takes JSON: a drawing, the donor and the patches.")
    if len(upload.body) > service.limits.json_bytes:
        raise PayloadTooLargeError(f"A JSON body has at most {service.limits.json_bytes} bytes.")
    asked = validate(PatchBody, strict_json.loads(upload.body))
    sweeps.check(model, wanted.swept, service.limits.ablations)
    receiver, donor = runs(service, model, asked)
    found, outputs = compared(receiver, donor, asked.patches, wanted, go_on)
    return _written(receiver, donor, found, outputs, wanted)


def runs(service: Service, model: Model, asked: PatchBody) -> tuple[Run, Run]:
    """Compute the receiver and the donor, each with its own drawing, step and edits."""
    drawing = _drawn(inputs.read_source(asked, Options(), service.limits), ("body",))
    other = _donor(service, model, asked.donor)
    return _run(model, drawing), _run(other, _donors(asked.donor, drawing, service))


def compared(
    receiver: Run,
    donor: Run,
    parts: Sequence[PatchPart],
    wanted: Wanted,
    go_on: Callable[[], None] = lambda: None,
) -> tuple[Json, Mapping[str, Tensor]]:
    """Say what both answer, and the receiver with the patches; and its numbers then."""
    pairs = counterparts(receiver.network, donor.network)
    patches = [_patch(receiver, donor, part, pairs, at) for at, part in enumerate(parts)]
    _check(receiver, donor, patches)
    with torch.inference_mode():
        outputs = patched(receiver.network, receiver.outputs, donor.outputs, patches, go_on)
    said, theirs, before = (
        each.predicted() for each in (replace(receiver, outputs=outputs), donor, receiver)
    )
    return {
        **said,
        "receiver": before,
        "donor": theirs,
        "patches": [_listed(patch) for patch in patches],
        "counterparts": pairs,
        "words": words.patched(theirs, before, said, len(patches)),
        "sweep": sweeps.swept(receiver, donor, pairs, wanted.swept, go_on),
    }, outputs


def _donor(service: Service, model: Model, asked: DonorBody) -> Model:
    """The donor's network: by default the receiver's, finished."""
    found = service.catalog.get(asked.network or model.id)
    if asked.checkpoint is None:
        return found
    checkpoints.check(service.checkpoints, found, asked.checkpoint, (*DONOR, "checkpoint"))
    return checkpoints.read(service.checkpoints, found, asked.checkpoint)


def _donors(asked: DonorBody, drawing: Drawing, service: Service) -> Drawing:
    """The donor's drawing, with its own edits: the receiver's where it has none."""
    if not asked.sources():
        return replace(drawing, edits=tuple(asked.edits), edits_at=(*DONOR, "edits"))
    try:
        found = inputs.read_source(asked, Options(), service.limits)
    except AppError as error:
        error.errors = tuple(FieldError((*DONOR, *at.loc[1:]), at.msg) for at in error.errors)
        raise
    return replace(_drawn(found, DONOR), edits_at=(*DONOR, "edits"))


def _drawn(drawing: Drawing, loc: Loc) -> Drawing:
    if drawing.empty:
        place = (*loc, "ink", "strokes")
        raise ValidationFailedError.at(place, "There is no point; draw something")
    return drawing


def _run(model: Model, drawing: Drawing) -> Run:
    network = edits.edited(model.network, drawing.edits, drawing.edits_at)
    return run(model, network, inputs.batch([drawing], network.input_shape))


def _patch(
    receiver: Run, donor: Run, part: PatchPart, pairs: Mapping[str, str], number: int
) -> Patch:
    """A patch with all that was left to its defaults.

    Raises:
        LayerNotFoundError: one of the networks lacks a layer.
        ValidationFailedError: the donor has no counterpart of it.
    """
    source = part.donor_layer or pairs.get(layer_of(receiver.model, part.layer).name)
    if source is None:
        said = f"Layer {part.layer!r} has no counterpart in the donor; name its donor_layer"
        raise ValidationFailedError.at(("body", "patches", number, "donor_layer"), said)
    layer_of(donor.model, source)
    channel = part.donor_channel
    return Patch(part.layer, part.channel, source, part.channel if channel is None else channel)


def _check(receiver: Run, donor: Run, patches: Sequence[Patch]) -> None:
    try:
        check(receiver.network, donor.network, patches)
    except PatchError as error:
        place = ("body", "patches", *error.loc)
        raise ValidationFailedError(str(error), [FieldError(place, str(error))]) from None


def _listed(patch: Patch) -> Json:
    return {
        "layer": patch.layer,
        "channel": patch.channel,
        "donor_layer": patch.donor_layer,
        "donor_channel": patch.donor_channel,
    }


def _written(
    receiver: Run, donor: Run, found: Json, outputs: Mapping[str, Tensor], wanted: Wanted
) -> bytes:
    """Write the answer, as safetensors with the numbers of layers and the rest as metadata."""
    chosen = answers.chosen(receiver.model, wanted.layers or ()) if wanted.layers != () else ()
    tensors = {name: outputs[name][0] for name in chosen}
    if wanted.difference:
        tensors |= _differences(found["counterparts"], donor, tensors)
    if wanted.form == media.SAFETENSORS:
        packed = frame.pack(tensors)
        told = {**found, "ranges": packed.ranges}
        return frame.encode(packed, wanted.dtype, answers.metadata(told))
    arrays = {name: tensor.numpy() for name, tensor in tensors.items()}
    return answers.to_json({**found, "layers": arrays or None})


def _differences(
    pairs: Mapping[str, str], donor: Run, tensors: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """By how much the receiver's numbers are above the donor's, where shapes agree.

    The difference is taken in float32: two float16 numbers that are nearly equal would lose it.
    """
    theirs = {name: donor.outputs[pairs[name]][0] for name in tensors if name in pairs}
    return {
        f"difference/{name}": tensors[name] - other
        for name, other in theirs.items()
        if tensors[name].shape == other.shape
    }
