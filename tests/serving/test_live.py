import json
import struct
from typing import Any

import numpy as np
import orjson
import pytest

from app.ink import Ink
from app.networks.store import Model, load
from app.resources import resource
from app.serving import live
from app.serving.bodies import LiveMessage
from app.serving.catalog import Catalog
from app.serving.dissections import Dissections
from app.serving.engine import Engine
from app.serving.errors import (
    AppError,
    InvalidJSONError,
    LayerNotFoundError,
    NetworkNotFoundError,
    PayloadTooLargeError,
    ValidationFailedError,
)
from app.serving.gallery import Gallery
from app.serving.helpers import Helpers
from app.serving.limits import Limits
from app.serving.live import Question, Talk
from app.serving.samples import Samples
from app.serving.service import Service, outcome_of
from app.serving.validate import validate

STROKE = [[0.5, 0.2], [0.5, 0.5]]


@pytest.fixture(scope="module")
def service(model: Model) -> Service:
    catalog = Catalog([model, load("lenet-5")])
    limits = Limits(strokes=3, points=10)
    models = resource("models")
    samples = Samples.load(models)
    gallery = Gallery.load(models, samples)
    helper, ablator = Helpers(1, "helper"), Helpers(1, "ablator")
    dissections = Dissections(models)
    return Service(catalog, limits, Engine(), helper, ablator, samples, gallery, dissections)


def hear(service: Service, talk: Talk, **message: Any) -> tuple[Talk, Question]:
    value = live.parse(orjson.dumps({"seq": 1, **message}), 1 << 16)
    return talk.hear(validate(LiveMessage, value, ()), service)


def strokes(question: Question) -> tuple[Any, ...]:
    assert isinstance(question.drawing.content, Ink)
    return question.drawing.content.strokes


def test_appends_are_never_lost(service: Service, model: Model) -> None:
    talk, _ = hear(service, Talk(model), ink={"strokes": [[[0.1, 0.1]], STROKE], "width": 0.1})
    talk, _ = hear(service, talk, append=[[0.5, 0.6]])
    talk, question = hear(service, talk, append=[[0.5, 0.7], [0.5, 0.8, 12]])
    points = ((0.5, 0.2), (0.5, 0.5), (0.5, 0.6), (0.5, 0.7), (0.5, 0.8, 12))
    assert strokes(question) == (((0.1, 0.1),), points)
    assert question.drawing.content.width == 0.1  # type: ignore[union-attr]


def test_a_message_without_ink_asks_about_the_last_ink(service: Service, model: Model) -> None:
    talk, before = hear(service, Talk(model), ink={"strokes": [STROKE]}, fit=False)
    _, after = hear(service, talk, cell={"layer": "conv", "channel": 1, "row": 2, "column": 3})
    assert strokes(after) == strokes(before)
    assert not after.drawing.fit
    assert after.cell is not None
    assert after.cell.coordinates() == {"channel": 1, "row": 2, "column": 3}


def test_edits_count_for_one_message(service: Service, model: Model) -> None:
    edits = [{"layer": "conv", "channel": 0, "scale": 0}]
    talk, edited = hear(service, Talk(model), ink={"strokes": [STROKE]}, edits=edits)
    _, plain = hear(service, talk)
    assert len(edited.drawing.edits) == 1
    assert plain.drawing.edits == ()


def test_network_dtype_and_layers_last(service: Service, model: Model) -> None:
    talk, _ = hear(service, Talk(model), network="lenet-5", dtype="uint8", layers=["c3", "c1"])
    talk, question = hear(service, talk)
    assert (question.model.id, question.dtype) == ("lenet-5", "uint8")
    assert question.names == ("c1", "c3")
    _, switched = hear(service, talk, network="crash-course")
    assert len(switched.names) == len(model.network.names)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"append": [[0.5, 0.5]]}, ValidationFailedError),
        ({"append": []}, ValidationFailedError),
        ({"append": [[5, 5]]}, ValidationFailedError),
        ({"ink": {"strokes": [STROKE]}, "append": [[0.1, 0.1]]}, ValidationFailedError),
        ({"ink": {"strokes": [STROKE] * 4}}, ValidationFailedError),
        ({"ink": {"strokes": [[[0, 0]] * 11]}}, ValidationFailedError),
        ({"seq": -1}, ValidationFailedError),
        ({"seq": "1"}, ValidationFailedError),
        ({"seq": True}, ValidationFailedError),
        ({"sequence": 1}, ValidationFailedError),
        ({"dtype": "float64"}, ValidationFailedError),
        ({"cell": {"layer": "conv"}}, ValidationFailedError),
        ({"network": "lenet5"}, NetworkNotFoundError),
        ({"layers": ["c9"]}, LayerNotFoundError),
    ],
)
def test_a_refused_message_changes_nothing(
    service: Service, model: Model, message: dict[str, Any], error: type[AppError]
) -> None:
    with pytest.raises(error):
        hear(service, Talk(model), **message)


def test_the_limit_of_points_holds_for_appends(service: Service, model: Model) -> None:
    talk, _ = hear(service, Talk(model), ink={"strokes": [[[0, 0]] * 9]})
    talk, _ = hear(service, talk, append=[[0.5, 0.5]])
    with pytest.raises(ValidationFailedError, match="At most 10 points"):
        hear(service, talk, append=[[0.5, 0.5]])


def test_messages_are_bounded_and_json() -> None:
    with pytest.raises(PayloadTooLargeError):
        live.parse(b" " * 11, 10)
    with pytest.raises(InvalidJSONError):
        live.parse('{"seq": 1, "x": "\ud800"}', 100)


def metadata(frame: bytes) -> dict[str, str]:
    (length,) = struct.unpack("<Q", frame[:8])
    return json.loads(frame[8 : 8 + length])["__metadata__"]


def test_a_frame_tells_all_there_is(service: Service, model: Model) -> None:
    _, question = hear(
        service, Talk(model), seq=7, ink={"strokes": [STROKE]},
        cell={"layer": "conv", "channel": 3, "row": 9, "column": 14},
    )  # fmt: skip
    outcome = outcome_of(model, question.drawing)
    found = metadata(live.write(question, outcome))
    assert found["seq"] == "7"
    assert found["network"] == "crash-course"
    assert found["label"] == model.classes[int(found["index"])]
    np.testing.assert_allclose(json.loads(found["logits"]), outcome.logits[0], rtol=1e-6)
    assert json.loads(found["ranges"]).keys() == set(model.network.names)
    cell = json.loads(found["cell"])
    assert cell["result"] == pytest.approx(outcome.outputs["conv"][0, 3, 9, 14].item())
    assert "encode" in json.loads(found["timing"])


def test_a_wrong_cell_does_not_spoil_the_frame(service: Service, model: Model) -> None:
    for which, status in (
        ({"layer": "c9", "channel": 0}, 404),
        ({"layer": "conv", "channel": 99}, 422),
    ):
        _, question = hear(service, Talk(model), cell=which)
        found = metadata(live.write(question, outcome_of(model, question.drawing)))
        assert json.loads(found["cell"])["problem"]["status"] == status


def test_a_blank_canvas_is_no_digit(service: Service, model: Model) -> None:
    _, question = hear(service, Talk(model), ink={"strokes": []})
    found = metadata(live.write(question, outcome_of(model, question.drawing)))
    assert json.loads(found["not_a_digit"]) == 1.0
