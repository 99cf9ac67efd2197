"""Examples of what would change an answer, and of how far to trust it: small ones, made soon."""

from app.dissect import archive
from app.dissect.causes import FILE
from app.serving import causes, interplay, trust
from app.serving.changes import Stress, attacked, nudged, stressed
from app.serving.questions import Question
from app.web.openapi import Example
from app.whatif.stress import DIALS

TRIALS, STEPS = 200, 5


def of_interplay(question: Question) -> dict[str, Example]:
    """Return the examples of the routes about channels in general and together."""
    model = question.model
    here, layer = {"id": model.id}, model.network.logits_layer
    channels = [(layer, 0), (layer, 1)]
    named = ",".join(f"{name}:{channel}" for name, channel in channels)
    said = {"network": model.id, **interplay.together(question, channels)}
    found = {"readInteractions": Example({**here, "channels": named}, said)}
    known = archive.read(question.service.dissections.models / model.id / FILE)
    if known is not None and archive.fits(known, model.digest, model.network):
        general = causes.opened(known)
        answer = causes.in_general(model, general, [layer], by_class=False)
        found["readCauses"] = Example({**here, "layers": layer}, answer)
    return found


def of_trust(question: Question) -> dict[str, Example]:
    """Return the examples of the routes about how far to trust an answer."""
    model = question.model
    known = trust.reliability(model, None, question.service.samples)
    said = trust.confidence(question, known, STEPS, 0)
    return {
        "readCalibration": Example({"id": model.id}, trust.calibration(model, known)),
        "readConfidence": Example(
            {"id": model.id, "samples": STEPS}, {"network": model.id, **said}
        ),
    }


def of_changes(question: Question) -> dict[str, Example]:
    """Return the examples of the routes about ink, noise and wear."""
    here = {"id": question.model.id}
    target = question.model.classes[-1]
    aimed = {**here, "target": target}
    turned = Stress((DIALS["rotate"],), STEPS, "input", None, False, 0)

    def asked(example: Example) -> Example:
        return example._replace(answer={"network": question.model.id, **example.answer})

    found = {
        "nudge": Example({**aimed, "trials": TRIALS}, nudged(question, target, "either", TRIALS)),
        "attack": Example({**aimed, "methods": "fgsm"}, attacked(question, target, ["fgsm"])),
        "stress": Example({**here, "dials": "rotate", "steps": STEPS}, stressed(question, turned)),
    }
    return {name: asked(example) for name, example in found.items()}
