"""An example of a patch: one map of a three in place of a seven's."""

from typing import Any

from app.serving.patch_bodies import PatchBody
from app.serving.patches import Wanted, compared, runs
from app.serving.questions import Question
from app.web.openapi import Example

THREE = {
    "strokes": [
        [[0.33, 0.25], [0.5, 0.18], [0.66, 0.3], [0.47, 0.48]],
        [[0.47, 0.48], [0.7, 0.62], [0.56, 0.82], [0.34, 0.78]],
    ],
    "width": 0.07,
}


def of_patches(question: Question, drawn: dict[str, Any]) -> dict[str, Example]:
    """Return the example: the receiver is shown `drawn`, the donor a three."""
    model = question.model
    layer = model.network.logits_layer
    body = {
        **drawn,
        "donor": {"ink": THREE},
        "patches": [{"layer": layer, "channel": model.network.layer(layer).shape[0] // 2}],
    }
    asked = PatchBody.model_validate(body)
    receiver, donor = runs(question.service, model, asked)
    found, _ = compared(receiver, donor, asked.patches, Wanted((layer,)))
    return {"patch": Example({"id": model.id, "sweep": layer}, {**found, "layers": None}, body)}
