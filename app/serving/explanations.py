"""Why a network says what it says: what the methods found, in numbers for callers."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import torch
from torch import Tensor

from app.cnn.network import Network
from app.explain import METHODS, Answer, Case, Method
from app.explain.measures import Curves, Redrawn, completeness, curves
from app.explain.split import split
from app.networks.store import Model
from app.serving import answers, frame, media, questions, wishes
from app.serving.limits import Limits
from app.serving.service import Service, Upload
from app.serving.wishes import Wish

Json = dict[str, Any]


async def explain(service: Service, model: Model, upload: Upload, wish: Wish, form: str) -> bytes:
    """Answer as JSON or safetensors; live frames do not wait for it.

    The work ends with the wait for it, when the deadline is over or the caller has gone.

    Raises:
        ValidationFailedError, LayerNotFoundError: the network cannot be asked that.
        DeadlineExceededError: it took too long.
    """
    wishes.check(wish)

    def work(question: questions.Question) -> Json:
        network, ink = question.network, question.image
        return explained(model, network, ink, wish, service.limits, question.go_on)

    return await questions.ask(service, model, upload, work, partial(written, form=form))


def methods(model: Model, wish: Wish) -> Json:
    """List the methods, with why one cannot be asked about a class, or about a layer's channel.

    Raises:
        LayerNotFoundError, ValidationFailedError: there is no such layer or channel.
    """
    blank = torch.zeros(1, *model.network.input_shape)
    case = wishes.case_of_wish(model, model.network, blank, wish, 0, lambda: None)
    return {
        "network": model.id,
        "methods": [{**_named(one), "refusal": one.unable(case)} for one in METHODS.values()],
    }


def _named(method: Method) -> Json:
    return {
        "id": method.id,
        "title": method.title,
        "words": method.words,
        "source": method.source,
        "promise": method.promise,
    }


def explained(
    model: Model,
    network: Network,
    ink: Tensor,
    wish: Wish,
    limits: Limits,
    go_on: Callable[[], None] = lambda: None,
) -> Json:
    """Explain one drawing (1, C, *spatial); tensors stay tensors.

    Raises:
        ValidationFailedError, LayerNotFoundError: see `explain`.
    """
    with torch.no_grad():
        _, probabilities = network.answer(network.prepare(ink))
    verdict = answers.verdict(model, probabilities[0].numpy())
    case = wishes.case_of_wish(model, network, ink, wish, verdict["index"], go_on)
    chosen = wishes.chosen(case, wish)
    wishes.bounded(case, chosen, wish, limits)
    found = [method.run(case) for method in chosen]
    entries = [_entry(case, method, one) for method, one in zip(chosen, found, strict=True)]
    answer: Json = {
        **verdict,
        "question": _asked(model, case, wish, probabilities[0]),
        "ink": ink[0],
        "methods": entries,
        "random": None,
        "split": _split(case) if "split" in wish.parts else None,
    }
    if "curves" in wish.parts:
        *own, chance = curves(case, [one.attribution for one in found])
        answer["random"] = _curves(chance)
        for entry, both in zip(entries, own, strict=True):
            entry |= _curves(both)
    if "sanity" in wish.parts:
        random = Redrawn(case)
        for entry, method, one in zip(entries, chosen, found, strict=True):
            entry["sanity"] = asdict(random.sanity(method, one))
    return answer


def written(found: Json, form: str) -> bytes:
    """Write an explanation; as safetensors with one tensor a map, and the rest as metadata."""
    tensors = {"ink": found["ink"]}
    binary = form == media.SAFETENSORS

    def part(entry: Json, key: str) -> Any:
        name = entry["method"] if key == "attribution" else f"{entry['method']}/{key}"
        if entry[key] is None:
            return None
        tensors[name] = entry[key]
        return name if binary else entry[key].numpy()

    maps = ("attribution", "map", "channels")
    entries = [{**entry, **{key: part(entry, key) for key in maps}} for entry in found["methods"]]
    told = {**found, "ink": "ink" if binary else found["ink"].numpy(), "methods": entries}
    if binary:
        return frame.encode(frame.pack(tensors), "float32", answers.metadata(told))
    return answers.to_json(told)


def _asked(model: Model, case: Case, wish: Wish, probabilities: Tensor) -> Json:
    question = case.question
    target, against = (
        None if index is None else model.classes[index]
        for index in (question.target, question.against)
    )
    return {
        "target": target,
        "against": against,
        "probability": None if question.target is None else float(probabilities[question.target]),
        "layer": question.layer,
        "channel": wish.channel,
        "place": dict(wish.place),
        "value": case.value,
        "blank": case.blank,
    }


def _entry(case: Case, method: Method, found: Answer) -> Json:
    total = completeness(case, method, found)
    return {
        "method": method.id,
        "title": method.title,
        "promise": method.promise,
        "layer": found.layer,
        "attribution": found.attribution.detach().contiguous() + 0.0,  # no negative zeros
        "map": None if found.map is None else found.map.detach().contiguous() + 0.0,
        "channels": None if found.channels is None else found.channels.detach(),
        "spread": found.spread,
        "completeness": None if total is None else asdict(total),
        "deletion": None,
        "insertion": None,
        "sanity": None,
    }


def _curves(found: Curves) -> Json:
    return {"deletion": asdict(found.deletion), "insertion": asdict(found.insertion)}


def _split(case: Case) -> list[Json]:
    return [{**asdict(part), "channels": part.channels.tolist()} for part in split(case)]
