"""Examples of how a network came to be: two of its moments, and a drawing at all of them."""

from app.serving import checkpoints
from app.serving.questions import Question
from app.web.openapi import Example


def of_time(question: Question) -> dict[str, Example]:
    """Return the examples of a network; no history where it came without checkpoints."""
    model, known = question.model, question.service.checkpoints
    here = {"id": model.id}
    found = {"listCheckpoints": Example(here, checkpoints.listed(known, model))}
    if known.steps(model):
        said = {"network": model.id, **checkpoints.history(question, known)}
        found["readHistory"] = Example(here, said)
    return found
